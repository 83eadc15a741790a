package org.guidedpolicy.badmm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.ConditionModels;
import org.guidedpolicy.gps.ConditionModels.Fitted;
import org.guidedpolicy.gps.ConditionSteps;
import org.guidedpolicy.gps.ControllerPhase;
import org.guidedpolicy.gps.EarlyEnds;
import org.guidedpolicy.gps.Expansion;
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
 * The iterations of BADMM-GPS [E2E, Sec. 4]: local policies make the episodes; then network, local
 * policies and multipliers take turns to minimize the Lagrangian. One thread runs it; the phases
 * share the work over the pool.
 */
final class BadmmLearner implements Learner {
  private final Badmm options;
  private final Workshop shop;
  private final Starts.Conditions starts;
  private final PolicyTrainer trainer;
  private final ConditionModels models;
  private final ConditionSteps steps;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private final List<Consensus> consensus;

  /** q of each condition, which makes the next episodes; empty before the first. */
  private List<LinearGaussianController> locals = List.of();

  /** Of each condition, under the last iteration's models: before its local policies and after. */
  private List<Lagrangian> before = List.of();

  private List<Lagrangian> after = List.of();
  private double[] eta;

  /** Mean over the last C-phase's local policies of KL(q || q_old), per step. */
  private double moved;

  BadmmLearner(Badmm options, Workshop shop) {
    this.options = options;
    this.shop = shop;
    if (!shop.recorded().isEmpty()) {
      throw new TrainingException(
          "learnFrom: badmm learns from episodes in its conditions, recorded ones do not say which"
              + " theirs was; leave learnFrom out, or train by reset-free");
    }
    this.starts = new Starts.Conditions(shop.episodes().conditions(), options.samples());
    int M = starts.conditions();
    this.trainer = shop.trainer();
    this.models =
        new ConditionModels(shop, starts, options.models(), options.priors(), Expansion.AVERAGED);
    this.steps =
        new ConditionSteps(
            M,
            options.klPerStep(),
            options.minMultiplier(),
            options.maxMultiplier(),
            false,
            shop.fallbacks());
    this.controllerPhase = new ControllerPhase(shop.spec(), shop.pool(), shop.fallbacks());
    this.policyPhase =
        new PolicyPhase(shop.spec(), options.policy(), trainer, shop.pool(), shop.fallbacks());
    this.consensus =
        IntStream.range(0, M)
            .mapToObj(
                m ->
                    new Consensus(
                        shop.spec().horizon(),
                        shop.spec().actionDimension(),
                        options.initialPolicyWeight()))
            .toList();
    this.eta = DoubleStream.generate(() -> 1).limit(M).toArray();
  }

  @Override
  public Iteration next(TrainingProgress progress, PhaseRunner phases) {
    int iteration = progress.iterations() + 1;
    Optional<GaussianPolicy> policy = progress.policy().map(GaussianPolicy.class::cast);

    Rollouts rollouts = phases.run("episodes", () -> episodes(iteration));
    List<Trajectory> trajectories = rollouts.trajectories();
    List<List<Integer>> members = models.members(rollouts);
    GaussianPolicy network =
        policy.orElseGet(() -> phases.run("imitation", () -> imitation(trajectories, members)));
    List<QuadraticCost> costs = phases.run("costs", () -> shop.expandedCosts(trajectories));
    Fitted fitted =
        phases.run("models", () -> models.fit(iteration, trajectories, members, network));
    adjustSteps(fitted, costs);

    List<LinearGaussianController> old = locals; // they made the episodes
    for (int j = 1; j <= options.innerIterations(); j++) {
      if (iteration > 1 || j > 1) {
        List<LinearGaussianController> q = locals;
        GaussianPolicy fit =
            phases.run("policy", () -> imitateTargets(trajectories, members, q)); // S-phase
        int round = j;
        Fitted last = fitted;
        fitted =
            phases.run(
                "models", () -> models.relinearize(iteration, round, last, trajectories, fit));
        dualStep(trajectories, members, q, fit);
        if (j == options.innerIterations()
            && options.weightRule() == Badmm.WeightRule.RELATIVE_TO_MEAN) {
          boolean newest = options.weightKl() == Badmm.WeightKl.NEWEST;
          adaptWeights(trajectories, members, newest ? q : old, fit);
        }
      }
      Fitted now = fitted;
      locals = phases.run("controllers", () -> improve(now, costs, old)); // C-phase, from old
    }
    remember(fitted, costs, old);
    double cost = DoubleStream.of(shop.executedCosts(trajectories)).average().orElseThrow();
    return new Iteration(
        fitted.network(), trajectories.size(), cost, figures(trajectories, members, fitted));
  }

