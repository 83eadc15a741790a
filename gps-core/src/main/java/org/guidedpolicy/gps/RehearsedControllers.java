package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.training.Figure;

/**
 * A C-phase that believes no linear model unseen. Each problem is solved with its fitted dynamics
 * and with the rehearsal's derivatives, within its KL bound and within smaller shares of it; the
 * solution that costs least when it is rehearsed is the local policy. Where none costs less than
 * the network does, the local policy is the linearized network: there the network is to stay as it
 * is.
 *
 * <p>So the bound only says how far a step may lead at most, and no number says how far models can
 * be trusted. A problem costs at most 8 solutions and 9 rehearsed episodes: once a shorter step is
 * worse than a longer one that helped, still shorter ones are not tried. One thread; the work is
 * shared over the pool.
 */
final class RehearsedControllers {
  /** Of the KL bound, from what it allows to what is hardly a step. */
  private static final double[] SHARES = {1, 1.0 / 4, 1.0 / 16, 1.0 / 64};

  /** A smaller gain, as a share of the cost, is none. */
  private static final double LITTLE = 1e-3;

  /** A larger gain, as a share of the cost, is all that one could wish. */
  private static final double MUCH = 0.1;

  private final ControllerPhase controllerPhase;
  private final Rehearsal rehearsal;
  private final WorkPool pool;

  RehearsedControllers(ControllerPhase controllerPhase, Rehearsal rehearsal, WorkPool pool) {
    this.controllerPhase = controllerPhase;
    this.rehearsal = rehearsal;
    this.pool = pool;
  }

  /**
   * What was chosen.
   *
   * @param locals one for each problem, in order
   * @param moved how many of them are not the linearized network
   * @param gain by how much they cost less than the network, rehearsed, on average
   * @param before what the network costs, rehearsed, on average where that is finite
   */
  record Outcome(List<LocalPolicy> locals, int moved, double gain, double before) {
    /** Whether next to nothing is to be gained from these starts. */
    boolean isExhausted() {
      return gain <= LITTLE * Math.abs(before);
    }

    /** How much is to be gained, 0 to 1: from a tenth of the cost on, all that one could wish. */
    double promise() {
      return gain > 0 ? Math.min(1, gain / (MUCH * Math.abs(before))) : 0;
    }

    List<Figure> figures() {
      String group = "rehearsal";
      return List.of(
          new Figure(
              group,
              "moved",
              (double) moved / locals.size(),
              "",
              "Share of the local policies that cost less than the network in the learned dynamics;"
                  + " where the others start, the network stays as it is. Near 0: nothing more is"
                  + " to be gained from these starts."),
          new Figure(
              group,
              "gain",
              gain,
              "",
              "By how much the local policies cost less than the network in the learned dynamics,"
                  + " on average."));
    }
  }

  /**
   * @param problems with the dynamics that were fitted to episodes
   * @param costSpread as for {@link ControllerPhase#improve}
   */
  Outcome improve(List<LocalProblem> problems, double costSpread) {
    int M = problems.size();
    double[] before = new double[M];
    LinearGaussianDynamics[] derivatives = new LinearGaussianDynamics[M];
    pool.forEach(
        M,
        i -> {
          before[i] = rehearsal.networkCost(problems.get(i));
          derivatives[i] = rehearsal.derivatives(problems.get(i));
        });
    LocalPolicy[] best = new LocalPolicy[M];
    double[] least = before.clone();
    Arrays.setAll(best, i -> staying(problems.get(i), before[i]));
    BitSet open = new BitSet();
    open.set(0, M);
    for (double share : SHARES) {
      double[] last = least.clone();
      keepBetter(of(problems, open, share), costSpread, best, least);
      keepBetter(of(differentiated(problems, derivatives), open, share), costSpread, best, least);
      for (int i = 0; i < M; i++) {
        if (last[i] < before[i] && least[i] == last[i]) {
          open.clear(i); // shorter steps gain less from here on
        }
      }
    }
    int moved = (int) IntStream.range(0, M).filter(i -> least[i] < before[i]).count();
    double gain =
        DoubleStream.of(IntStream.range(0, M).mapToDouble(i -> gain(before[i], least[i])).toArray())
            .average()
            .orElseThrow();
    double cost =
        DoubleStream.of(before).filter(c -> c < Double.POSITIVE_INFINITY).average().orElse(0);
    return new Outcome(List.of(best), moved, gain, cost);
  }

  /** By how much the cost fell; 0 where the network's was infinite. */
  private static double gain(double before, double least) {
    return before < Double.POSITIVE_INFINITY ? before - least : 0;
  }

  private static LocalPolicy staying(LocalProblem problem, double cost) {
    return new LocalPolicy(problem, problem.reference(), problem.startEta(), 0, cost);
  }

  private static List<LocalProblem> of(List<LocalProblem> problems, BitSet open, double share) {
    return open.stream()
        .mapToObj(i -> problems.get(i).within(share * problems.get(i).klBound()))
        .toList();
  }

  private static List<LocalProblem> differentiated(
      List<LocalProblem> problems, LinearGaussianDynamics[] derivatives) {
    List<LocalProblem> result = new ArrayList<>();
    for (int i = 0; i < derivatives.length; i++) {
      result.add(problems.get(i).with(derivatives[i]));
    }
    return result;
  }

  private void keepBetter(
      List<LocalProblem> candidates, double costSpread, LocalPolicy[] best, double[] least) {
    List<LocalPolicy> solved = controllerPhase.solvable(candidates, costSpread);
    double[] cost = new double[solved.size()];
    pool.forEach(
        cost.length,
        i -> {
          LocalPolicy local = solved.get(i);
          cost[i] = rehearsal.cost(local.problem(), local.controller());
        });
    for (int i = 0; i < cost.length; i++) {
      int at = solved.get(i).problem().number();
      if (cost[i] < least[at]) {
        least[at] = cost[i];
        best[at] = solved.get(i);
      }
    }
  }
}
