package org.guidedpolicy.badmm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.lqr.ExpectedCost;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.SecondReference;
import org.guidedpolicy.lqr.TrajectoryDistribution;

/**
 * The parts of a local policy's Lagrangian under fitted models, kept apart because the step rule
 * compares those of different iterations at equal weights: E[c] + sum_t nu_t KL_t + lambda_t^T g_t.
 *
 * @param cost expected, summed over steps
 * @param kl expected KL(q || pibar) of each step, T entries
 * @param gap expected difference of pibar's and q's mean action, T x dU
 */
record Lagrangian(double cost, double[] kl, double[] gap) {

  /**
   * Of each condition, around its problem's reference.
   *
   * @param problems of all conditions
   * @param q the local policies, by condition
   */
  static List<Lagrangian> of(List<LocalProblem> problems, List<LinearGaussianController> q) {
    return problems.stream().map(p -> of(p, p.reference(), q.get(p.number()))).toList();
  }

  /**
   * @param problem whose models, cost and second reference are used
   * @param q the local policy
   */
  static Lagrangian of(
      LocalProblem problem, LinearGaussianController pibar, LinearGaussianController q) {
    TrajectoryDistribution p = TrajectoryDistribution.of(problem.dynamics(), problem.start(), q);
    int T = q.horizon();
    int dU = q.actionDimension();
    double[] ones = new double[T];
    Arrays.fill(ones, 1);
    double[] gap = new double[T * dU];
    for (int j = 0; j < dU; j++) {
      double[] unit = new double[T * dU];
      for (int t = 0; t < T; t++) {
        unit[t * dU + j] = 1;
      }
      double[] entry = SecondReference.of(pibar, ones, unit).multiplierTerm(p);
      for (int t = 0; t < T; t++) {
        gap[t * dU + j] = entry[t];
      }
    }
    return new Lagrangian(
        ExpectedCost.total(p, problem.cost()),
        SecondReference.of(pibar, ones).weightedKl(p, q),
        gap);
  }

  /**
   * Its value.
   *
   * @param withMultipliers whether lambda's term is a part of it
   */
  double at(Consensus consensus, boolean withMultipliers) {
    double[] nu = consensus.weights();
    double[] lambda = consensus.multipliers();
    double penalties = IntStream.range(0, kl.length).mapToDouble(t -> nu[t] * kl[t]).sum();
    double disagreement = IntStream.range(0, gap.length).mapToDouble(i -> lambda[i] * gap[i]).sum();
    return cost + penalties + (withMultipliers ? disagreement : 0);
  }

  void write(BinaryOutput out) {
    out.putDouble(cost).putDoubles(kl).putDoubles(gap);
  }

  static List<Lagrangian> read(BinaryInput in, int count, int T, int dU) throws FormatException {
    List<Lagrangian> all = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      all.add(read(in, T, dU));
    }
    return all;
  }

  static Lagrangian read(BinaryInput in, int T, int dU) throws FormatException {
    return new Lagrangian(
        in.getDouble("cost"),
        in.getDoubles("divergences", T),
        in.getDoubles("disagreement", (long) T * dU));
  }
}
