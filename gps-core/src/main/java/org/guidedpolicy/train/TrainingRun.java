package org.guidedpolicy.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.ControllerFactory;
import org.guidedpolicy.environment.Controllers;
import org.guidedpolicy.environment.EnvironmentSpec;
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
  private final TrainingOptions options;
  private final RolloutCollector rollouts;
  private final EnvironmentSpec spec;
  private final CostFunction cost;
  private final InitialController initialController;
  private final Optional<Evaluation> evaluation;
  private final boolean diagnose;
  private final WorkPool pool;

  private final ModelPhase modelPhase;
  private final StepSize stepSize;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;

  private Optional<GaussianPolicy> policy = Optional.empty();
  private double typicalEta = 1;
  private final List<IterationReport> history = new ArrayList<>();

  TrainingRun(
      TrainingOptions options,
      RolloutCollector rollouts,
      CostFunction cost,
      InitialController initialController,
      PolicyTrainer trainer,
      Optional<Evaluation> evaluation,
      boolean diagnose,
      WorkPool pool) {
    this.options = options;
    this.rollouts = rollouts;
    this.spec = rollouts.spec();
    this.cost = cost;
    this.initialController = initialController;
    this.evaluation = evaluation;
    this.diagnose = diagnose;
    this.pool = pool;
    this.modelPhase =
        new ModelPhase(spec, options.models(), options.clusters(), options.seed(), pool);
    this.stepSize = new StepSize(options.step());
    this.controllerPhase = new ControllerPhase(spec, pool);
    this.policyPhase = new PolicyPhase(spec, options.policy(), trainer, pool);
  }

  /** Runs the iterations that are left. */
  TrainingResult toEnd(
      List<TrainingListener> listeners,
      Predicate<IterationReport> stop,
      BooleanSupplier cancelled) {
    while (history.size() < options.iterations()) {
      if (cancelled.getAsBoolean()) {
        return result(TrainingResult.Ending.CANCELLED);
      }
      IterationReport report = iterate(history.size() + 1);
      history.add(report);
      listeners.forEach(listener -> listener.onIteration(report, policy.orElseThrow()));
      if (stop.test(report)) {
        return result(TrainingResult.Ending.STOPPED);
      }
    }
    return result(TrainingResult.Ending.COMPLETED);
  }

  private IterationReport iterate(int iteration) {
    Stopwatch watch = new Stopwatch();
    List<String> warnings = new ArrayList<>();

    List<Trajectory> trajectories = watch.time("episodes", () -> collect(iteration, warnings));
    double executed = meanCost(trajectories);
    if (policy.isEmpty()) {
      policy = Optional.of(watch.time("imitation", () -> imitation(trajectories)));
    }
    List<QuadraticCost> costs = watch.time("costs", () -> expand(trajectories));
    ModelPhase.Models fitted =
        watch.time("models", () -> modelPhase.fit(iteration, trajectories, policy.orElseThrow()));
    double reference = mean(controllerPhase.expectedCosts(fitted, costs));
    IterationReport.Step step = stepSize.next(iteration, executed, reference);

    Improvement improvement =
        improve(iteration, trajectories, costs, fitted, step.klPerStep(), watch, warnings);
    GaussianPolicy next = improvement.fit.policy();
    Optional<Diagnosis> diagnosis =
        evaluation
            .filter(e -> diagnose)
            .map(e -> diagnose(iteration, trajectories, improvement.locals, next, e));
    policy = Optional.of(next);
    stepSize.remember(executed, reference, improvement.predictedCost());
    typicalEta = improvement.medianEta();

    Optional<Evaluation.Result> test =
        evaluation.map(
            e -> watch.time("test", () -> e.summarise(e.run(policy.orElseThrow(), pool), cost)));
    return new IterationReport(
        iteration,
        iteration * options.trajectories(),
        executed,
        test,
        diagnosis,
        step,
        improvement.klPerStep(spec.horizon()),
        improvement.medianEta(),
        fitted.clustering().sizes(),
        new IterationReport.Fit(
            improvement.fit.lossBefore(), improvement.fit.lossAfter(), improvement.fit.steps()),
        standardDeviations(policy.orElseThrow()),
        warnings,
        watch.seconds());
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
          watch.time(
              "controllers", () -> controllerPhase.improve(from, costs, klPerStep / rounds, eta));
      warnings.addAll(outcome.failures());
      requireSome(iteration, outcome);
      outcome.solved().forEach(local -> eta[local.trajectory()] = local.eta());
      PolicyTrainer.Fit fit =
          watch.time(
              "policy", () -> policyPhase.fit(trajectories, outcome.solved(), from.policy()));
      if (round == rounds) {
        return new Improvement(outcome.solved(), fit);
      }
      models = watch.time("models", () -> modelPhase.relinearize(from, trajectories, fit.policy()));
    }
  }

  private static void requireSome(int iteration, ControllerPhase.Outcome outcome) {
    if (outcome.solved().isEmpty()) {
      throw new TrainingException(
          "iteration "
              + iteration
              + ", C-phase: no trajectory's problem has a solution; the first: "
              + outcome.failures().get(0));
    }
  }

  private List<Trajectory> collect(int iteration, List<String> warnings) {
    ControllerFactory controllers =
        policy.map(Controllers::exploring).orElseGet(() -> initialController.controllers(spec));
    RolloutCollector.Rollouts collected =
        rollouts.collect(
            options.trajectories(),
            Controllers.smooth(controllers, spec.actionDimension(), options.noiseWidth()),
            Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES),
            options.allowedFailures());
    collected.failures().forEach(failure -> warnings.add("repeated: " + failure.getMessage()));
    return collected.trajectories();
  }

  private Diagnosis diagnose(
      int iteration,
      List<Trajectory> trajectories,
      List<LocalPolicy> locals,
      GaussianPolicy next,
      Evaluation evaluation) {
    return Diagnosis.of(
        rollouts,
        Seeds.of(options.seed(), iteration, Seeds.Use.EPISODES),
        trajectories,
        locals,
        policy.orElseThrow(),
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

  private double meanCost(List<Trajectory> trajectories) {
    return trajectories.stream()
        .mapToDouble(t -> DoubleStream.of(CostExpansion.perStep(t, cost)).sum())
        .average()
        .orElseThrow();
  }

  private TrainingResult result(TrainingResult.Ending ending) {
    return new TrainingResult(
        policy.orElseThrow(
            () -> new TrainingException("cancelled before the first iteration was done")),
        history.size(),
        history,
        options,
        ending);
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
