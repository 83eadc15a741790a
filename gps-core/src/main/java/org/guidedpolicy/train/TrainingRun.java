package org.guidedpolicy.train;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.supervised.PolicyTrainer;

/**
 * One run of a training: iterations until all are done or something ends them, checkpoints between
 * them, and listeners that are told. One thread.
 */
final class TrainingRun {
  private final TrainingOptions options;
  private final EnvironmentSpec spec;
  private final PolicyTrainer trainer;
  private final String trainerDescription;
  private final Optional<CheckpointKeeper> checkpoints;
  private final FallbackCounter fallbacks = new FallbackCounter();
  private final Iterations iterations;
  private final TrainingProgress progress;

  TrainingRun(
      TrainingOptions options,
      TrainingSetup setup,
      RolloutCollector rollouts,
      PolicyTrainer trainer,
      String trainerDescription,
      EpisodeRecorder recorder,
      Optional<CheckpointKeeper> checkpoints,
      BooleanSupplier cancelled,
      WorkPool pool) {
    this.options = options;
    this.spec = rollouts.spec();
    this.trainer = trainer;
    this.trainerDescription = trainerDescription;
    this.checkpoints = checkpoints;
    this.iterations =
        new Iterations(options, setup, rollouts, trainer, recorder, fallbacks, cancelled, pool);
    this.progress = new TrainingProgress(options);
  }

  /**
   * Continues after a checkpoint's last iteration.
   *
   * @throws TrainingException if the checkpoint does not fit the options, environment or trainer
   */
  void restore(Checkpoint checkpoint) {
    TrainingState state = checkpoint.state();
    TrainingState.Header header = state.header();
    Resumption.requireSame(checkpoint.file(), header, options, spec, trainerDescription);
    Resumption.requireSame(checkpoint.file(), header, iterations.memory().recorded());
    try {
      trainer.restore(state.trainer());
      progress.restore(
          trainer.policy(state.policy()),
          header.best().map(best -> judged(best, state)),
          header.history());
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new TrainingException(
          "cannot go on from " + checkpoint.file() + ": " + e.getMessage(), e);
    }
    iterations.restore(
        new Iterations.Memory(
            header.recorded(),
            header.step(),
            header.typicalEta(),
            state.trajectories(),
            state.targets()));
  }

  private TrainingProgress.Judged judged(TrainingState.Best best, TrainingState state) {
    return new TrainingProgress.Judged(
        trainer.policy(state.bestPolicy().orElseThrow()), best.iteration(), best.cost());
  }

  /** What {@link #restore} needs, once an iteration is done. */
  private TrainingState state() {
    Iterations.Memory memory = iterations.memory();
    return new TrainingState(
        new TrainingState.Header(
            options,
            Resumption.settings(spec),
            trainerDescription,
            memory.recorded(),
            memory.step(),
            memory.typicalEta(),
            progress.best().map(b -> new TrainingState.Best(b.iteration(), b.cost())),
            progress.history()),
        trainer.policyBytes(progress.policy().orElseThrow()),
        progress.best().map(b -> trainer.policyBytes(b.policy())),
        trainer.state(),
        memory.trajectories(),
        memory.targets());
  }

  /** Runs the iterations that are left. */
  TrainingResult toEnd(List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    listeners.forEach(listener -> listener.onStart(options, progress.history()));
    TrainingResult result;
    try {
      result = remaining(listeners, stop);
    } catch (TrainingException failure) {
      tell(listeners, failure);
      throw failure;
    }
    listeners.forEach(listener -> listener.onEnd(result));
    return result;
  }

  private static void tell(List<TrainingListener> listeners, TrainingException failure) {
    for (TrainingListener listener : listeners) {
      try {
        listener.onFailure(failure);
      } catch (RuntimeException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private TrainingResult remaining(
      List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    try {
      TrainingResult.Ending ending = iterate(listeners, stop);
      return progress.result(ending).orElseThrow();
    } finally {
      checkpoints.ifPresent(CheckpointKeeper::save);
    }
  }

  /**
   * Iterates until nothing is left to do.
   *
   * @return why it ended; after it there is at least one finished iteration
   */
  private TrainingResult.Ending iterate(
      List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    if (progress.last().filter(stop).isPresent()) {
      return TrainingResult.Ending.STOPPED;
    }
    while (progress.iterations() < options.iterations()) {
      Iterations.Done done;
      try {
        done = next();
      } catch (CancellationException e) {
        requirePolicy(e);
        return TrainingResult.Ending.CANCELLED;
      }
      progress.add(done.report(), done.policy());
      checkpoints.ifPresent(c -> c.finished(progress.iterations(), this::state));
      listeners.forEach(listener -> listener.onIteration(done.report(), done.policy()));
      if (stop.test(done.report())) {
        return TrainingResult.Ending.STOPPED;
      }
    }
    return TrainingResult.Ending.COMPLETED;
  }

  /**
   * @throws CancellationException if training is cancelled
   * @throws TrainingException if the iteration fails
   */
  private Iterations.Done next() {
    int iteration = progress.iterations() + 1;
    try {
      fallbacks.begin(iteration);
      checkpoints.ifPresent(c -> fallbacks.warn(Fallback.CHECKPOINT_FAILED, "", c.takeFailures()));
      return iterations.next(progress);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new TrainingException(
          "iteration " + iteration + ": " + reason(e),
          e,
          progress.result(TrainingResult.Ending.FAILED));
    }
  }

  /** Failures of this library's own kinds explain themselves; others are named. */
  private static String reason(Throwable e) {
    boolean own = e.getClass().getName().startsWith("org.guidedpolicy.");
    return String.valueOf(own ? e.getMessage() : e.toString());
  }

  private void requirePolicy(CancellationException cancelled) {
    if (progress.policy().isEmpty()) {
      throw new TrainingException(
          "training was cancelled before its first iteration was done, so there is no policy",
          cancelled);
    }
  }
}
