package org.guidedpolicy.mirror;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.ConditionModels;
import org.guidedpolicy.gps.ConditionModels.Fitted;
import org.guidedpolicy.gps.ConditionSteps;
import org.guidedpolicy.gps.ControllerPhase;
import org.guidedpolicy.gps.ImprovementPhases;
import org.guidedpolicy.gps.ImprovementPhases.Improvement;
import org.guidedpolicy.gps.LocalPolicy;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.gps.MemoryFormat;
import org.guidedpolicy.gps.PolicyPhase;
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

  /** q of each condition, or of each of its samples; empty before the first iteration. */
  private List<LinearGaussianController> locals = List.of();

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
        new ImprovementPhases(options.policy().rounds(), controllerPhase, policyPhase);
  }

  /**
   * Costs of each condition in an iteration k, for the step rule of the next.
   *
   * @param executed mean of the episodes
   * @param network expected by the models of k for the network's linearization of k
   * @param local expected by the models of k for the local policy made in k-1
   * @param predicted expected by the models of k for the local policy made in k
   */
  private record Outlook(double[] executed, double[] network, double[] local, double[] predicted) {
    double[] by(MirrorDescent.StepRule rule) {
      return switch (rule) {
        case LOCAL -> local;
        case GLOBAL, FIXED -> network;
        case SAMPLED -> executed;
      };
    }
  }

  @Override
  public Iteration next(TrainingProgress progress, PhaseRunner phases) {
    int iteration = progress.iterations() + 1;
    Optional<GaussianPolicy> policy = progress.policy().map(GaussianPolicy.class::cast);

    Rollouts rollouts = phases.run("episodes", () -> episodes(iteration, policy)); // line 2
    List<Trajectory> trajectories = rollouts.trajectories();
    List<List<Integer>> members = models.members(rollouts);
    double[] executed = shop.executedCosts(trajectories);
    if (options.sampling() == MirrorDescent.Sampling.ON_POLICY) {
      progress.judge(mean(executed));
    }
    GaussianPolicy network =
        policy.orElseGet(() -> phases.run("imitation", () -> imitation(trajectories, members)));
    List<QuadraticCost> costs = phases.run("costs", () -> shop.expandedCosts(trajectories));
    Fitted fitted = // line 3
        phases.run("models", () -> models.fit(iteration, trajectories, members, network));
    Outlook before = adjustSteps(fitted, members, costs, executed); // line 6, from iteration 2 on

    Improvement improvement = // lines 4 and 5
        improvementPhases.run(
            trajectories,
            models.problems(members),
            new Models(iteration, trajectories, costs),
            fitted,
            phases);
    remember(improvement, members, before);
    GaussianPolicy next = improvement.fit().policy();
    return new Iteration(next, trajectories.size(), mean(executed), figures(improvement, next));
  }

  private Rollouts episodes(int iteration, Optional<GaussianPolicy> policy) {
    ExplorationNoise noise = new ExplorationNoise(options.noiseWidth(), options.minNoiseScale());
    if (policy.isEmpty()) {
      ExplorationNoise smooth = ExplorationNoise.smooth(options.noiseWidth());
      return shop.episodes().collect(iteration, starts, new Behaviour.Initial(smooth));
    }
    return shop.episodes()
        .collect(
            iteration,
            starts,
            switch (options.sampling()) {
              case ON_POLICY -> new Behaviour.Exploring(policy.get(), noise);
              case OFF_POLICY -> following().withNoise(noise);
            });
  }

  private Behaviour.Following following() {
    return switch (options.expansion()) {
      case AVERAGED -> Behaviour.Following.conditions(locals);
      case PER_SAMPLE -> Behaviour.Following.episodes(locals);
    };
  }

  /** The first network imitates the controllers that made the trajectories. */
  private GaussianPolicy imitation(List<Trajectory> trajectories, List<List<Integer>> members) {
    List<LinearGaussianController> initial =
        trajectories.stream().map(t -> shop.initialController().along(shop.spec(), t)).toList();
    locals =
        switch (options.expansion()) {
          case AVERAGED -> members.stream().map(all -> initial.get(all.get(0))).toList();
          case PER_SAMPLE -> bySample(initial, members);
        };
    return policyPhase.imitate(trajectories, initial).policy();
  }

  /** One for each episode of a batch: those that were left out get one of their condition's. */
  private List<LinearGaussianController> bySample(
      List<LinearGaussianController> each, List<List<Integer>> members) {
    return IntStream.range(0, starts.episodes())
        .mapToObj(
            i -> {
              List<Integer> own = members.get(starts.condition(i));
              return each.get(own.get(i % starts.each() % own.size()));
            })
        .toList();
  }

  /** The local policy that each problem's trajectories followed, or would have. */
  private List<LinearGaussianController> localsOf(List<LocalProblem> problems) {
    return problems.stream().map(p -> locals.get(Math.min(p.number(), locals.size() - 1))).toList();
  }

  private Outlook adjustSteps(
      Fitted fitted, List<List<Integer>> members, List<QuadraticCost> costs, double[] executed) {
    List<LocalProblem> problems =
        models.problems(fitted, costs, steps.klPerStep(), new double[models.problems(members)]);
    double[] network = controllerPhase.expectedCosts(problems, executed);
    double[] local = controllerPhase.expectedCostsOf(problems, localsOf(problems));
    Outlook now =
        new Outlook(
            ConditionModels.perTrajectory(members, executed),
            models.perCondition(members, network),
            models.perCondition(members, local),
            new double[0]);
    if (options.stepRule() != MirrorDescent.StepRule.FIXED) {
      last.ifPresent(
          before -> {
            double[] old = before.by(options.stepRule());
            steps.follow(
                difference(old, before.predicted), difference(old, now.by(options.stepRule())));
          });
    }
    return now;
  }

  private void remember(Improvement improvement, List<List<Integer>> members, Outlook now) {
    double[] predicted = new double[models.problems(members)];
    LinearGaussianController[] q = new LinearGaussianController[predicted.length];
    for (LocalPolicy solved : improvement.locals()) {
      predicted[solved.problem().number()] = solved.predictedCost();
      q[solved.problem().number()] = solved.controller();
    }
    for (int i = 0; i < q.length; i++) {
      if (q[i] == null) { // no solution: the last local policy stays, and nothing is predicted
        q[i] = locals.get(Math.min(i, locals.size() - 1));
        predicted[i] = Double.NaN;
      }
    }
    locals =
        options.expansion() == ConditionModels.Expansion.AVERAGED
            ? List.of(q)
            : bySample(List.of(q), members);
    last =
        Optional.of(
            new Outlook(
                now.executed, now.network, now.local, models.perCondition(members, predicted)));
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

  private List<Figure> figures(Improvement improvement, GaussianPolicy next) {
    List<Figure> all = new ArrayList<>();
    all.addAll(steps.figures(improvement.meanKl() / shop.spec().horizon()));
    all.addAll(improvement.figures());
    all.addAll(PolicyPhase.figures(next));
    return all;
  }

  @Override
  public void write(BinaryOutput out) {
    models.write(out);
    steps.write(out);
    MemoryFormat.writeControllers(out, locals);
    out.putInt(last.isPresent() ? 1 : 0);
    last.ifPresent(
        o ->
            out.putDoubles(o.executed)
                .putDoubles(o.network)
                .putDoubles(o.local)
                .putDoubles(o.predicted));
    improvementPhases.write(out);
    policyPhase.write(out);
  }

  @Override
  public void read(BinaryInput in, int done) throws FormatException {
    models.read(in);
    steps.read(in);
    locals = MemoryFormat.readControllers(in);
    if (in.getInt("outlook") != 0) {
      int M = starts.conditions();
      last =
          Optional.of(
              new Outlook(
                  in.getDoubles("executed costs", M),
                  in.getDoubles("networks' costs", M),
                  in.getDoubles("local policies' costs", M),
                  in.getDoubles("predicted costs", M)));
    }
    improvementPhases.read(in);
    policyPhase.read(in);
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

  private static double[] difference(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(m -> a[m] - b[m]).toArray();
  }

  private static double mean(double[] values) {
    return DoubleStream.of(values).average().orElseThrow();
  }
}
