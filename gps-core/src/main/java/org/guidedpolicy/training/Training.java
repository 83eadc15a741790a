package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.initial.RecordedActions;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.EpisodeRunner;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.StopSignal;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.supervised.PolicyTrainers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a policy for an environment by an {@link Algorithm}. Algorithms have classes of their own,
 * such as {@link org.guidedpolicy.resetfree.ResetFreeGPS}; {@link Trainings} serves any.
 *
 * <p>Immutable but for {@link #cancel} and {@link #stopNow}, which any thread may call. Each call
 * of {@link #train} is a run of its own.
 */
public abstract class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final EpisodeRunners episodes;
  private final TrainingOptions options;
  private final CostFunction cost;
  private final InitialController initialController;
  private final List<Trajectory> recorded;
  private final Optional<Evaluation> evaluation;
  private final boolean diagnose;
  private final Optional<Path> recording;
  private final Optional<PolicyTrainerFactory> trainers;
  private final Optional<Checkpoints> checkpoints;
  private final Optional<ExecutorService> executor;
  private final boolean otherCost;
  private final List<TrainingListener> listeners;
  private final Predicate<IterationReport> stop;
  private final StopSignal stopSignal = new StopSignal();

  protected Training(Settings<?> s) {
    this.episodes = s.episodes;
    this.options = s.options();
    this.cost = s.cost;
    this.initialController = s.initialController();
    this.recorded = s.recorded;
    this.evaluation = s.evaluation;
    this.diagnose = s.diagnose;
    this.recording = s.recording;
    this.trainers = s.trainers;
    this.checkpoints = s.checkpoints;
    this.executor = s.executor;
    this.otherCost = s.otherCost;
    this.listeners = Stream.concat(Stream.of(new ProgressLog()), s.listeners.stream()).toList();
    this.stop = s.stop;
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
   * @throws TrainingException if training cannot continue, or was cancelled before its first
   *     iteration was done, or its checkpoints cannot be used; the message says where and why, and
   *     {@link TrainingException#partialResult} has what was achieved before. What a listener or
   *     the stop predicate throws is thrown as it is.
   * @throws IllegalStateException if there is no policy trainer on the class path, and none given
   */
  public TrainingResult train() {
    if (checkpoints.isEmpty()) {
      if (episodes.isOneRobot() && recording.isEmpty()) {
        LOG.warn(
            "this training on the one robot there is keeps none of its episodes on the disk; give"
                + " checkpoints(Checkpoints.in(folder)) to have them whatever ends the program");
      }
      return train(Optional.empty(), Optional.empty());
    }
    Checkpoints settings = checkpoints.get();
    try (CheckpointFolder folder = CheckpointFolder.open(settings.folder(), settings.keep())) {
      return train(Optional.of(folder), settings.resume() ? folder.newest() : folder.requireNone());
    } catch (IOException e) {
      throw new TrainingException("checkpoints: " + e.getMessage(), e);
    }
  }

  private TrainingResult train(Optional<CheckpointFolder> folder, Optional<Checkpoint> from) {
    PolicyTrainerFactory factory = trainers.orElseGet(PolicyTrainers::find);
    FallbackCounter fallbacks = new FallbackCounter();
    try (WorkPool pool = pool();
        RolloutCollector collector =
            new RolloutCollector(
                episodes
                    .runner(pool, options.episodes().deadlines())
                    .withInitial(initialController::controllers)
                    .withWaiting(question -> listeners.forEach(l -> l.onWaiting(question)))
                    .withStop(stopSignal));
        EpisodeRecorder recorder = EpisodeRecorder.open(recording, collector.spec());
        TrainingEpisodes running =
            new TrainingEpisodes(
                options,
                collector,
                recorder,
                fallbacks,
                keeper(folder, collector.spec(), factory))) {
      requireOtherTests(collector.runner());
      Workshop shop = workshop(collector.spec(), running, factory, fallbacks, pool);
      try (Learner learner = options.algorithm().learner(shop)) {
        if (folder.isPresent()) {
          TrainingRun.requireStorable(learner);
        }
        TrainingRun run =
            new TrainingRun(
                shop,
                learner,
                folder.map(f -> new CheckpointKeeper(f, checkpoints.orElseThrow().every())),
                this::cancelRequested);
        if (from.isEmpty() && recorded.isEmpty()) {
          initialController.doubts(collector.spec()).forEach(doubt -> LOG.warn("{}", doubt));
        }
        from.ifPresent(checkpoint -> run.restore(checkpoint, otherCost));
        return run.toEnd(listeners, stop);
      }
    }
  }

  /** Fails before the one robot moves. */
  private void requireOtherTests(EpisodeRunner runner) {
    if (evaluation.isPresent()
        && runner instanceof LocalEpisodes local
        && local.robot().isPresent()) {
      try {
        evaluation.get().requireOthers(local::uses);
      } catch (IllegalArgumentException e) {
        throw new TrainingException("evaluation: " + e.getMessage(), e);
      }
    }
  }

  private Workshop workshop(
      EnvironmentSpec spec,
      TrainingEpisodes running,
      PolicyTrainerFactory factory,
      FallbackCounter fallbacks,
      WorkPool pool) {
    return new Workshop(
        spec,
        cost,
        initialController,
        recorded,
        options,
        running,
        evaluation,
        diagnose,
        factory,
        fallbacks,
        pool);
  }

  private Optional<EpisodeKeeper> keeper(
      Optional<CheckpointFolder> folder, EnvironmentSpec spec, PolicyTrainerFactory factory) {
    boolean wanted = checkpoints.flatMap(Checkpoints::episodes).orElseGet(episodes::isOneRobot);
    return folder
        .filter(f -> wanted)
        .map(f -> new EpisodeKeeper(f, options, spec, factory.description()));
  }

  private WorkPool pool() {
    return executor
        .map(e -> WorkPool.over(e, options.threads()))
        .orElseGet(() -> WorkPool.of(options.threads()));
  }

  /**
   * Ends a running {@link #train} after the episodes that are running, or after the phase it is in
   * where none is, and so does not stop a robot in its movement; a wait for an operator ends at
   * once. Training returns the last finished iteration's policy. For good: a later {@link #train}
   * of this object ends at once. May be called by any thread.
   */
  public void cancel() {
    stopSignal.cancel();
  }

  /**
   * As {@link #cancel}, and ends the episodes that are running after their running step: they are
   * aborted. A robot behind a {@link org.guidedpolicy.safety.SafeEnvironment} is stopped by the
   * thread that calls this, its hook first, and stays stopped until it is re-armed; this returns
   * when it is. May be called by any thread, at any time and several times. Interrupting the thread
   * that trains ends running episodes too, but also interrupts what the environment is waiting for.
   */
  public void stopNow() {
    stopSignal.stopNow();
  }

  private boolean cancelRequested() {
    return stopSignal.isCancelled() || Thread.currentThread().isInterrupted();
  }

  /**
   * What every training's builder collects.
   *
   * @param <B> the builder
   */
  public abstract static class Settings<B extends Settings<B>> {
    private final EpisodeRunners episodes;
    private final CostFunction cost;

    /** The options that the builder changes. */
    protected final TrainingOptions.Draft draft;

    private Optional<InitialController> initialController = Optional.empty();
    private List<Trajectory> recorded = List.of();
    private Optional<Path> recording = Optional.empty();
    private Optional<PolicyTrainerFactory> trainers = Optional.empty();
    private Optional<Evaluation> evaluation = Optional.empty();
    private boolean diagnose;
    private Optional<Checkpoints> checkpoints = Optional.empty();
    private Optional<ExecutorService> executor = Optional.empty();
    private boolean otherCost;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private Predicate<IterationReport> stop = report -> false;

    protected Settings(EpisodeRunners episodes, CostFunction cost, TrainingOptions options) {
      this.episodes = episodes;
      this.cost = Objects.requireNonNull(cost, "cost");
      this.draft = new TrainingOptions.Draft(options.algorithm());
      draft.set(options);
    }

    /** Environments that can run in parallel, an instance for each thread. */
    public static EpisodeRunners each(Supplier<? extends Environment> environments) {
      Objects.requireNonNull(environments, "environments");
      return (pool, deadlines) -> LocalEpisodes.parallel(environments, pool, deadlines);
    }

    /** The one robot there is. */
    public static EpisodeRunners one(Environment environment) {
      Objects.requireNonNull(environment, "environment");
      return EpisodeRunners.one(environment);
    }

    /** This builder. */
    protected abstract B self();

    /** The same with the checkpoints of a training that is resumed. */
    public B resuming(Path folder) {
      return checkpoints(Checkpoints.in(folder).resume(true));
    }

    /**
     * The options as they are now, checked.
     *
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    protected TrainingOptions options() {
      if (diagnose && evaluation.isEmpty()) {
        throw new IllegalArgumentException(
            "diagnosis is true, but there is no evaluation to summarize its episodes; set one");
      }
      return draft.options();
    }

    /** All options at once, for instance those of an earlier run. */
    public B options(TrainingOptions value) {
      draft.set(Objects.requireNonNull(value, "options"));
      return self();
    }

    /** Iterations to run; default 15. */
    public B iterations(int count) {
      draft.iterations = count;
      return self();
    }

    /** Source of all randomness; default 1. */
    public B seed(long value) {
      draft.seed = value;
      return self();
    }

    /**
     * Threads for episodes and learning; default all processors. The result does not depend on it.
     */
    public B threads(int count) {
      draft.threads = count;
      return self();
    }

    /**
     * Threads to share with the application: beside the thread that trains, up to {@link #threads}
     * - 1 tasks at a time run here; default threads of the training's own. It is left running. Busy
     * or shut down, it slows training down but cannot block it.
     */
    public B executor(ExecutorService value) {
      this.executor = Optional.of(value);
      return self();
    }

    /** Episodes an iteration that may fail and are then repeated; default 10. */
    public B allowedFailures(int count) {
      draft.allowedFailures = count;
      return self();
    }

    /** How long an episode may take, and how many may be missing. */
    public B episodes(EpisodeOptions value) {
      draft.episodes = value;
      return self();
    }

    /** Which iteration's policy is the result; default the last. */
    public B selectedPolicy(TrainingOptions.SelectedPolicy value) {
      draft.selectedPolicy = value;
      return self();
    }

    /** What controls the first episodes; default: hold the position of the start. */
    public B initialController(InitialController value) {
      this.initialController = Optional.of(value);
      return self();
    }

    /** The kind of policy; default: the provider on the class path, such as gps-nn. */
    public B policy(PolicyTrainerFactory value) {
      this.trainers = Optional.of(Objects.requireNonNull(value, "policy"));
      return self();
    }

    /**
     * Held-out episodes after every iteration; default none. They are not training episodes. For
     * the one robot there is, {@link Evaluation#of(int, Environment)} with the same object.
     */
    public B evaluation(Evaluation value) {
      this.evaluation = Optional.of(Objects.requireNonNull(value, "evaluation"));
      return self();
    }

    /**
     * Whether every iteration executes its parts on their own, as figures of the groups diagnosis;
     * default no. Needs an evaluation and a simulation.
     */
    public B diagnosis(boolean wanted) {
      this.diagnose = wanted;
      return self();
    }

    /**
     * Stores the training's state after iterations, and on the one robot there is every episode, so
     * that {@link org.guidedpolicy.resetfree.ResetFreeGPS#resume} can continue from it; default
     * never. What an environment remembers from episode to episode is not part of it.
     */
    public B checkpoints(Checkpoints value) {
      this.checkpoints = Optional.of(value);
      return self();
    }

    /**
     * Whether a training that is resumed may have another cost than before; default no: it is
     * refused if the checkpoint's episodes cost something else on average now. With another cost,
     * the policy that was best by the old one is forgotten, and the first step-size decision
     * compares costs of both.
     */
    public B otherCost(boolean allowed) {
      this.otherCost = allowed;
      return self();
    }

    /**
     * Adds every training episode to a file that {@link TrajectoryFile#read} reads; default none.
     * Episodes that fail, tests and diagnoses are not in it.
     *
     * @param file made if it does not exist
     */
    public B record(Path file) {
      this.recording = Optional.of(file);
      return self();
    }

    /**
     * Has the first iterations learn from recorded trajectories, in their order and without running
     * the environment; default none. Each takes at least as many as it would run episodes; fewer
     * than that are the first iteration alone, and a warning says so. All are used if there are
     * iterations enough. The first network imitates them: the {@link #initialController} if one is
     * set, else the recorded actions.
     *
     * @param trajectories of this environment, such as {@link
     *     org.guidedpolicy.rollout.Recording#trajectories}
     */
    public B learnFrom(List<Trajectory> trajectories) {
      this.recorded = List.copyOf(trajectories);
      return self();
    }

    private InitialController initialController() {
      return initialController.orElseGet(
          () -> recorded.isEmpty() ? InitialController.fromSpec() : RecordedActions.of(recorded));
    }

    /**
     * Adds a listener, told of the start, of every finished iteration, and of the end, in the order
     * in which listeners were added.
     */
    public B listener(TrainingListener value) {
      this.listeners.add(Objects.requireNonNull(value, "listener"));
      return self();
    }

    /**
     * Ends training after the first iteration whose report satisfies the predicate; default never.
     */
    public B stopWhen(Predicate<IterationReport> value) {
      this.stop = Objects.requireNonNull(value, "stopWhen");
      return self();
    }
  }
}
