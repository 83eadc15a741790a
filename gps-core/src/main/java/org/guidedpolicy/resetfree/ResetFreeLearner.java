package org.guidedpolicy.resetfree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.cluster.InitialStateKMeans;
import org.guidedpolicy.cluster.TrajectoryClusterer;
import org.guidedpolicy.cluster.TrajectoryEm;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.ControllerPhase;
import org.guidedpolicy.gps.DiagnosisPhase;
import org.guidedpolicy.gps.EarlyEnds;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ImprovementPhases;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.ModelPhase;
import org.guidedpolicy.gps.PolicyPhase;
import org.guidedpolicy.gps.RecordedEpisodes;
import org.guidedpolicy.gps.StepSize;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.training.ExecutedCosts;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.PhaseRunner;
import org.guidedpolicy.training.TrainingProgress;
import org.guidedpolicy.training.Workshop;

/**
 * The iterations of Algorithm 2 of [RF]: the order of the phases. One thread runs it; the phases
 * share the work over the pool.
 */
final class ResetFreeLearner implements Learner {
  private final ResetFree options;
  private final Workshop shop;
  private final PolicyTrainer trainer;
  private final RecordedEpisodes recorded;
  private final ModelPhase modelPhase;
  private final TrajectoryClusterer clusterer;
  private final StepSize stepSize;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private final ImprovementPhases improvementPhases;
  private final Imagination imagination;
  private final ImaginedRounds imaginedRounds;
  private final Optional<DiagnosisPhase> diagnosisPhase;

  ResetFreeLearner(ResetFree options, Workshop shop) {
    this.options = options;
    this.shop = shop;
    this.recorded = new RecordedEpisodes(shop.recorded(), options.trajectories());
    recorded.requireFit(shop.spec(), options.clusters(), shop.options().iterations());
    this.trainer = shop.trainer();
    this.modelPhase =
        new ModelPhase(
            shop.spec(), options.models(), shop.options().seed(), shop.pool(), shop.fallbacks());
    this.clusterer = clusterer(options);
    this.stepSize = new StepSize(options.step(), shop.fallbacks());
    this.controllerPhase = new ControllerPhase(shop.spec(), shop.pool(), shop.fallbacks());
    this.policyPhase =
        new PolicyPhase(shop.spec(), options.policy(), trainer, shop.pool(), shop.fallbacks());
    this.improvementPhases =
        new ImprovementPhases(options.policy().rounds(), controllerPhase, policyPhase, shop.pool());
    this.imagination = new Imagination(options.imagination(), shop);
    this.imaginedRounds =
        new ImaginedRounds(options, shop, imagination, modelPhase, improvementPhases);
    this.diagnosisPhase = DiagnosisPhase.of(shop);
  }

  @Override
  public Iteration next(TrainingProgress progress, PhaseRunner phases) {
    int iteration = progress.iterations() + 1;
    Optional<GaussianPolicy> last = progress.policy().map(GaussianPolicy.class::cast);

    List<Trajectory> trajectories =
        phases.run("episodes", () -> trajectories(iteration, last)); // line 1
    ExecutedCosts executedCosts = shop.executedCosts(trajectories);
    double executed = executedCosts.mean();
    if (!recorded.covers(iteration)) {
      progress.judge(executed);
    }
    GaussianPolicy current =
        last.orElseGet(() -> phases.run("imitation", () -> imitation(trajectories))); // line 2
    List<QuadraticCost> costs = phases.run("costs", () -> shop.expandedCosts(trajectories));
    ModelPhase.Models fitted = // lines 3 to 6
        phases.run(
            "models",
            () ->
                modelPhase.fit(
                    iteration, trajectories, current, clusterer, clusters(trajectories.size())));
    double reference =
        mean(
            controllerPhase.expectedCosts(
                problems(iteration, trajectories, costs, 1)
                    .problems(fitted, 1, new double[costs.size()]),
                executedCosts.each()));
    StepSize.Decision step = stepSize.next(iteration, executed, reference);

    Optional<Imagination.Surprise> surprise = imagination.surprise(trajectories);
    Optional<Imagination.World> world =
        Optional.of(trajectories)
            .filter(t -> imagination.isOn())
            .map(t -> phases.run("dynamics", () -> imagination.learn(t)))
            .filter(w -> surprise.filter(imagination::trusts).isPresent());
    ImprovementPhases.Improvement improvement = // lines 7 to 9
        improvementPhases.run(
            trajectories,
            costs.size(),
            executedCosts.spread(),
            problems(iteration, trajectories, costs, step.klPerStep()),
            fitted,
            world
                .filter(w -> options.expansion() == Expansion.PER_SAMPLE)
                .map(w -> imagination.ofReal(w, trajectories, current)),
            phases);
    stepSize.remember(executed, reference, improvement.meanPredictedCost());
    modelPhase.remember(trajectories);
    GaussianPolicy improved = improvement.fit().policy();
    ImaginedRounds.Outcome imagined =
        world
            .map(w -> imaginedRounds.in(w, iteration, executed, improved, phases))
            .orElseGet(() -> new ImaginedRounds.Outcome(improved, List.of()));
    GaussianPolicy next = imagined.policy();
    List<Figure> figures = new ArrayList<>();
    figures.addAll(step.figures(improvement.meanKl() / EarlyEnds.meanSteps(trajectories)));
    figures.addAll(improvement.figures());
    surprise.ifPresent(s -> figures.addAll(s.figures()));
    figures.addAll(imagined.figures());
    figures.addAll(fitted.figures());
    figures.addAll(PolicyPhase.figures(next));
    figures.addAll(diagnosis(iteration, trajectories, current, improvement, phases));
    int episodes = recorded.covers(iteration) ? 0 : trajectories.size();
    return new Iteration(next, episodes, executed, figures);
  }

