package org.guidedpolicy.benchmarks.iteration;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.Clustering;
import org.guidedpolicy.cluster.ClusteringProblem;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.cluster.InitialStateKMeans;
import org.guidedpolicy.cluster.RegressionFit;
import org.guidedpolicy.cluster.TrajectoryEm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.gps.LocalPolicy;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.nn.NeuralPolicyTrainer;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * All of an iteration but the episodes and the cost's derivatives, phase by phase and timed. The
 * first {@link #run} is cold: every dual search from 1, a network of random weights. After {@link
 * #prepareWarm} a run is warm: dual searches from twice the last result, the network from its last
 * weights.
 */
final class LearningIteration implements AutoCloseable {

  /** In the order in which they run. */
  enum Phase {
    DYNAMICS_MIXTURE("dynamics mixture"),
    POLICY_MIXTURE("policy mixture"),
    DYNAMICS_FITS("dynamics fits"),
    POLICY_FITS("policy fits"),
    K_MEANS("clustering by k-means"),
    EM("clustering by EM"),
    C_PHASE("C-phase"),
    S_PHASE("S-phase");

    final String label;

    Phase(String label) {
      this.label = label;
    }
  }

  /**
   * @param seconds by the clock
   * @param cpuSeconds of the whole process, the compiler and the collector included
   */
  record Cost(double seconds, double cpuSeconds) {}

  /**
   * @param costs of each phase
   * @param dynamicsIterations EM iterations of the dynamics mixture
   * @param policyIterations EM iterations of the policy mixture
   * @param backwardPasses of a trajectory's dual search on average
   * @param fit what the S-phase reached
   */
  record Times(
      Map<Phase, Cost> costs,
      int dynamicsIterations,
      int policyIterations,
      double backwardPasses,
      PolicyTrainer.Fit fit) {

    /** Of all phases but the other way of clustering. */
    Cost totalWithout(Phase otherClustering) {
      List<Cost> counted = new ArrayList<>();
      costs.forEach(
          (phase, cost) -> {
            if (phase != otherClustering) {
              counted.add(cost);
            }
          });
      return new Cost(
          counted.stream().mapToDouble(Cost::seconds).sum(),
          counted.stream().mapToDouble(Cost::cpuSeconds).sum());
    }
  }

  private final IterationProblem problem;
  private final List<Trajectory> trajectories;
  private final int mixtureIterations;
  private final int dX;
  private final int dU;
  private final WorkPool pool;
  private final NeuralPolicyTrainer trainer;
  private final Phases phases;

  private final Map<Phase, Cost> costs = new EnumMap<>(Phase.class);
  private double[] startEta;
  private List<LocalPolicy> lastLocals = List.of();
  private int dynamicsIterations;
  private int policyIterations;

  /** Waits until the network library is loaded: in a training that happens beside the episodes. */
  LearningIteration(
      IterationProblem problem, int threads, int mixtureIterations, NetworkOptions network) {
    this.problem = problem;
    this.mixtureIterations = mixtureIterations;
    trajectories = problem.trajectories();
    Trajectory like = trajectories.get(0);
    dX = like.stateDimension();
    dU = like.actionDimension();
    pool = WorkPool.of(threads);
    loadNetworkLibrary();
    trainer = new NeuralPolicyTrainer(like.observationDimension(), dU, network, 1);
    phases =
        new Phases(EnvironmentSpec.builder(dX, dU).horizon(like.horizon()).build(), trainer, pool);
    startEta = new double[trajectories.size()];
    Arrays.fill(startEta, 1);
  }

  private static void loadNetworkLibrary() {
    NetworkOptions oneStep =
        NetworkOptions.defaults().with(o -> o.firstFit = new NetworkOptions.Schedule(1, 1e-3, 0));
    try (var throwAway = new NeuralPolicyTrainer(1, 1, oneStep, 1)) {
      throwAway.fit(
          new SupervisedTargets(
              1, 1, new double[] {0, 1}, new double[] {0, 1}, new double[] {1, 1}),
          new double[] {1});
    }
  }

  /** Starts the next dual searches near where the last ended, but not at their result. */
  void prepareWarm() {
    lastLocals.forEach(local -> startEta[local.problem().number()] = 2 * local.eta());
  }

  Times run() {
    Clustering groups = learnControllers(true);
    PolicyTrainer.Fit fit =
        time(Phase.S_PHASE, () -> phases.fit(trajectories, lastLocals, problem.network()));
    double passes =
        phases.backwardPasses(groups, problem.costs(), problem.settings().klPerStep(), startEta);
    return new Times(new EnumMap<>(costs), dynamicsIterations, policyIterations, passes, fit);
  }

  /** What the S-phase fits: everything before it runs, untimed and without the clusterings. */
  SupervisedTargets targets() {
    learnControllers(false);
    return phases.targets(trajectories, lastLocals, problem.network());
  }

  private Clustering learnControllers(boolean timeClusterings) {
    double strength = problem.settings().priorStrength();
    var dynamicsPrior = time(Phase.DYNAMICS_MIXTURE, this::dynamicsMixture);
    var policyPrior = time(Phase.POLICY_MIXTURE, this::policyMixture);
    dynamicsIterations = dynamicsPrior.iterations();
    policyIterations = policyPrior.iterations();
    DynamicsFitter dynamics =
        time(
            Phase.DYNAMICS_FITS,
            () -> {
              var fitter =
                  DynamicsFitter.prepare(trajectories, dynamicsPrior.prior(strength), pool);
              pool.forEach(problem.settings().clusters(), k -> fitter.fit(members(k)));
              return fitter;
            });
    PolicyLinearizer policy =
        time(
            Phase.POLICY_FITS,
            () -> {
              var linearizer =
                  PolicyLinearizer.prepare(
                      trajectories, problem.network(), policyPrior.prior(strength), true, pool);
              pool.forEach(problem.settings().clusters(), k -> linearizer.fit(members(k)));
              return linearizer;
            });
    ClusteringProblem clustering =
        new ClusteringProblem(
            trajectories,
            problem.settings().clusters(),
            new RegressionFit(InitialStateFitter.prepare(trajectories), dynamics, policy),
            pool);
    if (timeClusterings) {
      timeClusterings(clustering);
    }
    Clustering groups =
        GivenGroups.of(problem.groups()).cluster(clustering, new SplittableRandom(3));
    lastLocals =
        time(
            Phase.C_PHASE,
            () ->
                phases.improve(groups, problem.costs(), problem.settings().klPerStep(), startEta));
    return groups;
  }

  /** Times both ways of clustering; the C-phase takes the problem's own groups. */
  private void timeClusterings(ClusteringProblem clustering) {
    time(
        Phase.K_MEANS, () -> new InitialStateKMeans().cluster(clustering, new SplittableRandom(3)));
    time(
        Phase.EM,
        () ->
            new TrajectoryEm(TrajectoryEm.Options.defaults())
                .cluster(clustering, new SplittableRandom(3)));
  }

  private GaussianMixtureFitter.Fit dynamicsMixture() {
    return mixture(Tuples.transitions(trajectories, trajectories.size()), 2 * dX + dU, 1);
  }

  private GaussianMixtureFitter.Fit policyMixture() {
    double[] points = Tuples.policyActions(trajectories, trajectories.size(), problem.network());
    return mixture(points, dX + dU, 2);
  }

  private GaussianMixtureFitter.Fit mixture(double[] points, int d, long seed) {
    return new GaussianMixtureFitter(
            GaussianMixtureFitter.Options.of(
                    problem.settings().maxComponents(), problem.settings().minPointsPerComponent())
                .with(o -> o.maxIterations = mixtureIterations))
        .fit(points, points.length / d, d, Optional.empty(), new SplittableRandom(seed), pool);
  }

  private int[] members(int cluster) {
    int[] groups = problem.groups();
    return IntStream.range(0, groups.length).filter(m -> groups[m] == cluster).toArray();
  }

  private <R> R time(Phase phase, Supplier<R> work) {
    long cpu = processCpuNanos();
    long start = System.nanoTime();
    R result = work.get();
    costs.put(phase, new Cost((System.nanoTime() - start) / 1e9, (processCpuNanos() - cpu) / 1e9));
    return result;
  }

  private static long processCpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  @Override
  public void close() {
    trainer.close();
    pool.close();
  }
}
