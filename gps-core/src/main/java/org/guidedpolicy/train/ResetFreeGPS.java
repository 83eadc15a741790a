package org.guidedpolicy.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.initial.RecordedActions;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.safety.Deadlines;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.supervised.PolicyTrainers;

/**
 * Reset-free guided policy search [RF, Alg. 2]: trains a policy from episodes that start wherever
 * the environment starts.
 *
 * <pre>{@code
 * TrainingResult result = ResetFreeGPS.builder(Cart::new, cost)
 *     .iterations(15).trajectoriesPerIteration(40).clusters(8).seed(7)
 *     .build()
 *     .train();
 * result.policy().save(Path.of("cart.policy"));
 * }</pre>
 *
 * <p>Immutable but for {@link #cancel}, which any thread may call. Each call of {@link #train} is a
 * run of its own.
 */
public final class ResetFreeGPS {
  private final BiFunction<WorkPool, Deadlines, LocalEpisodes> episodes;
  private final TrainingOptions options;
  private final TrainingSetup setup;
  private final Optional<Path> recording;
  private final Optional<PolicyTrainerFactory> trainers;
  private final Optional<Checkpoints> checkpoints;
  private final Optional<ExecutorService> executor;
  private final List<TrainingListener> listeners;
  private final Predicate<IterationReport> stop;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  private ResetFreeGPS(Builder b) {
    this.episodes = b.episodes;
    this.options = b.draft.options();
    this.setup =
        new TrainingSetup(
            b.cost,
            b.initialController(),
            new RecordedEpisodes(b.recorded, options.trajectories()),
            b.evaluation,
            b.diagnose);
    this.recording = b.recording;
    this.trainers = b.trainers;
    this.checkpoints = b.checkpoints;
    this.executor = b.executor;
    this.listeners = Stream.concat(Stream.of(new ProgressLog()), b.listeners.stream()).toList();
    this.stop = b.stop;
  }

  /**
   * For environments that can run in parallel, such as simulations.
   *
   * @param environments makes an instance for each thread
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Supplier<? extends Environment> environments, CostFunction cost) {
    Objects.requireNonNull(environments, "environments");
    return new Builder(
        (pool, deadlines) -> LocalEpisodes.parallel(environments, pool, deadlines), cost);
  }

  /**
   * For the one robot there is: all episodes run on it in turn.
   *
   * @param environment the robot; the caller closes it
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Environment environment, CostFunction cost) {
    Objects.requireNonNull(environment, "environment");
    return new Builder((pool, deadlines) -> LocalEpisodes.inTurn(environment, deadlines), cost);
  }

  /**
   * Goes on with a training that was ended in whatever way, from its newest checkpoint: {@link
   * #train} then gives what it would have given without the interruption. The builder has the
   * options the training had. Code that checkpoints cannot hold is given again: environments, cost,
   * and what the first training was built with of initial controller, policy, evaluation, diagnosis
   * and listeners. Options that only say how long and with how much effort to go on may be changed
   * (iterations, threads, allowedFailures, episodes, returned); {@link #train} refuses a change of
   * others.
   *
   * @param folder where the training's {@link Checkpoints} are
   * @throws CheckpointException if there is no checkpoint, or none can be read
   * @throws IOException if the folder cannot be read
   */
  public static Builder resume(
      Path folder, Supplier<? extends Environment> environments, CostFunction cost)
      throws IOException {
    return builder(environments, cost).from(folder);
  }

  /** As {@link #resume(Path, Supplier, CostFunction)}, on the one robot there is. */
  public static Builder resume(Path folder, Environment environment, CostFunction cost)
      throws IOException {
    return builder(environment, cost).from(folder);
  }

  /**
   * What was set, and defaults for the rest; the environment, the cost and the network are not in
   * it.
   */
  public TrainingOptions options() {
    return options;
  }

  /**
   * Trains.
   *
   * @return the policy and the history; what was done until then if the run was cancelled or
   *     stopped
   * @throws TrainingException if training cannot go on, or was cancelled before its first iteration
   *     was done, or its checkpoints cannot be used; the message says where and why, and {@link
   *     TrainingException#partialResult} has what was achieved before. What a listener or the stop
   *     predicate throws is thrown as it is.
   * @throws IllegalStateException if there is no policy trainer on the class path, and none given
   */
  public TrainingResult train() {
    if (checkpoints.isEmpty()) {
      return train(Optional.empty(), Optional.empty());
    }
    Checkpoints settings = checkpoints.get();
    try (CheckpointFolder folder = CheckpointFolder.open(settings.folder(), settings.keep())) {
      return train(
          Optional.of(new CheckpointKeeper(folder, settings.every())),
          settings.resume() ? folder.newest() : folder.requireNone());
    } catch (IOException e) {
      throw new TrainingException("checkpoints: " + e.getMessage(), e);
    }
  }

