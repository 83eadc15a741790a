package org.guidedpolicy.benchmarks.models;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.Clustering;
import org.guidedpolicy.cluster.ClusteringProblem;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.cluster.RegressionFit;
import org.guidedpolicy.cluster.TrajectoryEm;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.mixture.GaussianMixture;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One iteration's modelling of 40 trajectories, 50 components, 4 clusters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ModelsBenchmark {
  private static final int M = 40;
  private static final int CLUSTERS = 4;
  private static final int EM_ITERATIONS = 10;

  @Param({"1", "2"})
  public int threads;

  /** dX x dU x T: the paper's reacher and peg insertion. */
  @Param({"18x3x100", "26x7x100"})
  public String size = "";

  private final GaussianMixtureFitter.Options options =
      GaussianMixtureFitter.Options.of(50, 40).with(o -> o.maxIterations = 20);
  private GaussianPolicy policy;
  private CostFunction cost;
  private int transition;
  private GaussianMixture earlier;
  private WorkPool pool;
  private List<Trajectory> trajectories;
  private double[] transitions;
  private MixturePrior dynamicsPrior;
  private MixturePrior policyPrior;
  private ClusteringProblem problem;

  @Setup
  public void prepare() {
    pool = WorkPool.of(threads);
    ArmEpisodes arm = ArmEpisodes.ofSize(size);
    policy = arm.policy();
    int dX = arm.stateDimension();
    double[] torqueWeights = new double[arm.joints()];
    Arrays.fill(torqueWeights, 1e-3);
    int[] positions = IntStream.range(2 * arm.joints(), 2 * arm.joints() + 6).toArray();
    cost =
        CostFunction.sum(
            ActionCost.quadratic(torqueWeights),
            DistanceCost.toTarget(positions, new double[6]).l1(1).l2(10));
    transition = 2 * dX + arm.joints();
    trajectories = arm.episodes(M, 7);
    transitions = Tuples.transitions(trajectories, M);
    dynamicsPrior = coldMixture().prior(1.0);
    List<Trajectory> half = trajectories.subList(0, M / 2);
    double[] halfOfThem = Tuples.transitions(half, half.size());
    earlier =
        new GaussianMixtureFitter(
                GaussianMixtureFitter.Options.of(50, 20).with(o -> o.maxIterations = 20))
            .fit(
                halfOfThem,
                halfOfThem.length / transition,
                transition,
                Optional.empty(),
                new SplittableRandom(1),
                pool)
            .mixture();
    double[] actions = Tuples.policyActions(trajectories, M, policy);
    int d = dX + arm.joints();
    policyPrior =
        new GaussianMixtureFitter(options)
            .fit(actions, actions.length / d, d, Optional.empty(), new SplittableRandom(2), pool)
            .prior(1.0);
    problem =
        new ClusteringProblem(
            trajectories,
            CLUSTERS,
            new RegressionFit(
                InitialStateFitter.prepare(trajectories), prepareDynamics(), preparePolicy()),
            pool);
  }

  @TearDown
  public void close() {
    pool.close();
  }

  /** The dynamics mixture from k-means++, on 3960 points of 2 dX + dU entries. */
  @Benchmark
  public GaussianMixtureFitter.Fit coldMixture() {
    return new GaussianMixtureFitter(options)
        .fit(transitions, count(), transition, Optional.empty(), new SplittableRandom(1), pool);
  }

  /** The dynamics mixture from one of the first half of the trajectories. */
  @Benchmark
  public GaussianMixtureFitter.Fit warmMixture() {
    return new GaussianMixtureFitter(options)
        .fit(transitions, count(), transition, Optional.of(earlier), new SplittableRandom(1), pool);
  }

  /** One EM iteration on the same points. */
  @Benchmark
  @OperationsPerInvocation(EM_ITERATIONS)
  public GaussianMixtureFitter.Fit emIteration() {
    return new GaussianMixtureFitter(
            options.with(
                o -> {
                  o.maxIterations = EM_ITERATIONS;
                  o.tolerance = 0.0;
                }))
        .fit(
            transitions,
            count(),
            transition,
            Optional.of(dynamicsPrior.mixture()),
            new SplittableRandom(1),
            pool);
  }

  /** Responsibilities of all transitions. */
  @Benchmark
  public DynamicsFitter prepareDynamics() {
    return DynamicsFitter.prepare(trajectories, dynamicsPrior, pool);
  }

  /** The policy's actions at all states, and their responsibilities. */
  @Benchmark
  public PolicyLinearizer preparePolicy() {
    return PolicyLinearizer.prepare(trajectories, policy, policyPrior, true, pool);
  }

  /** All fits of four clusters, and the score of each trajectory in each. */
  @Benchmark
  public Clustering fitsAndScores() {
    int[] groups = new int[M];
    Arrays.setAll(groups, m -> m % CLUSTERS);
    return GivenGroups.of(groups).cluster(problem, new SplittableRandom(1));
  }

  /** The second-order expansions around all trajectories. */
  @Benchmark
  public QuadraticCost[] costExpansion() {
    QuadraticCost[] costs = new QuadraticCost[M];
    pool.forEach(M, m -> costs[m] = CostExpansion.around(trajectories.get(m), cost));
    return costs;
  }

  /** EM over trajectories with its default options. */
  @Benchmark
  public Clustering trajectoryEm() {
    return new TrajectoryEm(TrajectoryEm.Options.defaults())
        .cluster(problem, new SplittableRandom(1));
  }

  private int count() {
    return transitions.length / transition;
  }
}
