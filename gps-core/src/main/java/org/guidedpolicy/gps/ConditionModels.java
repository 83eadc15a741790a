package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.guidedpolicy.cluster.ClusterModel;
import org.guidedpolicy.cluster.GivenGroups;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Seeds;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.Workshop;

/**
 * Models of episodes that started in given conditions, one for each condition [MD]: its initial
 * states, dynamics and linearized network. Remembers earlier trajectories. One thread.
 */
public final class ConditionModels {

  /** What the mixtures are fitted to that serve as priors. */
  public enum Priors {
    /** The trajectories of all conditions: one mixture with more points. */
    SHARED,
    /** Each condition's own, as in the authors' code. */
    PER_CONDITION
  }

  private final Workshop shop;
  private final Starts.Conditions starts;
  private final Priors priors;
  private final Expansion expansion;

  /** One, or one for each condition. */
  private final List<ModelPhase> phases;

  public ConditionModels(
      Workshop shop,
      Starts.Conditions starts,
      ModelOptions options,
      Priors priors,
      Expansion expansion) {
    this.shop = shop;
    this.starts = starts;
    this.priors = priors;
    this.expansion = expansion;
    long seed = shop.options().seed();
    this.phases =
        priors == Priors.SHARED
            ? List.of(phase(shop, options, seed))
            : IntStream.range(0, starts.conditions())
                .mapToObj(m -> phase(shop, options, Seeds.of(seed, m, Seeds.Use.MODELS)))
                .toList();
  }

  private static ModelPhase phase(Workshop shop, ModelOptions options, long seed) {
    return new ModelPhase(shop.spec(), options, seed, shop.pool(), shop.fallbacks());
  }

  /**
   * Models of an iteration's trajectories.
   *
   * @param parts of all conditions together, or of each
   * @param trajectories the iteration's
   * @param members of each condition, among the trajectories
   * @param network that the models linearize
   */
  public record Fitted(
      List<ModelPhase.Models> parts,
      List<Trajectory> trajectories,
      List<List<Integer>> members,
      GaussianPolicy network) {

    /** The model of condition m. */
    public ClusterModel of(int m) {
      return parts.size() == 1 ? parts.get(0).models().get(m) : parts.get(m).models().get(0);
    }
  }

  /**
   * The trajectories of each condition, by their places in the batch's result.
   *
   * @throws TrainingException if a condition has less than two
   */
  public List<List<Integer>> members(RolloutCollector.Rollouts rollouts) {
    int[] numbers = rollouts.numbers();
    List<List<Integer>> members = new ArrayList<>();
    for (int m = 0; m < starts.conditions(); m++) {
      int condition = m;
      members.add(
          IntStream.range(0, numbers.length)
              .filter(i -> starts.condition(numbers[i]) == condition)
              .boxed()
              .toList());
      if (members.get(m).size() < 2) {
        throw new TrainingException(
            "condition "
                + m
                + " has "
                + members.get(m).size()
                + " episodes left, its models need at least 2; allow more failures");
      }
    }
    return members;
  }

  /** Fits the models of an iteration. */
  public Fitted fit(
      int iteration,
      List<Trajectory> trajectories,
      List<List<Integer>> members,
      GaussianPolicy network) {
    List<ModelPhase.Models> parts = new ArrayList<>();
    for (int p = 0; p < phases.size(); p++) {
      List<Trajectory> own = part(p, trajectories, members);
      GivenGroups groups =
          GivenGroups.of(priors == Priors.SHARED ? conditions(members) : new int[own.size()]);
      parts.add(phases.get(p).fit(iteration, own, network, groups, groupsOf(members)));
      phases.get(p).remember(own);
    }
    return new Fitted(List.copyOf(parts), trajectories, members, network);
  }

  private int groupsOf(List<List<Integer>> members) {
    return priors == Priors.SHARED ? members.size() : 1;
  }

