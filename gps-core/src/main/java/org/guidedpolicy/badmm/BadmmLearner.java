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
import org.guidedpolicy.gps.PolicyPhase;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ControllerFormat;
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
  private final ConditionConsensus consensus;

  /** q of each condition, which makes the next episodes; empty before the first. */
  private List<LinearGaussianController> locals = List.of();

  private StepMemory last = StepMemory.NONE;
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
        new ConditionConsensus(
            M, shop.spec().horizon(), shop.spec().actionDimension(), options.initialPolicyWeight());
    this.eta = DoubleStream.generate(() -> 1).limit(M).toArray();
  }

  @Override
  public Iteration next(TrainingProgress progress, PhaseRunner phases) {
    int iteration = progress.iterations() + 1;
    Optional<GaussianPolicy> policy = progress.policy().map(GaussianPolicy.class::cast);

    Rollouts rollouts = phases.run("episodes", () -> episodes(iteration));
    List<Trajectory> trajectories = rollouts.trajectories();
    List<List<Integer>> members = models.members(rollouts);
    ExecutedCosts executed = shop.executedCosts(trajectories);
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
        Fitted before = fitted;
        fitted =
            phases.run(
                "models", () -> models.relinearize(iteration, round, before, trajectories, fit));
        consensus.dualStep(options.dualRate(), q, disagreements(trajectories, members, q, fit));
        if (j == options.innerIterations()
            && options.weightRule() == Badmm.WeightRule.RELATIVE_TO_MEAN) {
          boolean newest = options.weightKl() == Badmm.WeightKl.NEWEST;
          consensus.adapt(disagreements(trajectories, members, newest ? q : old, fit));
        }
      }
      Fitted now = fitted;
      locals =
          phases.run(
              "controllers",
              () -> improve(now, costs, executed.spread(), old)); // C-phase, from old
    }
    last = StepMemory.of(references(fitted, costs), old, locals);
    return new Iteration(
        fitted.network(),
        trajectories.size(),
        executed.mean(),
        figures(trajectories, members, fitted));
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
          consensus.of(m).target(q.get(m), options.multiplierInTargets());
      for (int i : members.get(m)) {
        targets[i] = target;
        weights[i] = Arrays.copyOf(consensus.of(m).weights(), trajectories.get(i).steps());
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

  /** Of each condition. */
  private static List<Disagreement> disagreements(
      List<Trajectory> trajectories,
      List<List<Integer>> members,
      List<LinearGaussianController> q,
      GaussianPolicy network) {
    return IntStream.range(0, members.size())
        .mapToObj(
            m ->
                Disagreement.of(
                    q.get(m), network, members.get(m).stream().map(trajectories::get).toList()))
        .toList();
  }

  /** The C-phase: from the local policies that made the episodes, near the network at a price. */
  private List<LinearGaussianController> improve(
      Fitted fitted,
      List<QuadraticCost> costs,
      double costSpread,
      List<LinearGaussianController> old) {
    List<LinearGaussianController> q = new ArrayList<>(locals);
    List<LocalPolicy> improved = improved(fitted, costs, costSpread, old);
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

  private List<LocalPolicy> improved(
      Fitted fitted,
      List<QuadraticCost> costs,
      double costSpread,
      List<LinearGaussianController> old) {
    try {
      return controllerPhase.improve(problems(fitted, costs, old), costSpread);
    } catch (TrainingException | IllegalArgumentException e) {
      throw consensus
          .divergence(options.dualRate(), options.multiplierInTargets())
          .<RuntimeException>map(why -> new TrainingException("C-phase: " + why, e))
          .orElse(e);
    }
  }

  private List<LocalProblem> problems(
      Fitted fitted, List<QuadraticCost> costs, List<LinearGaussianController> old) {
    return references(fitted, costs).stream()
        .map(
            p -> {
              Consensus drawn = consensus.of(p.number());
              LocalProblem own =
                  options.multipliersFollowStates()
                      ? p.with(drawn.withNetworkTerm(p.cost(), p.reference()))
                      : p;
              return own.with(old.get(p.number()), drawn.around(p.reference()));
            })
        .toList();
  }

  private void adjustSteps(Fitted fitted, List<QuadraticCost> costs) {
    if (!last.isEmpty()) {
      last.adjust(steps, Lagrangian.of(references(fitted, costs), locals), this::value);
    }
  }

  private double value(int m, Lagrangian lagrangian) {
    return lagrangian.at(consensus.of(m), options.stepIncludesMultipliers());
  }

  /** Of each condition: its models, with the linearized network as reference. */
  private List<LocalProblem> references(Fitted fitted, List<QuadraticCost> costs) {
    return models.problems(fitted, costs, steps.klPerStep(), eta);
  }

  private List<Figure> figures(
      List<Trajectory> trajectories, List<List<Integer>> members, Fitted fitted) {
    List<Figure> all = new ArrayList<>(steps.figures(moved));
    all.addAll(consensus.figures(disagreements(trajectories, members, locals, fitted.network())));
    all.addAll(PolicyPhase.figures(fitted.network()));
    return all;
  }

  @Override
  public void write(BinaryOutput out) {
    models.write(out);
    steps.write(out);
    consensus.write(out);
    ControllerFormat.write(out, locals);
    out.putDoubles(eta);
    last.write(out);
    policyPhase.write(out);
  }

  @Override
  public void read(BinaryInput in, int done) throws FormatException {
    models.read(in);
    steps.read(in);
    consensus.read(in);
    locals = ControllerFormat.read(in);
    eta = in.getDoubles("dual variables", consensus.size());
    last =
        StepMemory.read(in, consensus.size(), shop.spec().horizon(), shop.spec().actionDimension());
    if (locals.size() != last.after().size()) {
      throw new FormatException(
          "has " + locals.size() + " local policies for " + consensus.size() + " conditions");
    }
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
}