  private TrainingResult train(Optional<CheckpointKeeper> keeper, Optional<Checkpoint> from) {
    PolicyTrainerFactory factory = trainers.orElseGet(PolicyTrainers::find);
    try (WorkPool pool = pool();
        RolloutCollector collector = collector(pool);
        PolicyTrainer trainer = trainer(factory, collector);
        EpisodeRecorder recorder = EpisodeRecorder.open(recording, collector.spec())) {
      if (keeper.isPresent()) {
        requireStorable(trainer);
      }
      setup.recorded().requireFit(collector.spec(), options);
      TrainingRun run =
          new TrainingRun(
              options,
              setup,
              collector,
              trainer,
              factory.description(),
              recorder,
              keeper,
              this::cancelRequested,
              pool);
      from.ifPresent(run::restore);
      return run.toEnd(listeners, stop);
    }
  }

  private RolloutCollector collector(WorkPool pool) {
    return new RolloutCollector(
        episodes
            .apply(pool, options.episodes().deadlines())
            .withInitial(setup.initialController()::controllers));
  }

  private WorkPool pool() {
    return executor
        .map(e -> WorkPool.over(e, options.threads()))
        .orElseGet(() -> WorkPool.of(options.threads()));
  }

  /** Rather now than after the first iteration's episodes. */
  private static void requireStorable(PolicyTrainer trainer) {
    try {
      trainer.state();
    } catch (UnsupportedOperationException e) {
      throw new TrainingException("checkpoints: " + e.getMessage(), e);
    }
  }

  /**
   * Ends a running {@link #train} after the phase it is in; it returns the last finished
   * iteration's policy. For good: a later {@link #train} of this object ends at once. Interrupting
   * the thread that trains does the same, and ends the episodes that are running too.
   */
  public void cancel() {
    cancelled.set(true);
  }

  private boolean cancelRequested() {
    return cancelled.get() || Thread.currentThread().isInterrupted();
  }

  private PolicyTrainer trainer(PolicyTrainerFactory factory, RolloutCollector collector) {
    return factory.create(
        collector.spec().observationDimension(),
        collector.spec().actionDimension(),
        Seeds.of(options.seed(), 0, Seeds.Use.POLICY));
  }

  /** Collects a run's settings; every value is checked when it is set or in {@link #build}. */
  public static final class Builder {
    private final BiFunction<WorkPool, Deadlines, LocalEpisodes> episodes;
    private final CostFunction cost;
    private final OptionsDraft draft = new OptionsDraft(TrainingOptions.defaults());
    private Optional<InitialController> initialController = Optional.empty();
    private List<Trajectory> recorded = List.of();
    private Optional<Path> recording = Optional.empty();
    private Optional<PolicyTrainerFactory> trainers = Optional.empty();
    private Optional<Evaluation> evaluation = Optional.empty();
    private boolean diagnose;
    private Optional<Checkpoints> checkpoints = Optional.empty();
    private Optional<ExecutorService> executor = Optional.empty();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private Predicate<IterationReport> stop = report -> false;

    private Builder(BiFunction<WorkPool, Deadlines, LocalEpisodes> episodes, CostFunction cost) {
      this.episodes = episodes;
      this.cost = Objects.requireNonNull(cost, "cost");
    }

    private Builder from(Path folder) throws IOException {
      return options(Checkpoint.newest(folder).options())
          .checkpoints(Checkpoints.in(folder).resume(true));
    }

    /** Iterations to run; default 15. */
    public Builder iterations(int count) {
      draft.iterations = count;
      return this;
    }

    /** M, episodes an iteration; default 40. */
    public Builder trajectoriesPerIteration(int count) {
      draft.trajectories = count;
      return this;
    }

    /** Kc, groups of trajectories that share their models; default 8. */
    public Builder clusters(int count) {
      draft.clusters = count;
      return this;
    }

    /** Source of all randomness; default 1. */
    public Builder seed(long value) {
      draft.seed = value;
      return this;
    }

    /**
     * Threads for episodes and learning; default all processors. The result does not depend on it.
     */
    public Builder threads(int count) {
      draft.threads = count;
      return this;
    }

    /**
     * Threads to share with the application: beside the thread that trains, up to {@link #threads}
     * - 1 tasks at a time run here; default threads of the training's own. It is left running. Busy
     * or shut down, it slows training down but cannot block it.
     */
    public Builder executor(ExecutorService value) {
      this.executor = Optional.of(value);
      return this;
    }

