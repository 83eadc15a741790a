package org.guidedpolicy.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.ControllerFactory;
import org.guidedpolicy.environment.Controllers;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.EpisodeException;
import org.guidedpolicy.environment.RolloutCollector;
import org.guidedpolicy.environment.Trajectory;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.PolicyTrainer;

/**
 * One run of Algorithm 2 of [RF]: the order of the phases, and what is carried from one iteration
 * to the next. One thread runs it; the phases share the work over the pool.
 */
final class TrainingRun {
  /** An expected cost this many times the executed ones' size away from them is no forecast. */
  private static final double IMPLAUSIBLE = 10;

  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final EnvironmentSpec spec;
  private final CostFunction cost;
  private final InitialController initialController;
  private final Optional<Evaluation> evaluation;
  private final boolean diagnose;
  private final BooleanSupplier cancelled;
  private final WorkPool pool;

  private final FallbackCounter fallbacks = new FallbackCounter();
  private final ModelPhase modelPhase;
  private final StepSize stepSize;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private final PolicyTrainer trainer;
  private final String trainerDescription;
  private final Optional<CheckpointKeeper> checkpoints;
  private final RecordedEpisodes recorded;
  private RecordedEpisodes.Identity recordedIdentity;
  private final EpisodeRecorder recorder;

  private Optional<GaussianPolicy> policy = Optional.empty();
  private Optional<Judged> best = Optional.empty();
  private double typicalEta = 1;
  private final List<IterationReport> history = new ArrayList<>();

  TrainingRun(
      TrainingOptions options,
      RolloutCollector rollouts,
      CostFunction cost,
      InitialController initialController,
      PolicyTrainer trainer,
      String trainerDescription,
      Optional<CheckpointKeeper> checkpoints,
      RecordedEpisodes recorded,
      EpisodeRecorder recorder,
      Optional<Evaluation> evaluation,
      boolean diagnose,
      BooleanSupplier cancelled,
      WorkPool pool) {
    this.options = options;
    this.rollouts = rollouts;
    this.spec = rollouts.spec();
    this.cost = cost;
    this.initialController = initialController;
    this.evaluation = evaluation;
    this.diagnose = diagnose;
    this.cancelled = cancelled;
    this.pool = pool;
    this.modelPhase =
        new ModelPhase(spec, options.models(), options.clusters(), options.seed(), pool, fallbacks);
    this.stepSize = new StepSize(options.step(), fallbacks);
    this.controllerPhase = new ControllerPhase(spec, pool, fallbacks);
    this.policyPhase = new PolicyPhase(spec, options.policy(), trainer, pool, fallbacks);
    this.trainer = trainer;
    this.trainerDescription = trainerDescription;
    this.checkpoints = checkpoints;
    this.recorded = recorded;
    this.recordedIdentity = recorded.identity();
    this.recorder = recorder;
  }

  /**
   * A policy and what its own training episodes cost on average.
   *
   * @param iteration the one that produced it
   */
  private record Judged(GaussianPolicy policy, int iteration, double cost) {}

  /** An iteration's results, which count once all its phases are done. */
  private record Done(IterationReport report, GaussianPolicy policy) {}

  /**
   * Continues after a checkpoint's last iteration.
   *
   * @throws TrainingException if the checkpoint does not fit the options, environment or trainer
   */
  void restore(Checkpoint checkpoint) {
    TrainingState state = checkpoint.state();
    TrainingState.Header header = state.header();
    Resumption.requireSame(checkpoint.file(), header, options, spec, trainerDescription);
    Resumption.requireSame(checkpoint.file(), header, recorded.identity());
    recordedIdentity = header.recorded();
    try {
      trainer.restore(state.trainer());
      policy = Optional.of(trainer.policy(state.policy()));
      best =
          header
              .best()
              .map(
                  b ->
                      new Judged(
                          trainer.policy(state.bestPolicy().orElseThrow()),
                          b.iteration(),
                          b.cost()));
    } catch (IllegalArgumentException | UnsupportedOperationException e) {
      throw new TrainingException(
          "cannot go on from " + checkpoint.file() + ": " + e.getMessage(), e);
    }
    modelPhase.restore(state.models());
    stepSize.restore(header.step());
    typicalEta = header.typicalEta();
    history.addAll(header.history());
  }

