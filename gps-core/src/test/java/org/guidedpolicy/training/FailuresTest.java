package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;

class FailuresTest {

  /** Changes what is seen at step 4 of the episodes from..to, counted from 0 over all. */
  private static ResetFreeGPS.Builder broken(int from, int to, UnaryOperator<TimeStep> defect) {
    AtomicInteger episodes = new AtomicInteger(-1);
    PointMass robot =
        new PointMass() {
          private int step;

          @Override
          public TimeStep reset(RandomGenerator random) {
            episodes.incrementAndGet();
            step = 0;
            return super.reset(random);
          }

          @Override
          public TimeStep step(double[] action) {
            TimeStep now = super.step(action);
            boolean wrong = step++ == 4 && from <= episodes.get() && episodes.get() < to;
            return wrong ? defect.apply(now) : now;
          }
        };
    return Runs.small(ResetFreeGPS.builder(robot, PointMass.COST)).allowedFailures(0);
  }

  private static TimeStep notANumber(TimeStep now) {
    return TimeStep.fullyObserved(now.state()[0], Double.NaN);
  }

  private static TimeStep thrown(TimeStep now) {
    throw new IllegalStateException("the gripper is open");
  }

  private static TrainingException failure(ResetFreeGPS.Builder run, String... parts) {
    var e = assertThrows(TrainingException.class, run.build()::train);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), () -> e.getMessage() + " lacks " + part);
    }
    return e;
  }

  @Test
  void aStateThatIsNoNumberIsReportedWithItsPlace() {
    var e =
        failure(
            broken(7, 8, FailuresTest::notANumber),
            "iteration 1",
            "state is NaN at entry 1",
            "(episode 7, step 4)");
    assertTrue(e.partialResult().isEmpty());
    assertInstanceOf(EpisodeException.class, e.getCause());
  }

  @Test
  void whatAnEnvironmentThrowsIsReportedWithItsPlace() {
    failure(
        broken(7, 8, FailuresTest::thrown),
        "iteration 1",
        "the gripper is open",
        "(episode 7, step 4)");
  }

  @Test
  void whatWasAchievedBeforeAFailureIsNotLost() {
    List<Policy> policies = new ArrayList<>();
    var e =
        failure(
            broken(30, 99, FailuresTest::thrown).listener((report, policy) -> policies.add(policy)),
            "iteration 3",
            "(episode 6, step 4)");
    TrainingResult partial = e.partialResult().orElseThrow();
    assertEquals(TrainingResult.Ending.FAILED, partial.ending());
    assertEquals(2, partial.history().size());
    assertEquals(2, partial.policyIteration());
    assertSame(policies.get(1), partial.policy());
  }

  @Test
  void allowedFailuresAreRepeatedAndReported() {
    TrainingResult result = broken(14, 16, FailuresTest::thrown).allowedFailures(2).build().train();
    assertEquals(3, result.history().size());
    assertEquals(List.of(), result.history().get(0).warnings());
    List<String> warnings = result.history().get(1).warnings();
    assertEquals(2, warnings.size());
    assertTrue(warnings.get(0).contains("(episode 2, step 4)"), warnings::toString);
    assertTrue(warnings.get(0).contains("the gripper is open"), warnings::toString);
    assertEquals(12, result.history().get(1).episodes() - result.history().get(0).episodes());
    assertEquals(List.of(), result.history().get(2).warnings());
  }

  @Test
  void oneFailureTooManyEndsTraining() {
    failure(broken(14, 17, FailuresTest::thrown).allowedFailures(2), "iteration 2", "gripper");
  }

  @Test
  void withoutAPolicyTrainerTheOneToAddIsNamed() {
    ResetFreeGPS run = ResetFreeGPS.builder(PointMass::new, PointMass.COST).build();
    var e = assertThrows(IllegalStateException.class, run::train);
    assertTrue(e.getMessage().contains("org.guidedpolicy:gps-nn"), e.getMessage());
  }

  @Test
  void aDiagnosisWithoutEvaluationIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Runs.pointMass().diagnosis(true).build());
    assertTrue(e.getMessage().contains("evaluation"), e.getMessage());
  }

  @Test
  void moreClustersThanTrajectoriesAreRefusedWhenBuilt() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Runs.pointMass().trajectoriesPerIteration(5).clusters(6).build());
    assertTrue(e.getMessage().contains("clusters is 6"), e.getMessage());
  }

  /** With a trainer that fits as it should, and then changes the policy. */
  private static ResetFreeGPS.Builder training(UnaryOperator<GaussianPolicy> change) {
    return Runs.pointMass()
        .policy(
            (dO, dU, seed) ->
                new LeastSquaresTrainer(dO, dU, seed) {
                  @Override
                  public Fit fit(SupervisedTargets targets, double[] covariance) {
                    Fit fit = super.fit(targets, covariance);
                    return new Fit(
                        change.apply(fit.policy()), fit.lossBefore(), fit.lossAfter(), fit.steps());
                  }
                });
  }

  /** A policy's actions without their derivative. */
  private static class Plain implements GaussianPolicy {
    private final GaussianPolicy policy;

    Plain(GaussianPolicy policy) {
      this.policy = policy;
    }

    @Override
    public int observationDimension() {
      return policy.observationDimension();
    }

    @Override
    public int actionDimension() {
      return policy.actionDimension();
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      policy.action(observation, actionOut);
    }

    @Override
    public double[] covariance() {
      return policy.covariance();
    }
  }

  /** A policy that is no number once a fit has gone wrong. */
  private static final class Broken extends Plain {
    Broken(GaussianPolicy policy) {
      super(policy);
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      actionOut[0] = Double.NaN;
    }
  }

  @Test
  void aPolicyThatIsNoNumberIsNeverReturned() {
    AtomicInteger fits = new AtomicInteger();
    var e =
        failure(
            training(policy -> fits.incrementAndGet() < 4 ? policy : new Broken(policy)),
            "iteration 3",
            "S-phase",
            "NaN");
    double[] action = new double[1];
    e.partialResult().orElseThrow().policy().action(new double[] {1, 0}, action);
    assertTrue(Double.isFinite(action[0]));
  }

  @Test
  void aFailingTrainerIsReportedWithTheIteration() {
    AtomicInteger fits = new AtomicInteger();
    var e =
        failure(
            training(
                policy -> {
                  if (fits.incrementAndGet() == 3) {
                    throw new IllegalStateException("weights are no longer finite");
                  }
                  return policy;
                }),
            "iteration 2",
            "weights are no longer finite");
    assertEquals(1, e.partialResult().orElseThrow().policyIteration());
  }

  @Test
  void jacobiansOfAPolicyThatHasNoneAreRefused() {
    failure(
        training(Plain::new)
            .models(
                ModelOptions.defaults()
                    .with(o -> o.linearization = ModelOptions.Linearization.JACOBIAN)),
        "JACOBIAN",
        "use REGRESSION");
  }

  @Test
  void aTrainerThatWillNeverFitEndsTrainingBeforeTheRobotMoves() {
    AtomicInteger resets = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    ResetFreeGPS training =
        Runs.small(
                () ->
                    new PointMass() {
                      @Override
                      public TimeStep reset(RandomGenerator random) {
                        resets.incrementAndGet();
                        return super.reset(random);
                      }
                    })
            .policy(
                (dO, dU, seed) ->
                    new LeastSquaresTrainer(dO, dU, seed) {
                      @Override
                      public void prepare() {
                        throw new IllegalStateException("no native library");
                      }

                      @Override
                      public void close() {
                        ended.set(true);
                      }
                    })
            .build();
    var e = assertThrows(IllegalStateException.class, training::train);
    assertEquals("no native library", e.getMessage());
    assertEquals(0, resets.get());
    assertTrue(ended.get());
  }

  @Test
  void anEpisodeOfOneStepIsRefusedBeforeTheRobotMoves() {
    Environment never =
        new PointMass() {
          @Override
          public EnvironmentSpec spec() {
            return spec(1);
          }

          @Override
          public TimeStep reset(RandomGenerator random) {
            throw new AssertionError("moved");
          }
        };
    ResetFreeGPS training = Runs.small(ResetFreeGPS.builder(never, PointMass.COST)).build();
    var e = assertThrows(TrainingException.class, training::train);
    assertTrue(e.getMessage().contains("horizon is 1, must be at least 2"), e::toString);
  }

  @Test
  void aCostThatIsNoNumberIsReported() {
    CostFunction cost = (t, horizon, x, u) -> t == 3 ? Double.NaN : x[0] * x[0];
    failure(Runs.small(ResetFreeGPS.builder(PointMass::new, cost)), "iteration 1", "cost", "NaN");
  }

  /** A reward for strong actions that no bound can hold. */
  private static double unbounded(double[] u) {
    return -1e40 * u[0] * u[0];
  }

  @Test
  void trajectoriesWithoutALocalPolicyAreLeftOutWithAWarning() {
    CostFunction cost =
        (t, horizon, x, u) ->
            PointMass.COST.value(t, horizon, x, u) + (t == 0 && x[0] > 0.5 ? unbounded(u) : 0);
    TrainingResult result = Runs.small(ResetFreeGPS.builder(PointMass::new, cost)).build().train();
    assertEquals(3, result.history().size());
    for (IterationReport report : result.history()) {
      int left = report.warnings().size();
      assertTrue(0 < left && left < 12, report::toString);
      for (String warning : report.warnings()) {
        assertTrue(warning.matches("trajectory \\d+: .*eta.*"), warning);
      }
      assertTrue(Runs.figure(report, "price of moving", "eta") < 1e6, report::toString);
      assertTrue(Runs.figure(report, "KL", "reached") < 2, report::toString);
    }
  }

  @Test
  void withoutAnyLocalPolicyTrainingEndsWithWhatItHad() {
    AtomicBoolean spoiled = new AtomicBoolean();
    CostFunction cost =
        (t, horizon, x, u) ->
            PointMass.COST.value(t, horizon, x, u) + (t == 0 && spoiled.get() ? unbounded(u) : 0);
    var e =
        failure(
            Runs.small(ResetFreeGPS.builder(PointMass::new, cost))
                .listener((report, policy) -> spoiled.set(true)),
            "iteration 2: C-phase",
            "no trajectory's problem has a solution",
            "eta");
    assertEquals(1, e.partialResult().orElseThrow().history().size());
  }

  @Test
  void whatAListenerThrowsIsThrownAsItIs() {
    var full = new java.io.UncheckedIOException(new java.io.IOException("disk full"));
    ResetFreeGPS run =
        Runs.pointMass()
            .listener(
                (report, policy) -> {
                  throw full;
                })
            .build();
    assertSame(full, assertThrows(java.io.UncheckedIOException.class, run::train));
  }
}
