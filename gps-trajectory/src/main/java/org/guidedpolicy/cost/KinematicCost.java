package org.guidedpolicy.cost;

/**
 * A cost of points on a robot, expanded in the joints that move them. The state of an arm often
 * holds its joint angles q and the positions p = f(q) of points on it: the value of a cost is read
 * off the points, but on every trajectory they move with the joints. This cost has the same value,
 * and derivatives in which the points' entries are replaced by their first-order motion dp = J dq:
 *
 * <pre>
 * gradient by q += J^T gradient by p,   Hessian by q += J^T (Hessian by p) J,
 * </pre>
 *
 * and none by p, so that a controller need not trust a fitted model of how the points move. The
 * curvature of f itself is left out, which keeps a positive semidefinite Hessian so. [RF]'s authors
 * expand their costs this way.
 *
 * <p>The partial derivatives are therefore not those of the value as a function of independent
 * entries of the state. Immutable; thread-safe if the kinematics are.
 */
public final class KinematicCost implements CostFunction {

  /** How points move with joints. Thread-safe. */
  @FunctionalInterface
  public interface Kinematics {
    /**
     * @param x state, dX entries; not to be changed
     * @param jacobian receives J = dp/dq, one row for each point entry, one column for each joint
     */
    void jacobian(double[] x, double[] jacobian);
  }

  private final CostFunction cost;
  private final int[] points;
  private final int[] joints;
  private final Kinematics kinematics;

  private KinematicCost(CostFunction cost, int[] points, int[] joints, Kinematics kinematics) {
    this.cost = cost;
    this.points = points;
    this.joints = joints;
    this.kinematics = kinematics;
  }

  /**
   * @param cost of the points, and of anything else besides them
   * @param points state entries p that follow from the joints
   * @param joints state entries q that the points follow from; none of them a point
   * @param kinematics dp/dq
   */
  public static KinematicCost of(
      CostFunction cost, int[] points, int[] joints, Kinematics kinematics) {
    for (int point : points) {
      for (int joint : joints) {
        if (point == joint) {
          throw new IllegalArgumentException(
              "state entry " + point + " is named as a point and as a joint");
        }
      }
    }
    return new KinematicCost(cost, points.clone(), joints.clone(), kinematics);
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return cost.withPartialDerivatives();
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    return cost.value(t, horizon, x, u);
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    CostDerivatives inner = new CostDerivatives(x.length, u.length, out.scales);
    cost.addDerivatives(t, horizon, x, u, inner);
    double[] J = new double[points.length * joints.length];
    kinematics.jacobian(x, J);
    int dZ = inner.dZ;
    out.addValue(inner.value);
    move(inner.gradient, 1, 0, J);
    // H M, then M^T (H M), M the identity with the points' rows replaced by J
    for (int row = 0; row < dZ; row++) {
      move(inner.hessian, 1, row * dZ, J);
    }
    for (int column = 0; column < dZ; column++) {
      move(inner.hessian, dZ, column, J);
    }
    for (int i = 0; i < dZ; i++) {
      out.addGradient(i, inner.gradient[i]);
      for (int j = 0; j < dZ; j++) {
        out.addHessian(i, j, inner.hessian[i * dZ + j]);
      }
    }
  }

  /** v_q += J^T v_p, v_p = 0 for the vector of entries first, first + stride, .. */
  private void move(double[] v, int stride, int first, double[] J) {
    for (int i = 0; i < points.length; i++) {
      int p = first + stride * points[i];
      double amount = v[p];
      if (amount != 0) {
        v[p] = 0;
        for (int j = 0; j < joints.length; j++) {
          v[first + stride * joints[j]] += J[i * joints.length + j] * amount;
        }
      }
    }
  }
}
