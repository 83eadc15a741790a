package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.ClusterModel;
import org.guidedpolicy.cluster.Clustering;
import org.guidedpolicy.cluster.ClusteringProblem;
import org.guidedpolicy.cluster.RegressionFit;
import org.guidedpolicy.cluster.TrajectoryClusterer;
import org.guidedpolicy.dynamics.ObservationModel;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.JacobianLinearizer;
import org.guidedpolicy.fit.PolicyLinearization;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.TrajectoryLogDensity;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.DifferentiablePolicy;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.FallbackCounter;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.Seeds;
import org.guidedpolicy.training.TrainingException;

/**
 * Groups an iteration's trajectories and models each group [RF, Alg. 2 lines 3 to 6]: mixture
 * priors over everything seen, then clusters with their initial states, dynamics and linearized
 * policy. Remembers earlier trajectories. One thread.
 */
public final class ModelPhase {
  private final EnvironmentSpec spec;
  private final ModelOptions options;
  private final long seed;
  private final WorkPool pool;
  private final GaussianMixtureFitter mixtureFitter;
  private final FallbackCounter fallbacks;

  private final History<List<Trajectory>> earlier;
  private final Optional<ObservationModel> sight;

  /**
   * @param seed of its own randomness
   * @throws IllegalArgumentException if episodes have a single step, which shows no dynamics
   */
  public ModelPhase(
      EnvironmentSpec spec,
      ModelOptions options,
      long seed,
      WorkPool pool,
      FallbackCounter fallbacks) {
    this(
        spec,
        options,
        seed,
        pool,
        fallbacks,
        new History<>(Math.max(options.reusedIterations(), options.priorIterations() - 1)),
        Optional.empty());
  }

  private ModelPhase(
      EnvironmentSpec spec,
      ModelOptions options,
      long seed,
      WorkPool pool,
      FallbackCounter fallbacks,
      History<List<Trajectory>> earlier,
      Optional<ObservationModel> sight) {
    if (spec.horizon() < 2) {
      throw new TrainingException(
          "the environment's horizon is 1, must be at least 2: dynamics are learned from what"
              + " follows an action; let an episode have a second step, whose action costs nothing");
    }
    this.spec = spec;
    this.options = options;
    this.seed = seed;
    this.pool = pool;
    this.fallbacks = fallbacks;
    this.earlier = earlier;
    this.sight = sight;
    this.mixtureFitter =
        new GaussianMixtureFitter(
            GaussianMixtureFitter.Options.of(
                    options.maxComponents(), options.minPointsPerComponent())
                .with(o -> o.maxIterations = options.mixtureIterations()));
  }

  /**
   * A phase with other options and randomness that shares what this one remembers, as far back as
   * this one does.
   *
   * @param observed what the policy observes of a state
   */
  public ModelPhase with(ModelOptions other, long otherSeed, ObservationModel observed) {
    return new ModelPhase(spec, other, otherSeed, pool, fallbacks, earlier, Optional.of(observed));
  }

  /**
   * @param clustering how the trajectories were grouped
   * @param models one for each group
   * @param starts of each trajectory's local problem, p(x_1)
   * @param policy the network that the models linearize
   */
  public record Models(
      Clustering clustering,
      List<ClusterModel> models,
      List<Gaussian> starts,
      GaussianPolicy policy) {
    /** How the trajectories are grouped. */
    public List<Figure> figures() {
      List<Integer> sizes = clustering.sizes();
      String meaning =
          "Trajectories that share dynamics and a linearized policy; about five each are wanted.";
      return List.of(
          new Figure("clusters", "largest", Collections.max(sizes), "trajectories", meaning),
          new Figure("clusters", "smallest", Collections.min(sizes), "trajectories", meaning),
          new Figure("clusters", "count", sizes.size(), "trajectories", "How many there are."));
    }

    /** The model of trajectory m's group. */
    public ClusterModel of(int m) {
      return models.get(clustering.assignment(m));
    }
  }

  /** Writes what the next fits depend on: trajectories of earlier iterations. */
  public void write(BinaryOutput out) {
    MemoryFormat.writeTrajectories(out, earlier.entries());
  }

  /** Those of the last fit, if they are remembered; else none. */
  public List<Trajectory> lastTrajectories() {
    return earlier.entries().stream().findFirst().orElse(List.of());
  }

  /** Takes over what {@link #write} wrote. */
  public void read(BinaryInput in) throws FormatException {
    earlier.restore(MemoryFormat.readTrajectories(in));
  }