  /** The trajectories of a part. */
  private List<Trajectory> part(int p, List<Trajectory> trajectories, List<List<Integer>> members) {
    return priors == Priors.SHARED
        ? trajectories
        : members.get(p).stream().map(trajectories::get).toList();
  }

  /** The condition of each trajectory. */
  private static int[] conditions(List<List<Integer>> members) {
    int[] conditions = new int[members.stream().mapToInt(List::size).sum()];
    for (int m = 0; m < members.size(); m++) {
      for (int i : members.get(m)) {
        conditions[i] = m;
      }
    }
    return conditions;
  }

  /** Those of the last fit, of all conditions, if they are remembered; else none. */
  public List<Trajectory> lastTrajectories() {
    return phases.stream().flatMap(phase -> phase.lastTrajectories().stream()).toList();
  }

  /**
   * The same models with another network, linearized at the same states.
   *
   * @param round 1, 2, ... within the iteration
   */
  public Fitted relinearize(
      int iteration,
      int round,
      Fitted fitted,
      List<Trajectory> trajectories,
      GaussianPolicy network) {
    List<ModelPhase.Models> parts = new ArrayList<>();
    for (int p = 0; p < phases.size(); p++) {
      List<Trajectory> own = part(p, trajectories, fitted.members);
      parts.add(phases.get(p).relinearize(iteration, round, fitted.parts.get(p), own, network));
    }
    return new Fitted(List.copyOf(parts), trajectories, fitted.members, network);
  }

  /** How many local policies an iteration has. */
  public int problems(List<List<Integer>> members) {
    return expansion == Expansion.AVERAGED
        ? members.size()
        : members.stream().mapToInt(List::size).sum();
  }

  /**
   * The C-phase's problems, each with the linearized network as its reference.
   *
   * @param costs around each trajectory
   * @param klPerStep of each condition
   * @param startEta of each problem
   */
  public List<LocalProblem> problems(
      Fitted fitted, List<QuadraticCost> costs, double[] klPerStep, double[] startEta) {
    LocalProblem[] problems = new LocalProblem[problems(fitted.members)];
    for (int m = 0; m < fitted.members.size(); m++) {
      List<Integer> members = fitted.members.get(m);
      if (expansion == Expansion.AVERAGED) {
        QuadraticCost mean = CostAverage.of(members.stream().map(costs::get).toList());
        double klBound = klPerStep[m] * EarlyEnds.meanSteps(fitted.trajectories, members);
        problems[m] = problem(m, members, fitted.of(m), mean, klBound, startEta[m]);
      } else {
        for (int i : members) {
          double klBound = klPerStep[m] * fitted.trajectories.get(i).steps();
          problems[i] = problem(i, List.of(i), fitted.of(m), costs.get(i), klBound, startEta[i]);
        }
      }
    }
    return Arrays.asList(problems);
  }

  private static LocalProblem problem(
      int number,
      List<Integer> trajectories,
      ClusterModel model,
      QuadraticCost cost,
      double klBound,
      double startEta) {
    return new LocalProblem(
        number,
        trajectories,
        model.initial(),
        model.dynamics(),
        cost,
        model.policy(),
        klBound,
        startEta,
        Optional.empty());
  }

  /** The mean over each condition's problems of a figure of each problem. */
  public double[] perCondition(List<List<Integer>> members, double[] figures) {
    return expansion == Expansion.AVERAGED ? figures.clone() : perTrajectory(members, figures);
  }

  /** The mean over each condition's trajectories of a figure of each trajectory. */
  public static double[] perTrajectory(List<List<Integer>> members, double[] figures) {
    return members.stream()
        .mapToDouble(all -> all.stream().mapToDouble(i -> figures[i]).average().orElseThrow())
        .toArray();
  }

  /** Writes what the next fits depend on. */
  public void write(BinaryOutput out) {
    phases.forEach(phase -> phase.write(out));
  }

  /** Takes over what {@link #write} wrote. */
  public void read(BinaryInput in) throws FormatException {
    for (ModelPhase phase : phases) {
      phase.read(in);
    }
  }
}