    /** Episodes an iteration that may fail and are then repeated; default 10. */
    public Builder allowedFailures(int count) {
      draft.allowedFailures = count;
      return this;
    }

    /** How long an episode may take, and how many may be missing. */
    public Builder episodes(EpisodeOptions value) {
      draft.episodes = value;
      return this;
    }

    /**
     * Standard deviation in steps of the window that exploration noise is smoothed with; 0 for
     * white noise, default 2.
     */
    public Builder noiseWidth(double steps) {
      draft.noiseWidth = steps;
      return this;
    }

    /** Factor of the calmest episode's noise, 0 to 1: see {@link TrainingOptions}; default 1. */
    public Builder leastNoise(double share) {
      draft.leastNoise = share;
      return this;
    }

    /** How dynamics and policy are modelled. */
    public Builder models(ModelOptions value) {
      draft.models = value;
      return this;
    }

    /** How far a local policy may move in one iteration. */
    public Builder step(StepOptions value) {
      draft.step = value;
      return this;
    }

    /** What the network is trained on. */
    public Builder policyTargets(PolicyOptions value) {
      draft.policy = value;
      return this;
    }

    /** Which iteration's policy is the result; default the last. */
    public Builder returned(TrainingOptions.Returned value) {
      draft.returned = value;
      return this;
    }

    /** All options at once, for instance those of an earlier run. */
    public Builder options(TrainingOptions value) {
      Objects.requireNonNull(value, "options");
      draft.set(value);
      return this;
    }

    /** What controls the first episodes; default: hold the position of the start. */
    public Builder initialController(InitialController value) {
      this.initialController = Optional.of(value);
      return this;
    }

    /** The kind of policy; default: the provider on the class path, such as gps-nn. */
    public Builder policy(PolicyTrainerFactory value) {
      this.trainers = Optional.of(Objects.requireNonNull(value, "policy"));
      return this;
    }

    /** Held-out episodes after every iteration; default none. They are not training episodes. */
    public Builder evaluation(Evaluation value) {
      this.evaluation = Optional.of(Objects.requireNonNull(value, "evaluation"));
      return this;
    }

    /**
     * Whether every iteration executes its parts on their own, see {@link Diagnosis}; default no.
     * Needs an evaluation and a simulation.
     */
    public Builder diagnosis(boolean wanted) {
      this.diagnose = wanted;
      return this;
    }

    /**
     * Stores the training's state after iterations, so that {@link ResetFreeGPS#resume} can go on
     * from it; default never. What an environment remembers from episode to episode is not part of
     * it.
     */
    public Builder checkpoints(Checkpoints value) {
      this.checkpoints = Optional.of(value);
      return this;
    }

    /**
     * Adds every training episode to a file that {@link TrajectoryFile#read} reads; default none.
     * Episodes that fail, tests and diagnoses are not in it.
     *
     * @param file made if it does not exist
     */
    public Builder record(Path file) {
      this.recording = Optional.of(file);
      return this;
    }

    /**
     * Has the first iterations learn from recorded trajectories, in their order and without running
     * the environment; default none. Each takes at least {@link #trajectoriesPerIteration} of them,
     * and all are used if there are iterations enough. The first network imitates them: the {@link
     * #initialController} if one is set, else the recorded actions.
     *
     * @param trajectories of this environment, such as {@link
     *     org.guidedpolicy.rollout.Recording#trajectories}
     */
    public Builder learnFrom(List<Trajectory> trajectories) {
      this.recorded = List.copyOf(trajectories);
      return this;
    }

    private InitialController initialController() {
      return initialController.orElseGet(
          () -> recorded.isEmpty() ? HoldPosition.defaults() : RecordedActions.of(recorded));
    }

    /**
     * Adds a listener, told of the start, of every finished iteration, and of the end, in the order
     * in which listeners were added.
     */
    public Builder listener(TrainingListener value) {
      this.listeners.add(Objects.requireNonNull(value, "listener"));
      return this;
    }

    /**
     * Ends training after the first iteration whose report satisfies the predicate; default never.
     */
    public Builder stopWhen(Predicate<IterationReport> value) {
      this.stop = Objects.requireNonNull(value, "stopWhen");
      return this;
    }

    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public ResetFreeGPS build() {
      if (diagnose && evaluation.isEmpty()) {
        throw new IllegalArgumentException(
            "diagnosis is true, but there is no evaluation to summarise its episodes; set one");
      }
      return new ResetFreeGPS(this);
    }
  }
}
