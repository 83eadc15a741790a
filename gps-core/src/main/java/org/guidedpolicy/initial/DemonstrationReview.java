package org.guidedpolicy.initial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Whether a controller from demonstrations would stay near them, found out from the recordings
 * alone. Each demonstration is left out in turn: the controller of the others acts where it
 * started, in linear dynamics x' = A_t x + B_t u + c_t regressed on all demonstrations around each
 * step. How far that leads from what was recorded is compared with the demonstrations' own spread.
 * One thread.
 */
final class DemonstrationReview {
  private static final int MIN_DEMONSTRATIONS = 3;
  private static final int NEIGHBOURS = 2;
  private static final double RIDGE = 1e-6;

  /** Of the demonstrations' spread: farther than this is not near them. */
  private static final double NEAR = 1;

  /** Relative to an entry's size, what counts as constant. */
  private static final double CONSTANT = 1e-9;

  private final List<Trajectory> demonstrations;
  private final EnvironmentSpec spec;
  private final int T;
  private final int dX;
  private final int dU;
  private final double[] spread;

  DemonstrationReview(List<Trajectory> demonstrations, EnvironmentSpec spec) {
    this.demonstrations = demonstrations;
    this.spec = spec;
    this.T = spec.horizon();
    this.dX = spec.stateDimension();
    this.dU = spec.actionDimension();
    this.spread = IntStream.range(0, dX).mapToDouble(this::spread).toArray();
  }

  /** Makes the controller of some of the demonstrations. */
  interface Fit {
    LinearGaussianController of(List<Trajectory> some, double[] x1);
  }

  /** A sentence for each reason to doubt; empty if there is none. */
  List<String> doubts(Fit fit) {
    List<String> doubts = new ArrayList<>();
    List<Integer> targets = IntStream.range(0, dX).filter(this::isTarget).boxed().toList();
    if (!targets.isEmpty()) {
      doubts.add(
          "in the demonstrations "
              + String.join(", ", targets.stream().map(this::name).toList())
              + (targets.size() == 1 ? " is" : " are")
              + " constant in each and differ from one to the next, as a goal does; one controller"
              + " linear in the state seldom serves different goals: learn from the demonstrations"
              + " themselves, by learnFrom, without moving the robot");
    }
    if (demonstrations.size() >= MIN_DEMONSTRATIONS) {
      Departure median = median(fit);
      if (median.relative > NEAR) {
        doubts.add(median.sentence());
      }
    }
    return doubts;
  }

  /** Constant in each demonstration, and not the same in all. */
  private boolean isTarget(int j) {
    double size = demonstrations.stream().mapToDouble(d -> Math.abs(d.state(0, j))).max().orElse(0);
    boolean constant =
        demonstrations.stream()
            .allMatch(
                d ->
                    IntStream.rangeClosed(0, d.horizon())
                        .allMatch(t -> near(d.state(t, j), d.state(0, j), size)));
    double first = demonstrations.get(0).state(0, j);
    return constant && demonstrations.stream().anyMatch(d -> !near(d.state(0, j), first, size));
  }

  private static boolean near(double a, double b, double size) {
    return Math.abs(a - b) <= CONSTANT * size;
  }

  /** Standard deviation of an entry over all demonstrations and steps. */
  private double spread(int j) {
    double[] values =
        demonstrations.stream()
            .flatMapToDouble(d -> IntStream.rangeClosed(0, T).mapToDouble(t -> d.state(t, j)))
            .toArray();
    double mean = IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElse(0);
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }

  /** Farthest from a demonstration; {@code relative} is in spreads of the entry. */
  private final class Departure {
    private double relative;
    private double distance;
    private int entry;
    private int step;

    void see(int t, int j, double off) {
      double size = spread[j] > 0 ? Math.abs(off) / spread[j] : 0;
      if (!(size <= relative)) {
        relative = size;
        distance = Math.abs(off);
        entry = j;
        step = t;
      }
    }

    String sentence() {
      return String.format(
          Locale.ROOT,
          "the controller of these demonstrations would not stay near them: where one that it does"
              + " not know started, its actions lead %.3g away in %s after %d steps, %.1f times what"
              + " the demonstrations spread (median over the %d of them, each left out in turn);"
              + " learn from them by learnFrom instead, give more that start alike, or raise ridge",
          distance,
          name(entry),
          step,
          relative,
          demonstrations.size());
    }
  }

