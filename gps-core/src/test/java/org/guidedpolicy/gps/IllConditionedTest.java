package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.guidedpolicy.cluster.ClusterModel;
import org.guidedpolicy.cluster.Clustering;
import org.guidedpolicy.cluster.ClusteringProblem;
import org.guidedpolicy.cluster.InitialStateKMeans;
import org.guidedpolicy.cluster.RegressionFit;
import org.guidedpolicy.cluster.TrajectoryClusterer;
import org.guidedpolicy.cluster.TrajectoryEm;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.LqrException;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.supervised.PolicyCovariance;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever the numbers, each step of an iteration gives finite numbers or an exception of its own
 * that says what to do, and ends.
 */
class IllConditionedTest {
  private static final double LONGEST_SECONDS = 10;

  private static final ModelOptions.Clustering[] CLUSTERINGS = ModelOptions.Clustering.values();
  private static final PolicyOptions.Covariance[] COVARIANCES = PolicyOptions.Covariance.values();

  private final WorkPool pool = WorkPool.of(1);

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aFewHundredProblemsGiveFiniteNumbersOrAnErrorWithARemedy() {
    solve(300);
  }

  @Test
  @Tag("long")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void manyProblemsGiveFiniteNumbersOrAnErrorWithARemedy() {
    solve(Integer.getInteger("problems", 10_000));
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void trainingOnSuchDataEndsWithAFinitePolicyOrAnErrorWithARemedy() {
    count(30, this::training);
  }

  @Test
  @Tag("long")
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void manyTrainingsOnSuchDataEndWithAFinitePolicyOrAnErrorWithARemedy() {
    count(Integer.getInteger("problems", 10_000) / 10, this::training);
  }

  private void solve(int problems) {
    count(problems, seed -> new Iteration(new IllConditionedProblem(seed), seed).run());
  }

  private void count(int problems, LongConsumer work) {
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    double slowest = 0;
    for (int seed = 0; seed < problems; seed++) {
      long start = System.nanoTime();
      String outcome = outcome(seed, work, wrong);
      slowest = Math.max(slowest, (System.nanoTime() - start) * 1e-9);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    outcomes.forEach((outcome, count) -> System.out.println(count + " " + outcome));
    System.out.println("slowest " + slowest + " s");
    if (!wrong.isEmpty()) {
      fail(wrong.size() + " of " + problems + ":\n" + String.join("\n", wrong));
    }
    assertTrue(slowest < LONGEST_SECONDS, "slowest " + slowest + " s");
  }

  private static String outcome(long seed, LongConsumer work, List<String> wrong) {
    try {
      work.accept(seed);
      return "solved";
    } catch (LqrException | IllegalArgumentException | ArithmeticException | TrainingException e) {
      if (!e.getMessage().contains(";")) {
        wrong.add("seed " + seed + ": no remedy in " + e);
      }
      return e.getMessage().replaceAll("-?[0-9][-+.0-9Ee]*|NaN|-?Infinity", "#");
    } catch (RuntimeException | AssertionError e) {
      wrong.add("seed " + seed + ": " + e + " at " + e.getStackTrace()[0]);
      return "wrong";
    }
  }

  private void training(long seed) {
    IllConditionedProblem problem = new IllConditionedProblem(seed);
    SplittableRandom random = new SplittableRandom(seed);
    double[] noise = new double[problem.T * problem.dU * problem.dU];
    for (int t = 0; t < problem.T; t++) {
      double[] S = problem.policy.covariance();
      System.arraycopy(S, 0, noise, t * S.length, S.length);
    }
    LinearGaussianController still =
        LinearGaussianController.of(
            problem.T,
            problem.dX,
            problem.dU,
            new double[problem.T * problem.dU * problem.dX],
            new double[problem.T * problem.dU],
            noise);
    int episodes = random.nextInt(1, 9);
    ModelOptions models =
        ModelOptions.defaults().with(o -> o.clustering = any(random, CLUSTERINGS));
    PolicyOptions targets =
        PolicyOptions.defaults().with(o -> o.covariance = any(random, COVARIANCES));
    TrainingResult result =
        ResetFreeGPS.builder(new Replay(problem), problem::price)
            .iterations(3)
            .trajectoriesPerIteration(episodes)
            .clusters(Math.min(problem.clusters, episodes))
            .models(models)
            .imagination(ImaginationOptions.defaults().with(o -> o.imaginedRounds = 0))
            .policyTargets(targets)
            .step(StepOptions.defaults().with(o -> o.klPerStep = problem.klPerStep))
            .initialController((spec, x1) -> still)
            .policy(ConstantAtWorst::new)
            .threads(1)
            .seed(seed)
            .build()
            .train();
    MlpPolicy policy = (MlpPolicy) result.policy();
    assertFinite("weights", policy.layers().get(0).weights());
    assertFinite("biases", policy.layers().get(0).biases());
    assertFinite("covariance", policy.covariance());
  }

  /** A trainer that gives an answer where least squares have none. */
  private static final class ConstantAtWorst extends LeastSquaresTrainer {
    private final int weights;
    private final int biases;

    ConstantAtWorst(int observationDimension, int actionDimension, long seed) {
      super(observationDimension, actionDimension, seed);
      weights = observationDimension * actionDimension;
      biases = actionDimension;
    }

    @Override
    public Fit fit(SupervisedTargets targets, double[] covariance) {
      try {
        return super.fit(targets, covariance);
      } catch (IllegalArgumentException e) {
        return new Fit(linear(new double[weights], new double[biases], covariance), 1, 1, 1);
      }
    }
  }

  private static <E> E any(SplittableRandom random, E[] values) {
    return values[random.nextInt(values.length)];
  }

  /** One iteration's numerical work, on one thread. */
  private final class Iteration {
    private final IllConditionedProblem problem;
    private final SplittableRandom random;

    Iteration(IllConditionedProblem problem, long seed) {
      this.problem = problem;
      this.random = new SplittableRandom(seed);
    }

    void run() {
      Clustering clustering = clusterer().cluster(clusteringProblem(), random);
      assertFinite("log-likelihood", clustering.logLikelihood());
      KlConstrainedLqr solver =
          new KlConstrainedLqr(
              problem.T, problem.dX, problem.dU, KlConstrainedLqr.Options.defaults());
      for (ClusterModel model : clustering.models()) {
        assertFinite(model);
        KlConstrainedLqr.Solution solution =
            solver.solve(
                model.dynamics(),
                model.initial(),
                problem.cost,
                model.policy(),
                problem.klPerStep * problem.T,
                problem.startEta);
        assertFinite("eta", solution.eta());
        assertFinite("KL", solution.kl());
        assertFinite(solution.controller());
        targets(solution.controller());
      }
    }

    private TrajectoryClusterer clusterer() {
      return random.nextBoolean()
          ? new InitialStateKMeans()
          : new TrajectoryEm(
              TrajectoryEm.Options.defaults().with(o -> o.leaveOneOut = random.nextBoolean()));
    }

    private ClusteringProblem clusteringProblem() {
      int M = problem.trajectories.size();
      double[] transitions = Tuples.transitions(problem.trajectories, M);
      double[] actions = Tuples.policyActions(problem.trajectories, M, problem.policy);
      var dynamics =
          DynamicsFitter.prepare(
              problem.trajectories,
              mixture(transitions, 2 * problem.dX + problem.dU).prior(strength()),
              pool);
      var policy =
          PolicyLinearizer.prepare(
              problem.trajectories,
              problem.policy,
              mixture(actions, problem.dX + problem.dU).prior(strength()),
              random.nextBoolean(),
              pool);
      var initial = InitialStateFitter.prepare(problem.trajectories);
      return new ClusteringProblem(
          problem.trajectories,
          problem.clusters,
          new RegressionFit(initial, dynamics, policy),
          pool);
    }

    private double strength() {
      return Math.pow(10, random.nextInt(-3, 3));
    }

    private GaussianMixtureFitter.Fit mixture(double[] points, int d) {
      var options = GaussianMixtureFitter.Options.of(random.nextInt(1, 12), random.nextInt(1, 20));
      int n = points.length / d;
      var fit =
          new GaussianMixtureFitter(options).fit(points, n, d, Optional.empty(), random, pool);
      assertFinite("mixture's means", fit.mixture().means());
      assertFinite("mixture's covariances", fit.mixture().covariances());
      fit.logLikelihoods().forEach(value -> assertFinite("mixture's log-likelihood", value));
      return fit;
    }

    /** What the S-phase asks of the network: the action and the precision at each state. */
    private void targets(LinearGaussianController controller) {
      int T = problem.T;
      int dU = problem.dU;
      double[] states = Arrays.copyOf(problem.trajectories.get(0).states(), T * problem.dX);
      double[] means = new double[T * dU];
      double[] precisions = new double[T * dU * dU];
      double[] mean = new double[dU];
      DMatrixRMaj precision = new DMatrixRMaj(dU, dU);
      for (int t = 0; t < T; t++) {
        controller.mean(t, problem.trajectories.get(0).state(t), mean);
        System.arraycopy(mean, 0, means, t * dU, dU);
        var cholesky = LinearSolverFactory_DDRM.chol(dU);
        if (!cholesky.setA(controller.covariance(t))) {
          throw new AssertionError(
              "a local policy's covariance is not positive definite: " + controller.covariance(t));
        }
        cholesky.invert(precision);
        System.arraycopy(precision.data, 0, precisions, t * dU * dU, dU * dU);
      }
      var targets = new SupervisedTargets(problem.dX, dU, states, means, precisions);
      assertFinite("covariance", PolicyCovariance.of(targets, random.nextBoolean(), 0));
    }
  }

  private static void assertFinite(ClusterModel model) {
    Gaussian initial = model.initial();
    assertFinite("initial mean", initial.mean());
    assertFinite("initial covariance", initial.covariance().data);
    LinearGaussianDynamics dynamics = model.dynamics();
    for (int t = 0; t < dynamics.horizon() - 1; t++) {
      assertFinite("Jacobian", dynamics.jacobian(t).data);
      assertFinite("offset", dynamics.offset(t));
      assertFinite("covariance", dynamics.covariance(t).data);
    }
    assertFinite(model.policy());
  }

  private static void assertFinite(LinearGaussianController controller) {
    for (int t = 0; t < controller.horizon(); t++) {
      assertFinite("gain", controller.gain(t).data);
      assertFinite("controller's offset", controller.offset(t));
      assertFinite("controller's covariance", controller.covariance(t).data);
    }
  }

  private static void assertFinite(String what, double... values) {
    for (double value : values) {
      assertTrue(Double.isFinite(value), () -> what + " is " + Arrays.toString(values));
    }
  }
}
