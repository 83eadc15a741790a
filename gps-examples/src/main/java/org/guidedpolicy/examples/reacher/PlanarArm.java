package org.guidedpolicy.examples.reacher;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.argument.Require;

/**
 * Rigid-body dynamics of a chain of links in a plane without gravity, one hinge before each link,
 * the first at the origin.
 *
 * <p>With the links' absolute angles th_i = q_1 + .. + q_i, the kinetic energy is
 *
 * <pre>
 *   1/2 sum_ij B_ij cos(th_i - th_j) w_i w_j + 1/2 sum_i I_i w_i^2,   B_ij = sum_k m_k r_ki r_kj
 * </pre>
 *
 * where w_i is the time derivative of th_i and r_ki the distance along link i that the centre of
 * link k hangs on: the whole link for i &lt; k, half of it for i = k. The equations of motion in
 * th, summed over the links that a hinge carries, are those in the hinge angles q:
 *
 * <pre>
 *   (M(q) + armature) q'' + c(q, q') = torque - damping q'
 * </pre>
 *
 * <p>{@link #step} integrates with semi-implicit Euler, implicit in the damping, as MuJoCo's
 * default integrator does. Nothing is allocated while stepping. Mutable, one thread.
 */
public final class PlanarArm {
  private final int n;
  private final double[] length;
  private final double[] B; // n x n, kg m^2
  private final double[] inertia;
  private final double damping;
  private final double armature;

  private final double[] q;
  private final double[] v;
  private final double[] cos;
  private final double[] sin;
  private final double[] w;
  private final double[] M;
  private final double[] a;

  /**
   * @param links from the base to the tip
   * @param damping of every hinge, N m s
   * @param armature inertia of every hinge's drive, added to the diagonal of the mass matrix, kg
   *     m^2
   */
  public PlanarArm(List<CapsuleLink> links, double damping, double armature) {
    if (links.isEmpty()) {
      throw new IllegalArgumentException("an arm needs at least one link");
    }
    Require.notNegative("damping", damping);
    Require.notNegative("armature", armature);
    this.n = links.size();
    this.length = links.stream().mapToDouble(CapsuleLink::length).toArray();
    this.inertia = links.stream().mapToDouble(CapsuleLink::inertia).toArray();
    this.B = couplings(links);
    this.damping = damping;
    this.armature = armature;
    this.q = new double[n];
    this.v = new double[n];
    this.cos = new double[n];
    this.sin = new double[n];
    this.w = new double[n];
    this.M = new double[n * n];
    this.a = new double[n];
    pose();
  }

  /** B_ij = sum_k m_k r_ki r_kj. */
  private static double[] couplings(List<CapsuleLink> links) {
    int n = links.size();
    double[] B = new double[n * n];
    for (int k = 0; k < n; k++) {
      for (int i = 0; i <= k; i++) {
        for (int j = 0; j <= k; j++) {
          double rki = links.get(i).length() * (i < k ? 1 : 0.5);
          double rkj = links.get(j).length() * (j < k ? 1 : 0.5);
          B[i * n + j] += links.get(k).mass() * rki * rkj;
        }
      }
    }
    return B;
  }

  /** The number of hinges. */
  public int joints() {
    return n;
  }

  /** Angle of hinge i against the link before it, rad; not wrapped. */
  public double angle(int i) {
    return q[i];
  }

  /** Velocity of hinge i, rad/s. */
  public double velocity(int i) {
    return v[i];
  }

  /**
   * Puts the arm into a state.
   *
   * @param angles one for each hinge, rad
   * @param velocities one for each hinge, rad/s
   */
  public void set(double[] angles, double[] velocities) {
    Require.length("angles", angles.length, n, "one for each hinge");
    Require.length("velocities", velocities.length, n, "one for each hinge");
    System.arraycopy(angles, 0, q, 0, n);
    System.arraycopy(velocities, 0, v, 0, n);
    pose();
  }

  /** All angles and velocities zero: stretched along x, at rest. */
  public void rest() {
    Arrays.fill(q, 0);
    Arrays.fill(v, 0);
    pose();
  }

