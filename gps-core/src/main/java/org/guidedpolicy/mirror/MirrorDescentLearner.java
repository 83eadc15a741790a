package org.guidedpolicy.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.ConditionModels;
import org.guidedpolicy.gps.ConditionModels.Fitted;
import org.guidedpolicy.gps.ConditionSteps;
import org.guidedpolicy.gps.ControllerPhase;
import org.guidedpolicy.gps.EarlyEnds;
import org.guidedpolicy.gps.ImprovementPhases;
import org.guidedpolicy.gps.ImprovementPhases.Improvement;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.gps.PolicyPhase;
import org.guidedpolicy.gps.StepSizeRule;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.training.ExecutedCosts;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.PhaseRunner;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingProgress;
import org.guidedpolicy.training.Workshop;

/**
 * The iterations of mirror descent guided policy search [MD, Alg. 2]: for each condition a local
 * policy near the network's linearization, then a network near all local policies. One thread runs
 * it; the phases share the work over the pool.
 */
final class MirrorDescentLearner implements Learner {
  private final MirrorDescent options;
  private final Workshop shop;
  private final Starts.Conditions starts;
  private final PolicyTrainer trainer;
  private final ConditionModels models;
  private final ConditionSteps steps;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private final ImprovementPhases improvementPhases;

  private final LocalPolicies locals;
  private Optional<Outlook> last = Optional.empty();

  MirrorDescentLearner(MirrorDescent options, Workshop shop) {
    this.options = options;
    this.shop = shop;
    if (!shop.recorded().isEmpty()) {
      throw new TrainingException(
          "learnFrom: mdgps learns from episodes in its conditions, recorded ones do not say which"
              + " theirs was; leave learnFrom out, or train by reset-free");
    }
    this.starts = new Starts.Conditions(shop.episodes().conditions(), options.samples());
    this.trainer = shop.trainer();
    this.models =
        new ConditionModels(shop, starts, options.models(), options.priors(), options.expansion());
    this.locals = new LocalPolicies(starts, options.expansion());
    this.steps =
        new ConditionSteps(
            starts.conditions(),
            options.klPerStep(),
            options.minMultiplier(),
            options.maxMultiplier(),
            options.sharedMultiplier(),
            shop.fallbacks());
    this.controllerPhase = new ControllerPhase(shop.spec(), shop.pool(), shop.fallbacks());
    this.policyPhase =
        new PolicyPhase(shop.spec(), options.policy(), trainer, shop.pool(), shop.fallbacks());
    this.improvementPhases =
        new ImprovementPhases(options.policy().rounds(), controllerPhase, policyPhase, shop.pool());
  }

  @Override
  public Iteration next(TrainingProgress progress, PhaseRunner phases) {
    int iteration = progress.iterations() + 1;
    Optional<GaussianPolicy> policy = progress.policy().map(GaussianPolicy.class::cast);

    Rollouts rollouts = phases.run("episodes", () -> episodes(iteration, policy)); // line 2
    List<Trajectory> trajectories = rollouts.trajectories();
    List<List<Integer>> members = models.members(rollouts);
    ExecutedCosts executed = shop.executedCosts(trajectories);
    if (options.sampling() == MirrorDescent.Sampling.ON_POLICY) {
      progress.judge(executed.mean());
    }
    GaussianPolicy network =
        policy.orElseGet(() -> phases.run("imitation", () -> imitation(rollouts)));
    List<QuadraticCost> costs = phases.run("costs", () -> shop.expandedCosts(trajectories));
    Fitted fitted = // line 3
        phases.run("models", () -> models.fit(iteration, trajectories, members, network));
    Outlook now = outlook(fitted, costs, executed.each(), rollouts);
    List<Figure> figures = new ArrayList<>(last.map(l -> adjustSteps(l, now)).orElse(List.of()));

    Improvement improvement = // lines 4 and 5
        improvementPhases.run(
            trajectories,
            models.problems(members),
            executed.spread(),
            new Models(iteration, trajectories, costs),
            fitted,
            Optional.empty(),
            phases);
    locals.improve(improvement.locals(), rollouts.numbers());
    last =
        Optional.of(
            now.predicting(locals.predictedCosts(improvement.locals(), rollouts.numbers())));
    GaussianPolicy next = improvement.fit().policy();
    figures.addAll(0, steps.figures(improvement.meanKl() / EarlyEnds.meanSteps(trajectories)));
    figures.addAll(improvement.figures());
    figures.addAll(PolicyPhase.figures(next));
    return new Iteration(next, trajectories.size(), executed.mean(), figures);
  }