  /**
   * Models of an iteration's trajectories.
   *
   * @param policy the network to be linearized
   * @param clusterer groups the trajectories
   * @param clusters how many groups are wanted
   */
  public Models fit(
      int iteration,
      List<Trajectory> current,
      GaussianPolicy policy,
      TrajectoryClusterer clusterer,
      int clusters) {
    RandomGenerator random = Seeds.generator(seed, iteration, Seeds.Use.MODELS);
    DynamicsFitter dynamics = dynamics(current, random);
    PolicyLinearization linearization =
        linearization(current, policy, clusters >= current.size(), random);
    InitialStateFitter initial = InitialStateFitter.prepare(current);
    ClusteringProblem problem =
        new ClusteringProblem(
            current, clusters, new RegressionFit(initial, dynamics, linearization), pool);
    Clustering clustering =
        clusterer.cluster(problem, Seeds.generator(seed, iteration, Seeds.Use.CLUSTERS));
    List<ClusterModel> models = withEarlierTrajectories(clustering, current.size(), dynamics);
    countFallbacks(clustering, problem.clusters(), initial);
    countRegularized(dynamics.regularized(), "dynamics");
    countRegularized(linearization.regularized(), "policy");
    return new Models(clustering, models, starts(initial, clustering, current.size()), policy);
  }

  /** Ends an iteration: later fits know its trajectories as earlier ones. */
  public void remember(List<Trajectory> current) {
    earlier.add(current);
  }

  private void countFallbacks(Clustering clustering, int wanted, InitialStateFitter initial) {
    fallbacks.add(
        Fallback.CLUSTER_RESEEDED,
        clustering.reseeded(),
        () -> "in " + clustering.iterations() + " iterations of clustering");
    int made = clustering.models().size();
    fallbacks.add(
        Fallback.CLUSTER_MISSING,
        wanted - made,
        () -> wanted + " were asked for, first states allow " + made);
    int[] raised =
        IntStream.range(0, made)
            .mapToObj(clustering::members)
            .filter(members -> members.length > 1) // one start has no variance to be raised
            .mapToInt(initial::raised)
            .toArray();
    fallbacks.add(
        Fallback.INITIAL_VARIANCE_RAISED,
        IntStream.of(raised).sum(),
        () -> "by cluster " + Arrays.toString(raised));
  }

  private void countRegularized(int regressions, String of) {
    fallbacks.add(Fallback.REGRESSION_REGULARIZED, regressions, () -> "regressions of the " + of);
  }

  private List<Gaussian> starts(InitialStateFitter initial, Clustering clustering, int M) {
    return IntStream.range(0, M)
        .mapToObj(
            m ->
                switch (options.start()) {
                  case OWN -> initial.fit(new int[] {m});
                  case GROUP -> clustering.models().get(clustering.assignment(m)).initial();
                })
        .toList();
  }

  /**
   * The same groups and dynamics with another network, linearized at the same states.
   *
   * @param iteration 1, 2, ...
   * @param round of C- and S-phase that is over, 1, 2, ...
   */
  public Models relinearize(
      int iteration, int round, Models models, List<Trajectory> current, GaussianPolicy policy) {
    RandomGenerator random =
        Seeds.generator(Seeds.of(seed, iteration, Seeds.Use.MODELS), round, Seeds.Use.MODELS);
    boolean ownModels = models.models().size() == current.size();
    PolicyLinearization linearization = linearization(current, policy, ownModels, random);
    List<ClusterModel> changed =
        map(
            models.models(),
            (k, model) ->
                new ClusterModel(
                    model.initial(),
                    model.dynamics(),
                    linearization.fit(models.clustering().members(k))));
    countRegularized(linearization.regularized(), "policy");
    return new Models(models.clustering(), changed, models.starts(), policy);
  }

  private DynamicsFitter dynamics(List<Trajectory> current, RandomGenerator random) {
    List<Trajectory> forPrior = newestFirst(current, options.priorIterations() - 1);
    double[] points = Tuples.transitions(forPrior, forPrior.size());
    int d = 2 * spec.stateDimension() + spec.actionDimension();
    GaussianMixtureFitter.Fit fit =
        mixtureFitter.fit(points, points.length / d, d, Optional.empty(), random, pool);
    countFallbacks(fit, "dynamics");
    return DynamicsFitter.prepare(
        newestFirst(current, options.reusedIterations()), fit.prior(options.priorStrength()), pool);
  }