  private Rollouts episodes(int iteration) {
    ExplorationNoise noise = ExplorationNoise.smooth(options.noiseWidth());
    return shop.episodes()
        .collect(
            iteration,
            starts,
            locals.isEmpty()
                ? new Behaviour.Initial(noise)
                : Behaviour.Following.conditions(locals).withNoise(noise));
  }

  /** The first network imitates the controllers that made the trajectories. */
  private GaussianPolicy imitation(List<Trajectory> trajectories, List<List<Integer>> members) {
    List<LinearGaussianController> initial =
        trajectories.stream().map(t -> shop.initialController().along(shop.spec(), t)).toList();
    locals = members.stream().map(all -> initial.get(all.get(0))).toList();
    return policyPhase.imitate(trajectories, initial).policy();
  }

  /** The S-phase: K x + k moved by the multipliers, of precision P and weight nu. */
  private GaussianPolicy imitateTargets(
      List<Trajectory> trajectories,
      List<List<Integer>> members,
      List<LinearGaussianController> q) {
    LinearGaussianController[] targets = new LinearGaussianController[trajectories.size()];
    double[][] weights = new double[trajectories.size()][];
    for (int m = 0; m < members.size(); m++) {
      LinearGaussianController target =
          consensus.get(m).target(q.get(m), options.multiplierInTargets());
      for (int i : members.get(m)) {
        targets[i] = target;
        weights[i] = Arrays.copyOf(consensus.get(m).weights(), trajectories.get(i).steps());
      }
    }
    return policyPhase
        .imitate(
            trajectories,
            List.of(targets),
            Stream.of(weights).flatMapToDouble(DoubleStream::of).toArray(),
            options.entropyPenalty())
        .policy();
  }

  private void dualStep(
      List<Trajectory> trajectories,
      List<List<Integer>> members,
      List<LinearGaussianController> q,
      GaussianPolicy network) {
    for (int m = 0; m < members.size(); m++) {
      Disagreement apart = disagreement(trajectories, members.get(m), q.get(m), network);
      consensus.get(m).dualStep(options.dualRate(), q.get(m), apart.gap());
    }
  }

  private void adaptWeights(
      List<Trajectory> trajectories,
      List<List<Integer>> members,
      List<LinearGaussianController> q,
      GaussianPolicy network) {
    for (int m = 0; m < members.size(); m++) {
      consensus.get(m).adapt(disagreement(trajectories, members.get(m), q.get(m), network).kl());
    }
  }

  private static Disagreement disagreement(
      List<Trajectory> trajectories,
      List<Integer> members,
      LinearGaussianController q,
      GaussianPolicy network) {
    return Disagreement.of(q, network, members.stream().map(trajectories::get).toList());
  }

  /** The C-phase: from the local policies that made the episodes, near the network at a price. */
  private List<LinearGaussianController> improve(
      Fitted fitted, List<QuadraticCost> costs, List<LinearGaussianController> old) {
    List<LinearGaussianController> q = new ArrayList<>(locals);
    List<LocalPolicy> improved = controllerPhase.improve(problems(fitted, costs, old));
    moved =
        improved.stream().mapToDouble(LocalPolicy::kl).average().orElseThrow()
            / EarlyEnds.meanSteps(fitted.trajectories());
    for (LocalPolicy solved : improved) {
      int m = solved.problem().number();
      q.set(m, solved.controller());
      eta[m] = solved.eta();
    }
    return List.copyOf(q);
  }

  private List<LocalProblem> problems(
      Fitted fitted, List<QuadraticCost> costs, List<LinearGaussianController> old) {
    return models.problems(fitted, costs, steps.klPerStep(), eta).stream()
        .map(p -> p.with(old.get(p.number()), consensus.get(p.number()).around(p.reference())))
        .toList();
  }