  /** What {@link #restore} needs, once an iteration is done. */
  private TrainingState state() {
    return new TrainingState(
        new TrainingState.Header(
            options,
            Resumption.settings(spec),
            trainerDescription,
            recordedIdentity,
            stepSize.state(),
            typicalEta,
            best.map(b -> new TrainingState.Best(b.iteration, b.cost)),
            List.copyOf(history)),
        trainer.policyBytes(policy.orElseThrow()),
        best.map(b -> trainer.policyBytes(b.policy)),
        trainer.state(),
        modelPhase.memory());
  }

  /** Runs the iterations that are left. */
  TrainingResult toEnd(List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    listeners.forEach(listener -> listener.onStart(options, List.copyOf(history)));
    TrainingResult result;
    try {
      result = iterations(listeners, stop);
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

  private TrainingResult iterations(
      List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    try {
      return remaining(listeners, stop);
    } finally {
      checkpoints.ifPresent(CheckpointKeeper::save);
    }
  }

  private TrainingResult remaining(
      List<TrainingListener> listeners, Predicate<IterationReport> stop) {
    if (!history.isEmpty() && stop.test(history.get(history.size() - 1))) {
      return result(TrainingResult.Ending.STOPPED).orElseThrow();
    }
    while (history.size() < options.iterations()) {
      int iteration = history.size() + 1;
      Done done;
      try {
        done = iterate(iteration);
      } catch (CancellationException e) {
        return result(TrainingResult.Ending.CANCELLED)
            .orElseThrow(
                () ->
                    new TrainingException(
                        "training was cancelled before its first iteration was done, so there is"
                            + " no policy",
                        e));
      } catch (RuntimeException | Error e) {
        throw new TrainingException(
            "iteration " + iteration + ": " + reason(e), e, result(TrainingResult.Ending.FAILED));
      }
      policy = Optional.of(done.policy);
      history.add(done.report);
      checkpoints.ifPresent(c -> c.finished(iteration, this::state));
      listeners.forEach(listener -> listener.onIteration(done.report, done.policy));
      if (stop.test(done.report)) {
        return result(TrainingResult.Ending.STOPPED).orElseThrow();
      }
    }
    return result(TrainingResult.Ending.COMPLETED).orElseThrow();
  }

  /** Failures of this library's own kinds explain themselves; others are named. */
  private static String reason(Throwable e) {
    boolean own = e.getClass().getName().startsWith("org.guidedpolicy.");
    return String.valueOf(own ? e.getMessage() : e.toString());
  }

  /** Runs and times a phase, unless training is cancelled. */
  private <R> R phase(Stopwatch watch, String name, Supplier<R> work) {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("cancelled before phase " + name);
    }
    return watch.time(name, work);
  }

  private Done iterate(int iteration) {
    Stopwatch watch = new Stopwatch();
    List<String> warnings = new ArrayList<>();
    fallbacks.begin(iteration);
    checkpoints.ifPresent(c -> report(c.takeFailures(), warnings));

    List<Trajectory> trajectories =
        phase(watch, "episodes", () -> trajectories(iteration, warnings));
    double[] executedEach = executedCosts(trajectories);
    double executed = mean(executedEach);
    if (!isRecorded(iteration)) {
      judge(iteration, executed);
    }
    GaussianPolicy current =
        policy.orElseGet(() -> phase(watch, "imitation", () -> imitation(trajectories)));
    List<QuadraticCost> costs = phase(watch, "costs", () -> expand(trajectories));
    ModelPhase.Models fitted =
        phase(watch, "models", () -> modelPhase.fit(iteration, trajectories, current));
    double[] expected = controllerPhase.expectedCosts(fitted, costs);
    countImplausible(expected, executedEach);
    double reference = mean(expected);
    IterationReport.Step step = stepSize.next(iteration, executed, reference);

    Improvement improvement =
        improve(iteration, trajectories, costs, fitted, step.klPerStep(), watch, warnings);
    GaussianPolicy next = improvement.fit.policy();
    Optional<Diagnosis> diagnosis =
        evaluation
            .filter(e -> diagnose && !isRecorded(iteration) && canDiagnose())
            .map(
                e ->
                    phase(
                        watch,
                        "diagnosis",
                        () ->
                            diagnose(
                                iteration, trajectories, improvement.locals, current, next, e)));
    stepSize.remember(executed, reference, improvement.predictedCost());
    typicalEta = improvement.medianEta();

    Optional<Evaluation.Result> test =
        evaluation.map(e -> phase(watch, "test", () -> test(e, next)));
    IterationReport report =
        new IterationReport(
            iteration,
            episodesBefore() + (isRecorded(iteration) ? 0 : trajectories.size()),
            executed,
            test,
            diagnosis,
            step,
            improvement.klPerStep(spec.horizon()),
            improvement.medianEta(),
            fitted.clustering().sizes(),
            new IterationReport.Fit(
                improvement.fit.lossBefore(), improvement.fit.lossAfter(), improvement.fit.steps()),
            standardDeviations(next),
            fallbacks.counts(),
            warnings,
            watch.seconds());
    return new Done(report, next);
  }

  private void report(List<String> checkpointFailures, List<String> warnings) {
    warnings.addAll(checkpointFailures);
    fallbacks.add(
        Fallback.CHECKPOINT_FAILED, checkpointFailures.size(), () -> checkpointFailures.get(0));
  }

  /** What the last round of C- and S-phase made. */
  private record Improvement(List<LocalPolicy> locals, PolicyTrainer.Fit fit) {
    double medianEta() {
      double[] etas = locals.stream().mapToDouble(LocalPolicy::eta).sorted().toArray();
      return etas[etas.length / 2];
    }

    double klPerStep(int horizon) {
      return locals.stream().mapToDouble(LocalPolicy::kl).average().orElseThrow() / horizon;
    }

    double predictedCost() {
      return locals.stream().mapToDouble(LocalPolicy::predictedCost).average().orElseThrow();
    }
  }

  /** C- and S-phase, in as many rounds as the options say, each from the network of the last. */
  private Improvement improve(
      int iteration,
      List<Trajectory> trajectories,
      List<QuadraticCost> costs,
      ModelPhase.Models fitted,
      double klPerStep,
      Stopwatch watch,
      List<String> warnings) {
    int rounds = options.policy().rounds();
    double[] eta = new double[trajectories.size()];
    Arrays.fill(eta, typicalEta);
    ModelPhase.Models models = fitted;
    for (int round = 1; ; round++) {
      ModelPhase.Models from = models;
      ControllerPhase.Outcome outcome =
          phase(
              watch,
              "controllers",
              () -> controllerPhase.improve(from, costs, klPerStep / rounds, eta));
      warnings.addAll(outcome.failures());
      requireSome(outcome);
      outcome.solved().forEach(local -> eta[local.trajectory()] = local.eta());
      PolicyTrainer.Fit fit =
          phase(
              watch,
              "policy",
              () -> policyPhase.fit(trajectories, outcome.solved(), from.policy()));
      if (round == rounds) {
        return new Improvement(outcome.solved(), fit);
      }
      int done = round;
      models =
          phase(
              watch,
              "models",
              () -> modelPhase.relinearize(iteration, done, from, trajectories, fit.policy()));
    }
  }

  private static void requireSome(ControllerPhase.Outcome outcome) {
    if (outcome.solved().isEmpty()) {
      throw new TrainingException(
          "C-phase: no trajectory's problem has a solution; the first: "
              + outcome.failures().get(0));
    }
  }

  private boolean isRecorded(int iteration) {
    return iteration <= recordedIdentity.iterations();
  }

  private int episodesBefore() {
    return history.isEmpty() ? 0 : history.get(history.size() - 1).episodes();
  }

  private List<Trajectory> trajectories(int iteration, List<String> warnings) {
    if (isRecorded(iteration)) {
      return recorded.of(iteration);
    }
    recorder.begin(iteration);
    rollouts.observe(recorder);
    try {
      return collect(iteration, warnings);
    } finally {
      rollouts.observe((episode, trajectory) -> {});
      reportUnrecorded(recorder.takeFailures(), warnings);
    }
  }

  private void reportUnrecorded(List<String> failures, List<String> warnings) {
    warnings.addAll(failures);
    fallbacks.add(Fallback.EPISODE_NOT_RECORDED, failures.size(), () -> failures.get(0));
  }

  private ControllerFactory smooth(ControllerFactory controllers) {
    return Controllers.smooth(controllers, spec.actionDimension(), options.noiseWidth());
  }

  private List<Trajectory> collect(int iteration, List<String> warnings) {
    ControllerFactory controllers =
        policy
            .map(
                p ->
                    Controllers.mixingNoise(
                        smooth(Controllers.exploring(p)), options.leastNoise(), 1))
            .orElseGet(() -> smooth(initialController.controllers(spec)));
    RolloutCollector.Rollouts collected =
        rollouts.collect(
            options.trajectories(),
            controllers,
            Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES),
            options.allowedFailures(),
            options.episodes().allowedDrops());
    List<EpisodeException> failures = collected.failures();
    failures.forEach(failure -> warnings.add("repeated: " + failure.getMessage()));
    fallbacks.add(Fallback.EPISODE_REPEATED, failures.size(), () -> failures.get(0).getMessage());
    List<EpisodeException> dropped = collected.dropped();
    dropped.forEach(failure -> warnings.add("left out: " + failure.getMessage()));
    fallbacks.add(Fallback.EPISODE_DROPPED, dropped.size(), () -> dropped.get(0).getMessage());
    return collected.trajectories();
  }

