package org.guidedpolicy.cost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Looks for mistakes in a cost before training does: at states of recorded episodes its derivatives
 * are compared with finite differences of its value; between them it is searched for jumps, and for
 * a slope anywhere at all. Each kind of mistake is reported once, where it is first met. Of
 * derivatives that account for entries which move together the partial ones are compared, see
 * {@link CostFunction#withPartialDerivatives}.
 */
public final class CostChecks {
  /** Disagreement with finite differences, relative to the largest entry, that counts. */
  private static final double TOLERANCE = 1e-3;

  /** Disagreement that the finite differences' own error may explain, times this, does not. */
  private static final double TRUST = 10;

  /** Of the value, in units of its last place, that a second difference may consist of. */
  private static final double ROUNDINGS = 8;

  private static final double STEP = 1e-4;
  private static final int POINTS = 60;

  private final CostFunction cost;
  private final DataScales scales;
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Kind> seen = EnumSet.noneOf(Kind.class);

  /** Steps whose derivatives are finite, and those of them with a slope by the state. */
  private int looked;

  private int sloping;

  private CostChecks(CostFunction cost, DataScales scales) {
    this.cost = cost;
    this.scales = scales;
  }

  /**
   * Checks a cost at about 60 steps of the episodes, evenly spread, the first and last step of each
   * episode among them where there are few episodes.
   *
   * @param episodes for instance of random actions
   * @return what was found, the worst first; empty if nothing
   */
  public static List<Finding> check(CostFunction cost, List<Trajectory> episodes) {
    if (episodes.isEmpty()) {
      return List.of();
    }
    CostChecks checks = new CostChecks(cost.withPartialDerivatives(), DataScales.of(episodes));
    int perEpisode = Math.max(2, POINTS / Math.max(1, episodes.size()));
    for (int m = 0; m < episodes.size(); m++) {
      Trajectory episode = episodes.get(m);
      int T = episode.horizon();
      int L = episode.steps();
      int points = Math.min(L, perEpisode);
      for (int n = 0; n < points; n++) {
        int t = points == 1 ? 0 : (int) ((long) n * (L - 1) / (points - 1));
        checks.checkAt(m, t, T, episode.state(t), episode.action(t));
      }
    }
    checks.checkSlope();
    checks.checkJumps(episodes);
    checks.findings.sort((a, b) -> a.severity().compareTo(b.severity()));
    return List.copyOf(checks.findings);
  }

  private void checkAt(int episode, int t, int T, double[] x, double[] u) {
    String where = " (episode " + episode + ", step " + t + ")";
    CostDerivatives own = new CostDerivatives(x.length, u.length, scales);
    CostDerivatives coarse = new CostDerivatives(x.length, u.length, scales);
    CostDerivatives fine = new CostDerivatives(x.length, u.length, scales);
    double value;
    try {
      double[] givenX = x.clone();
      double[] givenU = u.clone();
      value = cost.value(t, T, givenX, givenU);
      cost.addDerivatives(t, T, givenX, givenU, own);
      if (!Arrays.equals(x, givenX) || !Arrays.equals(u, givenU)) {
        add(
            Kind.COST_FAILS,
            Severity.ERROR,
            "the cost changes the state or action it is given" + where);
        return;
      }
      FiniteDifferenceCost.of(cost, STEP).addDerivatives(t, T, x, u, coarse);
      FiniteDifferenceCost.of(cost, STEP / 2).addDerivatives(t, T, x, u, fine);
    } catch (RuntimeException e) {
      add(Kind.COST_FAILS, Severity.ERROR, "the cost fails: " + e + where);
      return;
    }
    if (checkFinite(own, value, where)) {
      looked++;
      sloping += Arrays.stream(own.gradient, 0, own.dX).anyMatch(g -> g != 0) ? 1 : 0;
      checkValue(own, value, where);
      checkGradient(own, coarse, fine, where);
      checkHessian(own, coarse, fine, where);
    }
  }

  private void checkSlope() {
    if (looked > 0 && sloping == 0) {
      add(
          Kind.COST_FLAT,
          Severity.WARNING,
          "the cost's gradient by the state is 0 at all "
              + looked
              + " steps that were looked at: training is not told where it gets better; let the cost"
              + " grow with the distance from what is wanted");
    }
  }

  private void checkJumps(List<Trajectory> episodes) {
    if (!seen.contains(Kind.COST_FAILS)) {
      CostJump.largest(cost, episodes)
          .ifPresent(
              jump ->
                  add(
                      Kind.COST_JUMPS,
                      Severity.WARNING,
                      "the cost jumps by "
                          + jump.size()
                          + " between two states or actions next to each other (episode "
                          + jump.episode()
                          + ", from step "
                          + jump.step()
                          + " to the next): its derivatives do not show it, so training does not see"
                          + " it; use a smooth barrier"));
    }
  }

  private boolean checkFinite(CostDerivatives own, double value, String where) {
    boolean finite =
        Double.isFinite(value)
            && Double.isFinite(own.value)
            && Arrays.stream(own.gradient).allMatch(Double::isFinite)
            && Arrays.stream(own.hessian).allMatch(Double::isFinite);
    if (!finite) {
      String what =
          Double.isFinite(value) && Double.isFinite(own.value) ? "a derivative" : "the value";
      add(Kind.COST_FAILS, Severity.ERROR, what + " of the cost is not finite" + where);
    }
    return finite;
  }

  private void checkValue(CostDerivatives own, double value, String where) {
    if (Math.abs(own.value - value) > 1e-9 * Math.max(1, Math.abs(value))) {
      add(
          Kind.COST_GRADIENT,
          Severity.ERROR,
          "the cost's addDerivatives adds the value "
              + own.value
              + ", value returns "
              + value
              + where);
    }
  }

  private void checkGradient(
      CostDerivatives own, CostDerivatives coarse, CostDerivatives fine, String where) {
    double[] kinks = new double[own.dZ];
    Arrays.setAll(kinks, i -> 0.5 * STEP * scales.scale(i) * Math.abs(fine.hessian(i, i)));
    int i = firstDisagreement(own.gradient, coarse.gradient, fine.gradient, kinks);
    if (i >= 0) {
      add(
          Kind.COST_GRADIENT,
          Severity.ERROR,
          "the cost's gradient by "
              + own.entryName(i)
              + " is "
              + own.gradient[i]
              + ", finite differences of its value give "
              + fine.gradient[i]
              + where);
    }
  }

  /** What rounding of the value does to its second difference. */
  private double rounding(double value, int i, int j) {
    double fineStep = 0.5 * STEP;
    return ROUNDINGS * Math.ulp(value) / (fineStep * scales.scale(i) * fineStep * scales.scale(j));
  }

  private void checkHessian(
      CostDerivatives own, CostDerivatives coarse, CostDerivatives fine, String where) {
    for (int i = 0; i < own.dZ; i++) {
      for (int j = 0; j < i; j++) {
        double off = Math.abs(own.hessian(i, j) - own.hessian(j, i));
        if (off > 1e-9 * (Math.abs(own.hessian(i, j)) + Math.abs(own.hessian(j, i)))) {
          add(
              Kind.COST_HESSIAN,
              Severity.ERROR,
              "the cost's Hessian by "
                  + own.entryName(i)
                  + " and "
                  + own.entryName(j)
                  + " is "
                  + own.hessian(i, j)
                  + " one way round and "
                  + own.hessian(j, i)
                  + " the other; add both"
                  + where);
          return;
        }
      }
    }
    double[] rounding = new double[own.hessian.length];
    Arrays.setAll(rounding, k -> rounding(own.value, k / own.dZ, k % own.dZ));
    int k = firstDisagreement(own.hessian, coarse.hessian, fine.hessian, rounding);
    if (k >= 0) {
      boolean larger = isLarger(own, fine);
      add(
          Kind.COST_HESSIAN,
          larger ? Severity.NOTE : Severity.ERROR,
          "the cost's Hessian by "
              + own.entryName(k / own.dZ)
              + " and "
              + own.entryName(k % own.dZ)
              + " is "
              + own.hessian[k]
              + ", finite differences of its value give "
              + fine.hessian[k]
              + (larger ? "; fine if it is meant to be an upper bound" : "")
              + where);
    }
  }

  /**
   * The first entry that finite differences contradict, or -1.
   *
   * @param known what rounding explains, or a kink at this very point: half the change of slope
   */
  private static int firstDisagreement(
      double[] own, double[] coarse, double[] fine, double[] known) {
    double scale = 1e-6;
    for (int i = 0; i < own.length; i++) {
      scale = Math.max(scale, Math.max(Math.abs(own[i]), Math.abs(fine[i])));
    }
    for (int i = 0; i < own.length; i++) {
      double doubt = TRUST * Math.abs(coarse[i] - fine[i]) + known[i];
      if (Math.abs(own[i] - fine[i]) > TOLERANCE * scale + doubt) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the own Hessian exceeds the other by a positive semidefinite matrix. */
  private static boolean isLarger(CostDerivatives own, CostDerivatives other) {
    DMatrixRMaj difference = new DMatrixRMaj(own.dZ, own.dZ);
    double scale = 0;
    for (int k = 0; k < difference.data.length; k++) {
      difference.data[k] = own.hessian[k] - other.hessian[k];
      scale = Math.max(scale, Math.abs(own.hessian[k]));
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(own.dZ, false, true);
    if (!eigen.decompose(difference)) {
      return false;
    }
    for (int i = 0; i < own.dZ; i++) {
      if (eigen.getEigenvalue(i).getReal() < -TOLERANCE * scale) {
        return false;
      }
    }
    return true;
  }

  private void add(Kind kind, Severity severity, String message) {
    if (seen.add(kind)) {
      findings.add(new Finding(kind, severity, message));
    }
  }
}
