package org.guidedpolicy.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Trajectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a training: iterations of its learner until all are done or something ends them,
 * held-out tests after each, checkpoints between them, and listeners that are told. One thread.
 */
final class TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  /** Relative: another platform may round functions differently. */
  private static final double COST_TOLERANCE = 1e-9;

  private final Workshop shop;
  private final Learner learner;
  private final Optional<TestPhase> tests;
  private final Optional<CheckpointKeeper> checkpoints;
  private final BooleanSupplier cancelled;
  private final TrainingProgress progress;

  TrainingRun(
      Workshop shop,
      Learner learner,
      Optional<CheckpointKeeper> checkpoints,
      BooleanSupplier cancelled) {
    this.shop = shop;
    this.learner = learner;
    this.tests = shop.evaluation().map(on -> new TestPhase(shop, on));
    this.checkpoints = checkpoints;
    this.cancelled = cancelled;
    this.progress = new TrainingProgress(shop.options());
  }

  /**
   * Continues after a checkpoint's last iteration.
   *
   * @param otherCost whether the cost may be another than the one that training had
   * @throws TrainingException if the checkpoint does not fit the options, environment, cost or
   *     trainer
   */
  void restore(Checkpoint checkpoint, boolean otherCost) {
    TrainingState state = checkpoint.state();
    TrainingState.Header header = state.header();
    Resumption.requireSame(
        checkpoint.file(), header, shop.options(), shop.spec(), shop.trainers().description());
    try {
      BinaryInput in = new BinaryInput(ByteBuffer.wrap(state.learner()));
      learner.read(in, state.iteration());
      in.requireEnd();
      boolean sameCost = isSameCost(checkpoint, otherCost);
      progress.restore(
          learner.policy(state.policy()),
          sameCost ? header.best().map(best -> judged(best, state)) : Optional.empty(),
          header.history());
    } catch (IllegalArgumentException | UnsupportedOperationException | FormatException e) {
      throw new TrainingException(
          "cannot resume from " + checkpoint.file() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Whether the checkpoint's episodes cost what they did.
   *
   * @throws TrainingException if they do not, and must
   */
  private boolean isSameCost(Checkpoint checkpoint, boolean mayDiffer) {
    List<Trajectory> last = learner.lastTrajectories();
    if (last.isEmpty()) {
      return true;
    }
    double before = checkpoint.history().get(checkpoint.iteration() - 1).meanCost();
    double now = shop.executedCosts(last).mean();
    if (Math.abs(now - before) <= COST_TOLERANCE * Math.max(Math.abs(now), Math.abs(before))) {
      return true;
    }
    String message =
        checkpoint.file()
            + " is of a training whose last "
            + last.size()
            + " episodes cost "
            + before
            + " on average, with the cost given now they cost "
            + now;
    if (!mayDiffer) {
      throw new TrainingException(
          "cannot resume: "
              + message
              + "; give the cost that training had, or allow another by otherCost(true), in the program"
              + " --other-cost");
    }
    LOG.warn("{}; training continues with it", message);
    return false;
  }

  private TrainingProgress.Judged judged(TrainingState.Best best, TrainingState state) {
    return new TrainingProgress.Judged(
        learner.policy(state.bestPolicy().orElseThrow()), best.iteration(), best.cost());
  }

  /** What {@link #restore} needs, once an iteration is done. */
  private TrainingState state() {
    return new TrainingState(
        new TrainingState.Header(
            shop.options(),
            Resumption.settings(shop.spec()),
            shop.trainers().description(),
            progress.best().map(b -> new TrainingState.Best(b.iteration(), b.cost())),
            progress.history()),
        learner.policyBytes(progress.policy().orElseThrow()),
        progress.best().map(b -> learner.policyBytes(b.policy())),
        written(learner));
  }

  private static byte[] written(Learner learner) {
    BinaryOutput out = new BinaryOutput();
    learner.write(out);
    return out.toByteArray();
  }

  /** Fails before any episode is run. */
  static void requireStorable(Learner learner) {
    try {
      written(learner);
    } catch (UnsupportedOperationException e) {
      throw new TrainingException("checkpoints: " + e.getMessage(), e);
    }
  }

  /** Runs the iterations that are left. */
  TrainingResult toEnd(List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    listeners.forEach(listener -> listener.onStart(shop.options(), progress.history()));
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
      tests.ifPresent(TestPhase::close);
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
    while (progress.iterations() < shop.options().iterations()) {
      Done done;
      try {
        done = next();
      } catch (CancellationException e) {
        requirePolicy(e);
        return TrainingResult.Ending.CANCELLED;
      }
      progress.add(done.report(), done.policy());
      checkpoints.ifPresent(c -> c.finished(progress.iterations(), this::state));
      showEpisodes(listeners, done);
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
  private Done next() {
    int iteration = progress.iterations() + 1;
    try {
      shop.fallbacks().begin(iteration);
      checkpoints.ifPresent(
          c -> shop.fallbacks().warn(Fallback.CHECKPOINT_FAILED, "", c.takeFailures()));
      shop.episodes().begin(iteration, this::actingPolicy);
      PhaseRunner phases = new PhaseRunner(cancelled);
      return tested(learner.next(progress, phases), phases);
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new TrainingException(
          "iteration " + iteration + ": " + reason(e) + shop.episodes().kept(),
          e,
          progress.result(TrainingResult.Ending.FAILED));
    }
  }

  private byte[] actingPolicy() {
    return progress.policy().map(learner::policyBytes).orElse(new byte[0]);
  }

  private Done tested(Learner.Iteration made, PhaseRunner phases) {
    int iteration = progress.iterations() + 1;
    Optional<TestPhase.Tested> test =
        tests
            .filter(held -> held.isDue(iteration))
            .map(held -> phases.run("test", () -> held.test(made.policy())));
    List<Figure> figures = new ArrayList<>(made.figures());
    List<Trajectory> episodes = shop.episodes().takeLatest();
    figures.addAll(EarlyEndFigures.of("training", episodes));
    test.ifPresent(t -> figures.addAll(t.figures()));
    IterationReport report =
        new IterationReport(
            iteration,
            progress.episodes() + made.episodes(),
            made.meanCost(),
            test.map(TestPhase.Tested::result),
            figures,
            shop.fallbacks().counts(),
            shop.fallbacks().warnings(),
            phases.seconds());
    return new Done(report, made.policy(), episodes);
  }

  /** An iteration that is done and tested. */
  private record Done(IterationReport report, Policy policy, List<Trajectory> episodes) {}

  private void showEpisodes(List<TrainingListener> listeners, Done done) {
    if (done.episodes.isEmpty()) {
      return;
    }
    IterationEpisodes episodes =
        new IterationEpisodes(
            done.report.iteration(),
            shop.spec(),
            done.episodes,
            DoubleStream.of(shop.executedCosts(done.episodes).each()).boxed().toList());
    listeners.forEach(listener -> listener.onEpisodes(episodes));
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