  private void adjustSteps(Fitted fitted, List<QuadraticCost> costs) {
    if (after.isEmpty()) {
      return;
    }
    double[] predicted = new double[consensus.size()];
    double[] actual = new double[consensus.size()];
    for (LocalProblem p : models.problems(fitted, costs, steps.klPerStep(), eta)) {
      int m = p.number();
      double old = value(m, before.get(m));
      predicted[m] = old - value(m, after.get(m));
      actual[m] = old - value(m, Lagrangian.of(p, p.reference(), locals.get(m)));
    }
    steps.follow(predicted, actual);
  }

  private double value(int m, Lagrangian lagrangian) {
    return lagrangian.at(consensus.get(m), options.stepIncludesMultipliers());
  }

  private void remember(
      Fitted fitted, List<QuadraticCost> costs, List<LinearGaussianController> old) {
    List<LocalProblem> problems = models.problems(fitted, costs, steps.klPerStep(), eta);
    before = lagrangians(problems, old);
    after = lagrangians(problems, locals);
  }

  private static List<Lagrangian> lagrangians(
      List<LocalProblem> problems, List<LinearGaussianController> q) {
    return problems.stream().map(p -> Lagrangian.of(p, p.reference(), q.get(p.number()))).toList();
  }

  private List<Figure> figures(
      List<Trajectory> trajectories, List<List<Integer>> members, Fitted fitted) {
    double kl =
        IntStream.range(0, members.size())
            .mapToDouble(
                m ->
                    disagreement(trajectories, members.get(m), locals.get(m), fitted.network())
                        .meanKl())
            .average()
            .orElseThrow();
    double[] nu = consensus.stream().flatMapToDouble(c -> DoubleStream.of(c.weights())).toArray();
    double[] lambda =
        consensus.stream().flatMapToDouble(c -> DoubleStream.of(c.multipliers())).toArray();
    String penalty = "Penalty on the divergence of local policies and network, nu.";
    List<Figure> all = new ArrayList<>(steps.figures(moved));
    all.add(
        new Figure(
            "KL from the network",
            "local policies",
            kl,
            "nats per step",
            "At the visited states: how far local policies and network disagree."));
    all.add(new Figure("policy weight", "max", max(nu), "", penalty));
    all.add(
        new Figure("policy weight", "min", DoubleStream.of(nu).min().orElseThrow(), "", penalty));
    all.add(
        new Figure(
            "multipliers",
            "largest",
            max(DoubleStream.of(lambda).map(Math::abs).toArray()),
            "",
            "Of the constraint that local policies and network agree, lambda."));
    all.addAll(PolicyPhase.figures(fitted.network()));
    return all;
  }

  private static double max(double[] values) {
    return DoubleStream.of(values).max().orElseThrow();
  }

  @Override
  public void write(BinaryOutput out) {
    models.write(out);
    steps.write(out);
    consensus.forEach(c -> c.write(out));
    MemoryFormat.writeControllers(out, locals);
    out.putDoubles(eta).putInt(after.size());
    before.forEach(lagrangian -> lagrangian.write(out));
    after.forEach(lagrangian -> lagrangian.write(out));
    policyPhase.write(out);
  }

  @Override
  public void read(BinaryInput in, int done) throws FormatException {
    models.read(in);
    steps.read(in);
    for (Consensus c : consensus) {
      c.read(in);
    }
    locals = MemoryFormat.readControllers(in);
    eta = in.getDoubles("dual variables", consensus.size());
    int known = in.getCount("Lagrangians", Double.BYTES);
    if (locals.size() != known || known != 0 && known != consensus.size()) {
      throw new FormatException(
          "has "
              + locals.size()
              + " local policies and "
              + known
              + " Lagrangians, the training needs "
              + consensus.size());
    }
    before = lagrangians(in, known);
    after = lagrangians(in, known);
    policyPhase.read(in);
  }

  private List<Lagrangian> lagrangians(BinaryInput in, int count) throws FormatException {
    List<Lagrangian> all = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      all.add(Lagrangian.read(in, shop.spec().horizon(), shop.spec().actionDimension()));
    }
    return List.copyOf(all);
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
}