  private Rollouts episodes(int iteration, Optional<GaussianPolicy> policy) {
    ExplorationNoise noise = new ExplorationNoise(options.noiseWidth(), options.minNoiseScale());
    if (policy.isEmpty()) {
      ExplorationNoise smooth = ExplorationNoise.smooth(options.noiseWidth());
      return shop.episodes().collect(iteration, starts, new Behaviour.Initial(smooth));
    }
    Behaviour behaviour =
        switch (options.sampling()) {
          case ON_POLICY -> new Behaviour.Exploring(policy.get(), noise);
          case OFF_POLICY -> locals.following().withNoise(noise);
        };
    return shop.episodes().collect(iteration, starts, behaviour);
  }

  /** The first network imitates the controllers that made the trajectories. */
  private GaussianPolicy imitation(Rollouts rollouts) {
    List<LinearGaussianController> initial =
        rollouts.trajectories().stream()
            .map(t -> shop.initialController().along(shop.spec(), t))
            .toList();
    locals.begin(initial, rollouts.numbers());
    return policyPhase.imitate(rollouts.trajectories(), initial).policy();
  }

  /** What the models expect the network and the local policies to cost that there are so far. */
  private Outlook outlook(
      Fitted fitted, List<QuadraticCost> costs, double[] executed, Rollouts rollouts) {
    List<List<Integer>> members = fitted.members();
    List<LocalProblem> problems =
        models.problems(fitted, costs, steps.klPerStep(), new double[models.problems(members)]);
    double[] network =
        controllerPhase.expectedCostsOf(
            problems, problems.stream().map(LocalProblem::reference).toList());
    double[] local =
        controllerPhase.expectedCostsOf(problems, locals.ofProblems(rollouts.numbers()));
    boolean onPolicy = options.sampling() == MirrorDescent.Sampling.ON_POLICY;
    controllerPhase.countImplausible(problems, onPolicy ? network : local, executed);
    return new Outlook(
        ConditionModels.perTrajectory(members, executed),
        models.perCondition(members, network),
        models.perCondition(members, local));
  }

  /** The bounds follow from what the last step promised and what it brought. */
  private List<Figure> adjustSteps(Outlook before, Outlook now) {
    double[] predicted = before.predictedImprovements(options.stepRule());
    double[] actual = before.improvementsUntil(now, options.stepRule());
    if (options.stepRule() != MirrorDescent.StepRule.FIXED) {
      steps.follow(predicted, actual);
    }
    return StepSizeRule.figures(mean(predicted), mean(actual));
  }

  /** An iteration's models and problems, as the rounds of C- and S-phase ask for them. */
  private final class Models implements ImprovementPhases.Models<Fitted> {
    private final int iteration;
    private final List<Trajectory> trajectories;
    private final List<QuadraticCost> costs;

    Models(int iteration, List<Trajectory> trajectories, List<QuadraticCost> costs) {
      this.iteration = iteration;
      this.trajectories = trajectories;
      this.costs = costs;
    }

    @Override
    public GaussianPolicy network(Fitted fitted) {
      return fitted.network();
    }

    @Override
    public List<LocalProblem> problems(Fitted fitted, int rounds, double[] startEta) {
      double[] share = DoubleStream.of(steps.klPerStep()).map(kl -> kl / rounds).toArray();
      return models.problems(fitted, costs, share, startEta);
    }

    @Override
    public Fitted relinearize(Fitted fitted, int round, GaussianPolicy network) {
      return models.relinearize(iteration, round, fitted, trajectories, network);
    }
  }

  @Override
  public void write(BinaryOutput out) {
    models.write(out);
    steps.write(out);
    locals.write(out);
    out.putInt(last.isPresent() ? 1 : 0);
    last.ifPresent(outlook -> outlook.write(out));
    improvementPhases.write(out);
    policyPhase.write(out);
  }

  @Override
  public void read(BinaryInput in, int done) throws FormatException {
    models.read(in);
    steps.read(in);
    locals.read(in);
    if (in.getInt("outlook") != 0) {
      last = Optional.of(Outlook.read(in, starts.conditions()));
    }
    improvementPhases.read(in);
    policyPhase.read(in);
  }

  @Override
  public List<Trajectory> lastTrajectories() {
    return models.lastTrajectories();
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