  /** Recorded trajectories as long as there are some, then episodes. */
  private List<Trajectory> trajectories(int iteration, Optional<GaussianPolicy> policy) {
    if (recorded.covers(iteration)) {
      return recorded.of(iteration);
    }
    ExplorationNoise noise = options.noise();
    Behaviour behaviour =
        policy
            .map(p -> (Behaviour) new Behaviour.Exploring(p, noise))
            .orElseGet(() -> new Behaviour.Initial(ExplorationNoise.smooth(noise.width())));
    return shop.episodes().collect(iteration, options.trajectories(), behaviour).trajectories();
  }

  /** The first network imitates the controllers that made the trajectories. */
  private GaussianPolicy imitation(List<Trajectory> trajectories) {
    List<LinearGaussianController> controllers =
        trajectories.stream().map(t -> shop.initialController().along(shop.spec(), t)).toList();
    return policyPhase.imitate(trajectories, controllers).policy();
  }

  private int clusters(int trajectories) {
    boolean single = options.models().clustering() == ModelOptions.Clustering.SINGLE;
    int wanted = options.clusters() == 0 ? trajectories : options.clusters();
    return single ? 1 : wanted;
  }

  private static TrajectoryClusterer clusterer(ResetFree options) {
    ModelOptions.Clustering clustering = options.models().clustering();
    if (options.clusters() == 0 && clustering != ModelOptions.Clustering.SINGLE) {
      return GivenGroups.each();
    }
    return switch (clustering) {
      case EM ->
          new TrajectoryEm(
              TrajectoryEm.Options.defaults()
                  .with(
                      o -> {
                        o.starts = 1;
                        o.maxIterations = 3;
                      }));
      case K_MEANS, SINGLE -> new InitialStateKMeans();
    };
  }

  private LocalProblems problems(
      int iteration, List<Trajectory> trajectories, List<QuadraticCost> costs, double klPerStep) {
    return new LocalProblems(
        modelPhase, iteration, trajectories, costs, options.expansion(), klPerStep);
  }

  private List<Figure> diagnosis(
      int iteration,
      List<Trajectory> trajectories,
      GaussianPolicy current,
      ImprovementPhases.Improvement improvement,
      PhaseRunner phases) {
    return diagnosisPhase
        .filter(d -> !recorded.covers(iteration) && d.isPossible())
        .map(
            d ->
                phases.run(
                    "diagnosis",
                    () ->
                        d.diagnose(
                            iteration,
                            trajectories,
                            current,
                            improvement.locals(),
                            improvement.fit().policy())))
        .orElse(List.of());
  }

  @Override
  public void write(BinaryOutput out) {
    recorded.write(out);
    modelPhase.write(out);
    stepSize.write(out);
    improvementPhases.write(out);
    policyPhase.write(out);
    imagination.write(out);
  }

  @Override
  public void read(BinaryInput in, int done) throws FormatException {
    recorded.read(in, done);
    modelPhase.read(in);
    stepSize.read(in);
    improvementPhases.read(in);
    policyPhase.read(in);
    imagination.read(in);
  }

  @Override
  public List<Trajectory> lastTrajectories() {
    return modelPhase.lastTrajectories();
  }

  @Override
  public byte[] policyBytes(Policy policy) {
    return trainer.policyBytes((GaussianPolicy) policy);
  }

  @Override
  public Policy policy(byte[] bytes) {
    return trainer.policy(bytes);
  }

  @Override
  public void close() {
    trainer.close();
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElseThrow();
  }
}