  private Departure median(Fit fit) {
    Dynamics dynamics = new Dynamics();
    List<Departure> all = new ArrayList<>();
    for (int m = 0; m < demonstrations.size(); m++) {
      List<Trajectory> others = new ArrayList<>(demonstrations);
      Trajectory left = others.remove(m);
      all.add(departure(left, fit.of(others, left.state(0)), dynamics));
    }
    all.sort((a, b) -> Double.compare(a.relative, b.relative));
    return all.get(all.size() / 2);
  }

  private Departure departure(
      Trajectory recorded, LinearGaussianController controller, Dynamics dynamics) {
    Departure departure = new Departure();
    double[] x = recorded.state(0);
    double[] u = new double[dU];
    for (int t = 0; t < Math.min(T, recorded.steps()); t++) {
      controller.mean(t, x, u);
      clip(u);
      x = dynamics.next(t, x, u);
      for (int j = 0; j < dX; j++) {
        departure.see(t + 1, j, x[j] - recorded.state(t + 1, j));
      }
    }
    return departure;
  }

  private void clip(double[] u) {
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    for (int i = 0; i < dU; i++) {
      u[i] = Math.min(Math.max(u[i], lower[i]), upper[i]);
    }
  }

  private String name(int j) {
    List<String> names = spec.stateNames();
    return "state entry " + j + (names.isEmpty() ? "" : " (" + names.get(j) + ")");
  }

  /** z = (x, u, 1) regressed on x' - x around each step, with a small ridge in standard units. */
  private final class Dynamics {
    private final DMatrixRMaj[] gains = new DMatrixRMaj[T];

    Dynamics() {
      for (int t = 0; t < T; t++) {
        gains[t] = fit(t);
      }
    }

    private DMatrixRMaj fit(int t) {
      int from = Math.max(0, t - NEIGHBOURS);
      int to = Math.min(T - 1, t + NEIGHBOURS);
      int n = demonstrations.size() * (to - from + 1);
      DMatrixRMaj Z = new DMatrixRMaj(n, dX + dU + 1);
      DMatrixRMaj D = new DMatrixRMaj(n, dX);
      int row = 0;
      for (Trajectory d : demonstrations) {
        for (int s = from; s <= to && s < d.steps(); s++, row++) {
          for (int j = 0; j < dX; j++) {
            Z.set(row, j, d.state(s, j));
            D.set(row, j, d.state(s + 1, j) - d.state(s, j));
          }
          for (int i = 0; i < dU; i++) {
            Z.set(row, dX + i, d.action(s, i));
          }
          Z.set(row, dX + dU, 1);
        }
      }
      return regressed(Z, D);
    }

    /** (Z^T Z + R)^-1 Z^T D with R the ridge times each column's mean square. */
    private DMatrixRMaj regressed(DMatrixRMaj Z, DMatrixRMaj D) {
      DMatrixRMaj S = new DMatrixRMaj(Z.numCols, Z.numCols);
      CommonOps_DDRM.multInner(Z, S);
      for (int i = 0; i < S.numRows; i++) {
        S.add(i, i, S.get(i, i) > 0 ? RIDGE * S.get(i, i) : 1);
      }
      DMatrixRMaj ZD = new DMatrixRMaj(Z.numCols, dX);
      CommonOps_DDRM.multTransA(Z, D, ZD);
      LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(S.numRows);
      if (!solver.setA(S)) {
        throw new IllegalArgumentException(
            "the demonstrations' states are too large to be reviewed");
      }
      DMatrixRMaj G = new DMatrixRMaj(Z.numCols, dX);
      solver.solve(ZD, G);
      return G;
    }

    double[] next(int t, double[] x, double[] u) {
      DMatrixRMaj G = gains[t];
      double[] next = x.clone();
      for (int j = 0; j < dX; j++) {
        for (int i = 0; i < dX; i++) {
          next[j] += G.get(i, j) * x[i];
        }
        for (int i = 0; i < dU; i++) {
          next[j] += G.get(dX + i, j) * u[i];
        }
        next[j] += G.get(dX + dU, j);
      }
      return next;
    }
  }
}