  /**
   * Moves on by h under constant torques.
   *
   * @param torque one for each hinge, N m
   * @param h seconds
   */
  public void step(double[] torque, double h) {
    Require.length("torque", torque.length, n, "one for each hinge");
    massMatrix();
    bias();
    // (M + h D) a = torque - D v - c
    for (int i = 0; i < n; i++) {
      M[i * n + i] += h * damping;
      a[i] = torque[i] - damping * v[i] - a[i];
    }
    solve();
    // v' = v + h a, q' = q + h v'
    for (int i = 0; i < n; i++) {
      v[i] += h * a[i];
      q[i] += h * v[i];
    }
    pose();
  }

  /** x of the end of link i (the tip for the last), m. */
  public double endX(int i) {
    double x = 0;
    for (int j = 0; j <= i; j++) {
      x += length[j] * cos[j];
    }
    return x;
  }

  /** y of the end of link i, m. */
  public double endY(int i) {
    double y = 0;
    for (int j = 0; j <= i; j++) {
      y += length[j] * sin[j];
    }
    return y;
  }

  /** Velocity along x of the end of link i, m/s. */
  public double endVelocityX(int i) {
    double x = 0;
    for (int j = 0; j <= i; j++) {
      x -= length[j] * sin[j] * w[j];
    }
    return x;
  }

  /** Velocity along y of the end of link i, m/s. */
  public double endVelocityY(int i) {
    double y = 0;
    for (int j = 0; j <= i; j++) {
      y += length[j] * cos[j] * w[j];
    }
    return y;
  }

  /** Energy of motion 1/2 v^T M v, drives included, J. */
  public double kineticEnergy() {
    double energy = 0;
    for (int i = 0; i < n; i++) {
      energy += (inertia[i] * w[i] * w[i] + armature * v[i] * v[i]) / 2;
      for (int j = 0; j < n; j++) {
        energy += B[i * n + j] * cosBetween(i, j) * w[i] * w[j] / 2;
      }
    }
    return energy;
  }

  /** A copy of the mass matrix with armature, n x n row-major, kg m^2. */
  public double[] massMatrixCopy() {
    massMatrix();
    return M.clone();
  }

  /** Recomputes what depends on q and v. */
  private void pose() {
    double th = 0;
    double rate = 0;
    for (int i = 0; i < n; i++) {
      th += q[i];
      rate += v[i];
      cos[i] = Math.cos(th);
      sin[i] = Math.sin(th);
      w[i] = rate;
    }
  }

  private double cosBetween(int i, int j) {
    return cos[i] * cos[j] + sin[i] * sin[j];
  }

  private double sinBetween(int i, int j) {
    return sin[i] * cos[j] - cos[i] * sin[j];
  }

  /** M_ij = sum over links k >= i, l >= j of B_kl cos(th_k - th_l) + [k = l] I_k, plus armature. */
  private void massMatrix() {
    for (int i = n - 1; i >= 0; i--) {
      for (int j = n - 1; j >= 0; j--) {
        double sum = B[i * n + j] * cosBetween(i, j) + (i == j ? inertia[i] : 0);
        if (i + 1 < n) {
          sum += M[(i + 1) * n + j];
        }
        if (j + 1 < n) {
          sum += M[i * n + j + 1];
        }
        if (i + 1 < n && j + 1 < n) {
          sum -= M[(i + 1) * n + j + 1];
        }
        M[i * n + j] = sum;
      }
    }
    for (int i = 0; i < n; i++) {
      M[i * n + i] += armature;
    }
  }

  /** Writes c_i = sum over links k >= i of sum_j B_kj sin(th_k - th_j) w_j^2 to a. */
  private void bias() {
    double sum = 0;
    for (int k = n - 1; k >= 0; k--) {
      for (int j = 0; j < n; j++) {
        sum += B[k * n + j] * sinBetween(k, j) * w[j] * w[j];
      }
      a[k] = sum;
    }
  }

  /** a = M^-1 a by M = L L^T in place. */
  private void solve() {
    for (int j = 0; j < n; j++) {
      double d = M[j * n + j];
      for (int k = 0; k < j; k++) {
        d -= M[j * n + k] * M[j * n + k];
      }
      d = Math.sqrt(d);
      M[j * n + j] = d;
      for (int i = j + 1; i < n; i++) {
        double sum = M[i * n + j];
        for (int k = 0; k < j; k++) {
          sum -= M[i * n + k] * M[j * n + k];
        }
        M[i * n + j] = sum / d;
      }
    }
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        a[i] -= M[i * n + k] * a[k];
      }
      a[i] /= M[i * n + i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        a[i] -= M[k * n + i] * a[k];
      }
      a[i] /= M[i * n + i];
    }
  }
}
