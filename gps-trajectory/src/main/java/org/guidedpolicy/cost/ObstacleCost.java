package org.guidedpolicy.cost;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/**
 * A smooth barrier around an obstacle: weight times shape((margin - clearance(p)) / width), where p
 * are position entries of the state, see {@link Clearance} and {@link BarrierShape}. Defaults:
 * weight 1, margin 0, {@link BarrierShape#SQUARE}. Width and margin are in units of the position,
 * the weight in units of the cost.
 *
 * <p>The obstacle stands still, or moves with entries of the state ({@link #relativeTo}). For
 * points on an arm wrap the cost into a {@link KinematicCost}.
 *
 * <p>Derivatives are as exact as those of the clearance. The Hessian is by default {@link
 * HessianForm#PROJECTED}, positive semidefinite: without the curvature of the clearance, which
 * pushes sideways past a round obstacle, and without negative curvature of the shape. {@link
 * HessianForm#EXACT} has both, {@link HessianForm#MAJORIZING} is the same as PROJECTED here: an
 * upper bound that holds everywhere would hold the robot where it is, far from the obstacle.
 *
 * <p>Immutable and thread-safe as the clearance; each setting returns a new cost.
 */
public final class ObstacleCost implements CostFunction {
  private static final int[] STANDS_STILL = {};

  private final int[] position;

  /** State entries that the position is relative to; empty for none. */
  private final int[] origin;

  private final Clearance clearance;
  private final double width;
  private final double margin;
  private final Barrier barrier;

  private ObstacleCost(
      int[] position,
      int[] origin,
      Clearance clearance,
      double width,
      double margin,
      Barrier barrier) {
    this.position = position;
    this.origin = origin;
    this.clearance = clearance;
    this.width = width;
    this.margin = margin;
    this.barrier = barrier;
  }

  /**
   * @param position state entries of the position that the clearance is of
   * @param clearance from the obstacle
   * @param width how soft the barrier is: it begins about 5 widths before the margin
   */
  public static ObstacleCost of(int[] position, Clearance clearance, double width) {
    StateEntries.requireNotNegative(position);
    Require.positive("width", width);
    return new ObstacleCost(position.clone(), STANDS_STILL, clearance, width, 0, Barrier.usual());
  }

  /**
   * The clearance is then of the difference of two groups of state entries, for instance of two
   * robots' positions.
   *
   * @param origin the state entries to subtract
   */
  public ObstacleCost relativeTo(int[] origin) {
    Require.length("origin", origin.length, position.length, "one for each position entry");
    for (int i = 0; i < origin.length; i++) {
      StateEntries.requireDifferent(i, position[i], origin[i]);
    }
    return new ObstacleCost(position, origin.clone(), clearance, width, margin, barrier);
  }

  /** How far from the surface the barrier stands, in units of the position; default 0. */
  public ObstacleCost margin(double distance) {
    Require.finite("margin", distance);
    return new ObstacleCost(position, origin, clearance, width, distance, barrier);
  }

  /** The cost of one width beyond the margin is about the weight; default 1. */
  public ObstacleCost weight(double weight) {
    return with(barrier.withWeight(weight));
  }

  /** How the barrier rises; default {@link BarrierShape#SQUARE}. */
  public ObstacleCost shape(BarrierShape shape) {
    return with(barrier.withShape(shape));
  }

  /** Which Hessian the expansion uses; default {@link HessianForm#PROJECTED}. */
  public ObstacleCost hessian(HessianForm form) {
    return with(barrier.withForm(form));
  }

  private ObstacleCost with(Barrier other) {
    return new ObstacleCost(position, origin, clearance, width, margin, other);
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    return barrier.value(beyond(position(x)));
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    int n = position.length;
    double[] p = position(x);
    double y = beyond(p);
    double[] dc = new double[n];
    double[] ddc = new double[n * n];
    clearance.derivatives(p, width, dc, ddc);
    // with y = (margin - c)/width: gradient -s' dc/width, Hessian s'' dc dc^T/width^2 - s'
    // ddc/width
    double slope = barrier.slope(y) / width;
    double curvature = barrier.curvature(y) / (width * width);
    double bending = barrier.isExact() ? slope : 0;
    out.addValue(barrier.value(y));
    for (int i = 0; i < n; i++) {
      addGradient(i, -slope * dc[i], out);
      for (int j = 0; j < n; j++) {
        addHessian(i, j, curvature * dc[i] * dc[j] - bending * ddc[i * n + j], out);
      }
    }
  }

  private void addGradient(int i, double amount, CostDerivatives out) {
    out.addGradient(position[i], amount);
    if (origin.length > 0) {
      out.addGradient(origin[i], -amount);
    }
  }

  private void addHessian(int i, int j, double amount, CostDerivatives out) {
    out.addHessian(position[i], position[j], amount);
    if (origin.length > 0) {
      out.addHessian(position[i], origin[j], -amount);
      out.addHessian(origin[i], position[j], -amount);
      out.addHessian(origin[i], origin[j], amount);
    }
  }

  private double beyond(double[] p) {
    return (margin - clearance.value(p)) / width;
  }

  private double[] position(double[] x) {
    double[] p = new double[position.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = entry(position[i], x) - (origin.length > 0 ? entry(origin[i], x) : 0);
    }
    return p;
  }

  private static double entry(int i, double[] x) {
    StateEntries.requireFits("ObstacleCost", i, x.length);
    return x[i];
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return hessian(HessianForm.EXACT);
  }

  @Override
  public String toString() {
    return "ObstacleCost[position="
        + Arrays.toString(position)
        + ", origin="
        + Arrays.toString(origin)
        + ", clearance="
        + clearance
        + ", width="
        + width
        + ", margin="
        + margin
        + ", "
        + barrier
        + "]";
  }
}