  private PolicyLinearization linearization(
      List<Trajectory> current, GaussianPolicy policy, boolean ownModels, RandomGenerator random) {
    Optional<PolicyLinearization> exact = byJacobians(current, policy, ownModels);
    if (exact.isPresent()) {
      return exact.get();
    }
    double[] points = Tuples.policyActions(current, current.size(), policy);
    int d = spec.stateDimension() + spec.actionDimension();
    GaussianMixtureFitter.Fit fit =
        mixtureFitter.fit(points, points.length / d, d, Optional.empty(), random, pool);
    countFallbacks(fit, "policy");
    return PolicyLinearizer.prepare(
        current, policy, fit.prior(options.priorStrength()), options.residualInCovariance(), pool);
  }

  /** Empty where regression is asked for, or serves better, or there are no derivatives. */
  private Optional<PolicyLinearization> byJacobians(
      List<Trajectory> current, GaussianPolicy policy, boolean ownModels) {
    return switch (options.linearization()) {
      case REGRESSION -> Optional.empty();
      case AUTOMATIC ->
          ownModels && policy instanceof DifferentiablePolicy d
              ? sight
                  .or(() -> ObservationModel.copying(current))
                  .map(h -> JacobianLinearizer.prepare(current, d, h, pool))
              : Optional.empty();
      case JACOBIAN -> {
        if (policy instanceof DifferentiablePolicy d) {
          yield Optional.of(
              sight.isPresent()
                  ? JacobianLinearizer.prepare(current, d, sight.get(), pool)
                  : JacobianLinearizer.prepare(current, d, pool));
        }
        throw new TrainingException(
            "linearization JACOBIAN needs a DifferentiablePolicy, the trainer made a "
                + policy.getClass().getName()
                + "; use REGRESSION");
      }
    };
  }

  private void countFallbacks(GaussianMixtureFitter.Fit fit, String of) {
    int d = fit.mixture().dimension();
    fallbacks.add(
        Fallback.COMPONENT_RESEEDED,
        fit.reseeded(),
        () -> fit.mixture().components() + " components of the " + of + " mixture");
    fallbacks.add(
        Fallback.PRIOR_CLAMPED,
        fit.points() < d + 2 ? 1 : 0,
        () -> fit.points() + " points of " + d + " dimensions for the " + of + " mixture");
  }

  /**
   * Refits each group's dynamics with the earlier trajectories that fit it best: dynamics do not
   * depend on the policy that moved the robot.
   */
  private List<ClusterModel> withEarlierTrajectories(
      Clustering clustering, int current, DynamicsFitter dynamics) {
    List<Trajectory> old = newestFirst(List.of(), options.reusedIterations());
    if (old.isEmpty()) {
      return clustering.models();
    }
    List<TrajectoryLogDensity> densities =
        clustering.models().stream().map(ClusterModel::density).toList();
    int[] home = new int[old.size()];
    pool.forEach(home.length, i -> home[i] = likeliest(densities, old.get(i)));
    return map(
        clustering.models(),
        (k, model) -> {
          IntStream joining =
              IntStream.range(0, home.length).filter(i -> home[i] == k).map(i -> current + i);
          int[] members = IntStream.concat(IntStream.of(clustering.members(k)), joining).toArray();
          return new ClusterModel(model.initial(), dynamics.fit(members), model.policy());
        });
  }

  /**
   * The group whose initial states and dynamics explain a trajectory best, whatever the policy was.
   */
  private static int likeliest(List<TrajectoryLogDensity> densities, Trajectory trajectory) {
    double[] x = trajectory.states();
    double[] u = trajectory.actions();
    int best = 0;
    double bestDensity = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < densities.size(); k++) {
      double density =
          densities.get(k).initial(x) + densities.get(k).dynamics(x, u, trajectory.steps());
      if (density > bestDensity) {
        best = k;
        bestDensity = density;
      }
    }
    return best;
  }

  private interface ModelChange {
    ClusterModel apply(int k, ClusterModel model);
  }

  private List<ClusterModel> map(List<ClusterModel> models, ModelChange change) {
    ClusterModel[] changed = new ClusterModel[models.size()];
    pool.forEach(changed.length, k -> changed[k] = change.apply(k, models.get(k)));
    return List.of(changed);
  }

  /** These trajectories, then those of the latest earlier iterations. */
  private List<Trajectory> newestFirst(List<Trajectory> current, int earlierIterations) {
    List<Trajectory> result = new ArrayList<>(current);
    earlier.entries().stream().limit(earlierIterations).forEach(result::addAll);
    return result;
  }
}