  private Diagnosis diagnose(
      int iteration,
      List<Trajectory> trajectories,
      List<LocalPolicy> locals,
      GaussianPolicy current,
      GaussianPolicy next,
      Evaluation evaluation) {
    return Diagnosis.of(
        rollouts,
        Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES),
        trajectories,
        locals,
        current,
        next,
        evaluation,
        cost);
  }

  private GaussianPolicy imitation(List<Trajectory> trajectories) {
    List<LinearGaussianController> controllers =
        trajectories.stream().map(t -> initialController.along(spec, t)).toList();
    return policyPhase.imitate(trajectories, controllers).policy();
  }

  private List<QuadraticCost> expand(List<Trajectory> trajectories) {
    QuadraticCost[] costs = new QuadraticCost[trajectories.size()];
    pool.forEach(costs.length, m -> costs[m] = CostExpansion.around(trajectories.get(m), cost));
    return List.of(costs);
  }

  private double[] executedCosts(List<Trajectory> trajectories) {
    return trajectories.stream()
        .mapToDouble(t -> DoubleStream.of(CostExpansion.perStep(t, cost)).sum())
        .toArray();
  }

  /** The models know these episodes: what they expect them to cost is close to what they did. */
  private void countImplausible(double[] expected, double[] executed) {
    double size = DoubleStream.of(executed).map(Math::abs).average().orElseThrow();
    int[] implausible =
        IntStream.range(0, expected.length)
            .filter(m -> !(Math.abs(expected[m] - executed[m]) <= IMPLAUSIBLE * size))
            .toArray();
    fallbacks.add(
        Fallback.PREDICTION_IMPLAUSIBLE,
        implausible.length,
        () -> {
          int m = implausible[0];
          return "trajectory " + m + " cost " + executed[m] + ", expected " + expected[m];
        });
  }

  private Evaluation.Result test(Evaluation on, GaussianPolicy next) {
    RolloutCollector.Rollouts tested = on.run(next, pool, options.episodes().deadlines());
    fallbacks.add(
        Fallback.TEST_EPISODE_FAILED,
        tested.failures().size(),
        () -> tested.failures().get(0).getMessage());
    return on.summarise(tested, cost);
  }

  /** Episodes that failed do not have the starts that a diagnosis would repeat. */
  private boolean canDiagnose() {
    Map<Fallback, Integer> counts = fallbacks.counts();
    int failed =
        counts.getOrDefault(Fallback.EPISODE_REPEATED, 0)
            + counts.getOrDefault(Fallback.EPISODE_DROPPED, 0);
    fallbacks.add(
        Fallback.DIAGNOSIS_LEFT_OUT, failed > 0 ? 1 : 0, () -> failed + " episodes failed");
    return failed == 0;
  }

  /** This iteration's episodes are the last policy's own. */
  private void judge(int iteration, double executed) {
    if (best.isEmpty() || executed < best.get().cost) {
      policy.ifPresent(last -> best = Optional.of(new Judged(last, iteration - 1, executed)));
    }
  }

  /** Empty before the first iteration is done. */
  private Optional<TrainingResult> result(TrainingResult.Ending ending) {
    Optional<Judged> judged =
        best.filter(b -> options.returned() == TrainingOptions.Returned.BEST_IN_TRAINING);
    int iteration = judged.map(Judged::iteration).orElse(history.size());
    return judged
        .map(Judged::policy)
        .or(() -> policy)
        .map(p -> new TrainingResult(p, iteration, history, options, ending));
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElseThrow();
  }

  private static List<Double> standardDeviations(GaussianPolicy policy) {
    double[] covariance = policy.covariance();
    int dU = policy.actionDimension();
    return IntStream.range(0, dU).mapToObj(j -> Math.sqrt(covariance[j * dU + j])).toList();
  }
}
