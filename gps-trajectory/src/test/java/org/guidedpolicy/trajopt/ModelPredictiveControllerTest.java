package org.guidedpolicy.trajopt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class ModelPredictiveControllerTest {
  private static final CostFunction UPRIGHT =
      CostFunction.sum(
          ActionCost.quadratic(0.02),
          (t, T, x, u) -> 2 * (1 + Math.cos(x[0])) + 0.05 * x[1] * x[1]);

  private static final TrajectoryProblem PROBLEM = Pendulum.swingUp().withCost(UPRIGHT);

  private static ModelPredictiveController controller(MpcOptions options) {
    return new ModelPredictiveController(PROBLEM, options, WorkPool.of(1), new SplittableRandom(1));
  }

  @Test
  void thePendulumIsSwungUpAndHeldWithoutEnd() {
    Trajectory episode =
        RolloutCollector.inTurn(
                new PendulumEnvironment(200),
                ModelPredictiveController.factory(PROBLEM, MpcOptions.defaults()),
                1,
                3)
            .get(0);
    for (int t = 100; t <= 200; t++) {
      assertEquals(-1, Math.cos(episode.state(t, 0)), 0.01, "upright at step " + t);
    }
    for (double u : episode.actions()) {
      assertTrue(Math.abs(u) <= Pendulum.MAX_TORQUE, "action " + u);
    }
  }

  @Test
  void itCorrectsWhatTheModelDoesNotForesee() {
    var options = MpcOptions.defaults().with(o -> o.horizon = 30);
    var mpc = controller(options);
    double[] x = {Math.PI + 0.3, 0};
    double[] u = new double[1];
    for (int t = 0; t < 120; t++) {
      mpc.act(t, TimeStep.fullyObserved(x.clone()), u);
      new Pendulum().next(x, u, x);
      x[1] += 0.05; // a constant wind
    }
    assertEquals(-1, Math.cos(x[0]), 0.02);
  }

  @Test
  void plansAreMadeAtTheirTime() {
    var mpc = controller(MpcOptions.defaults().with(o -> o.replanEvery = 4));
    assertTrue(mpc.plan().isEmpty());
    Set<Integer> planned = new TreeSet<>();
    double[] x = {0.1, 0};
    double[] u = new double[1];
    for (int t = 0; t < 12; t++) {
      var before = mpc.plan();
      mpc.act(t, TimeStep.fullyObserved(x.clone()), u);
      if (!mpc.plan().equals(before)) {
        planned.add(t);
        assertArrayEquals(x, mpc.plan().orElseThrow().state(0));
      }
      new Pendulum().next(x, u, x);
    }
    assertEquals(Set.of(0, 4, 8), planned);
  }

  @Test
  void betweenPlansThePlansFeedbackActs() {
    var mpc = controller(MpcOptions.defaults());
    double[] u = new double[1];
    mpc.act(0, TimeStep.fullyObserved(Math.PI - 0.05, 0), u);
    Plan plan = mpc.plan().orElseThrow();
    double[] elsewhere = {Math.PI - 0.04, 0.02};
    mpc.act(2, TimeStep.fullyObserved(elsewhere), u);
    double[] expected = new double[1];
    plan.act(2, elsewhere, expected);
    assertArrayEquals(expected, u);
    assertNotEquals(plan.action(2)[0], u[0]);
  }

  @Test
  void inAnEpisodeTheCostSeesTheEpisodesSteps() {
    Set<Integer> seen = new ConcurrentSkipListSet<>();
    CostFunction watching =
        (t, T, x, u) -> {
          assertEquals(20, T);
          seen.add(t);
          return u[0] * u[0] + x[0] * x[0];
        };
    var options =
        MpcOptions.defaults()
            .with(
                o -> {
                  o.horizon = 8;
                  o.episode = 20;
                });
    var mpc =
        new ModelPredictiveController(
            PROBLEM.withCost(watching), options, WorkPool.of(1), new SplittableRandom(1));
    double[] u = new double[1];
    mpc.act(0, TimeStep.fullyObserved(0.1, 0), u);
    assertEquals(Set.of(0, 1, 2, 3, 4, 5, 6, 7), seen);
    seen.clear();
    mpc.act(15, TimeStep.fullyObserved(0.1, 0), u);
    assertEquals(Set.of(15, 16, 17, 18, 19), seen);
    assertEquals(5, mpc.plan().orElseThrow().horizon());
    assertThrows(
        IllegalArgumentException.class, () -> mpc.act(20, TimeStep.fullyObserved(0.1, 0), u));
  }

  @Test
  void anEpisodeBeginsWithAPlanOfItsOwn() {
    // the noise alone decides, so the second episode's first plan is another
    var options =
        MpcOptions.defaults()
            .with(
                o -> {
                  o.firstIterations = 1;
                  o.optimizer = o.optimizer.with(p -> p.maxSeconds = 1e-9);
                });
    var mpc = controller(options);
    double[] first = new double[1];
    double[] second = new double[1];
    mpc.act(0, TimeStep.fullyObserved(0.1, 0), first);
    mpc.act(0, TimeStep.fullyObserved(0.1, 0), second);
    assertNotEquals(first[0], second[0]);
    double[] again = new double[1];
    controller(options).act(0, TimeStep.fullyObserved(0.1, 0), again);
    assertArrayEquals(first, again, "the seed decides");
  }

  @Test
  void aStateOfOtherEntriesIsRefused() {
    var mpc = controller(MpcOptions.defaults());
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> mpc.act(0, TimeStep.fullyObserved(1, 2, 3), new double[1]));
    assertTrue(e.getMessage().contains("environment's state has 3"), e::getMessage);
    assertThrows(
        IllegalArgumentException.class, () -> MpcOptions.defaults().with(o -> o.replanEvery = 61));
  }
}
