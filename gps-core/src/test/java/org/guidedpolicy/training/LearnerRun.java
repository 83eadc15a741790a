package org.guidedpolicy.training;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.EpisodeRunner;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.supervised.PolicyTrainerFactory;

/** A learner and all that it works with, on episodes of any runner; one iteration at a time. */
public final class LearnerRun implements AutoCloseable {
  private final WorkPool pool = WorkPool.of(1);
  private final FallbackCounter fallbacks = new FallbackCounter();
  private final RolloutCollector collector;
  private final Learner learner;
  private final TrainingProgress progress;

  public LearnerRun(
      TrainingOptions options,
      EpisodeRunner runner,
      CostFunction cost,
      InitialController initial,
      PolicyTrainerFactory trainers) {
    collector = new RolloutCollector(runner);
    EnvironmentSpec spec = collector.spec();
    EpisodeRecorder recorder = EpisodeRecorder.open(Optional.empty(), spec);
    progress = new TrainingProgress(options);
    learner =
        options
            .algorithm()
            .learner(
                new Workshop(
                    spec,
                    cost,
                    initial,
                    List.of(),
                    options,
                    new TrainingEpisodes(options, collector, recorder, fallbacks),
                    Optional.empty(),
                    false,
                    trainers,
                    fallbacks,
                    pool));
  }

  /** On episodes of a runner, from nothing: no options but the algorithm's. */
  public static LearnerRun of(
      Algorithm algorithm, EpisodeRunner runner, CostFunction cost, InitialController initial) {
    return new LearnerRun(
        TrainingOptions.of(algorithm), runner, cost, initial, LeastSquaresTrainer::new);
  }

  /** Makes an iteration. */
  public IterationReport next() {
    fallbacks.begin(progress.iterations() + 1);
    PhaseRunner phases = new PhaseRunner(() -> false);
    Learner.Iteration made = learner.next(progress, phases);
    IterationReport report =
        new IterationReport(
            progress.iterations() + 1,
            progress.episodes() + made.episodes(),
            made.meanCost(),
            Optional.empty(),
            made.figures(),
            fallbacks.counts(),
            fallbacks.warnings(),
            phases.seconds());
    progress.add(report, made.policy());
    return report;
  }

  /** The last iteration's policy. */
  public Policy policy() {
    return progress.policy().orElseThrow();
  }

  @Override
  public void close() {
    learner.close();
    collector.close();
    pool.close();
  }
}
