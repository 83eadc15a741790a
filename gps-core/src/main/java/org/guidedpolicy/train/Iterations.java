package org.guidedpolicy.train;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * The iterations of Algorithm 2 of [RF]: the order of the phases, and what these remember from one
 * iteration to the next. One thread runs it; the phases share the work over the pool.
 */
final class Iterations {
  private final EnvironmentSpec spec;
  private final TrainingSetup setup;
  private final FallbackCounter fallbacks;
  private final BooleanSupplier cancelled;
  private final WorkPool pool;

  private final EpisodePhase episodePhase;
  private final ModelPhase modelPhase;
  private final StepSize stepSize;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private final ImprovementPhases improvementPhases;
  private final Optional<TestPhase> testPhase;

  Iterations(
      TrainingOptions options,
      TrainingSetup setup,
      RolloutCollector rollouts,
      PolicyTrainer trainer,
      EpisodeRecorder recorder,
      FallbackCounter fallbacks,
      BooleanSupplier cancelled,
      WorkPool pool) {
    this.spec = rollouts.spec();
    this.setup = setup;
    this.fallbacks = fallbacks;
    this.cancelled = cancelled;
    this.pool = pool;
    this.episodePhase = new EpisodePhase(options, rollouts, setup.recorded(), recorder, fallbacks);
    this.modelPhase =
        new ModelPhase(spec, options.models(), options.clusters(), options.seed(), pool, fallbacks);
    this.stepSize = new StepSize(options.step(), fallbacks);
    this.controllerPhase = new ControllerPhase(spec, pool, fallbacks);
    this.policyPhase = new PolicyPhase(spec, options.policy(), trainer, pool, fallbacks);
    this.improvementPhases =
        new ImprovementPhases(options.policy().rounds(), modelPhase, controllerPhase, policyPhase);
    this.testPhase =
        setup
            .evaluation()
            .map(on -> new TestPhase(options, rollouts, setup.cost(), on, pool, fallbacks));
  }

  /**
   * What the phases remember.
   *
   * @param recorded of the trajectories that the first iterations learned from
   * @param step the step-size rule's
   * @param typicalEta median dual variable of the last iteration
   * @param trajectories the model phase's
   * @param targets the policy phase's
   */
  record Memory(
      RecordedEpisodes.Identity recorded,
      StepSize.State step,
      double typicalEta,
      List<List<Trajectory>> trajectories,
      List<SupervisedTargets> targets) {}

  Memory memory() {
    return new Memory(
        episodePhase.memory(),
        stepSize.state(),
        improvementPhases.typicalEta(),
        modelPhase.memory(),
        policyPhase.memory());
  }

  void restore(Memory memory) {
    episodePhase.restore(memory.recorded);
    stepSize.restore(memory.step);
    improvementPhases.restore(memory.typicalEta);
    modelPhase.restore(memory.trajectories);
    policyPhase.restore(memory.targets);
  }

  /** An iteration's results, which count once all its phases are done. */
  record Done(IterationReport report, GaussianPolicy policy) {}

  /**
   * Runs the next iteration. Of the progress it only judges the policy that it runs.
   *
   * @throws java.util.concurrent.CancellationException if training is cancelled
   */
  Done next(TrainingProgress progress) {
    int iteration = progress.iterations() + 1;
    PhaseRunner phases = new PhaseRunner(cancelled);
    boolean recorded = episodePhase.isRecorded(iteration);

    List<Trajectory> trajectories =
        phases.run("episodes", () -> episodePhase.trajectories(iteration, progress.policy()));
    double[] executedEach = executedCosts(trajectories);
    double executed = mean(executedEach);
    if (!recorded) {
      progress.judge(executed);
    }
    GaussianPolicy current =
        progress.policy().orElseGet(() -> phases.run("imitation", () -> imitation(trajectories)));
    List<QuadraticCost> costs = phases.run("costs", () -> expand(trajectories));
    ModelPhase.Models fitted =
        phases.run("models", () -> modelPhase.fit(iteration, trajectories, current));
    double reference = mean(controllerPhase.expectedCosts(fitted, costs, executedEach));
    IterationReport.Step step = stepSize.next(iteration, executed, reference);

    ImprovementPhases.Improvement improvement =
        improvementPhases.run(iteration, trajectories, costs, fitted, step.klPerStep(), phases);
    stepSize.remember(executed, reference, improvement.meanPredictedCost());
    GaussianPolicy next = improvement.fit().policy();

    Optional<Diagnosis> diagnosis =
        testPhase
            .filter(tests -> setup.diagnose() && !recorded && tests.canDiagnose())
            .map(
                tests ->
                    phases.run(
                        "diagnosis",
                        () ->
                            tests.diagnose(
                                iteration, trajectories, current, improvement.locals(), next)));
    Optional<Evaluation.Result> test =
        testPhase.map(tests -> phases.run("test", () -> tests.test(next)));
    IterationReport report =
        new IterationReport(
            iteration,
            progress.episodes() + (recorded ? 0 : trajectories.size()),
            executed,
            test,
            diagnosis,
            step,
            improvement.meanKl() / spec.horizon(),
            improvement.medianEta(),
            fitted.clustering().sizes(),
            improvement.summary(),
            standardDeviations(next),
            fallbacks.counts(),
            fallbacks.warnings(),
            phases.seconds());
    return new Done(report, next);
  }

  private GaussianPolicy imitation(List<Trajectory> trajectories) {
    List<LinearGaussianController> controllers =
        trajectories.stream().map(t -> setup.initialController().along(spec, t)).toList();
    return policyPhase.imitate(trajectories, controllers).policy();
  }

  private double[] executedCosts(List<Trajectory> trajectories) {
    return trajectories.stream()
        .mapToDouble(t -> DoubleStream.of(CostExpansion.perStep(t, setup.cost())).sum())
        .toArray();
  }

  private List<QuadraticCost> expand(List<Trajectory> trajectories) {
    QuadraticCost[] costs = new QuadraticCost[trajectories.size()];
    pool.forEach(
        costs.length, m -> costs[m] = CostExpansion.around(trajectories.get(m), setup.cost()));
    return List.of(costs);
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
