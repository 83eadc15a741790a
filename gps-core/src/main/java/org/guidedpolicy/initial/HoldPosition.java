package org.guidedpolicy.initial;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * Holds the joints where the episode starts, with exploration noise: the maximum-entropy LQR
 * controller of a guessed double integrator for each actuated joint,
 *
 * <pre>
 * p' = p + dt v + dt^2 gain u,   v' = v + dt gain u,
 * cost 1/2 (stiffness (p - p_1)^2 + stiffness velocityStiffness (v - v_1)^2 + u^2) / variance,
 * </pre>
 *
 * times finalWeight at the last step. Needs {@link EnvironmentSpec.Builder#actuated}. This is how
 * the authors of [RF] start. Immutable and thread-safe; each setting returns a new controller.
 */
public final class HoldPosition implements InitialController {
  private final double[] gains;
  private final double stiffness;
  private final double velocityStiffness;
  private final double finalWeight;
  private final double variance;

  private HoldPosition(
      double[] gains,
      double stiffness,
      double velocityStiffness,
      double finalWeight,
      double variance) {
    this.gains = gains;
    this.stiffness = stiffness;
    this.velocityStiffness = velocityStiffness;
    this.finalWeight = finalWeight;
    this.variance = variance;
  }

  /** All gains 1, stiffness 1, velocity stiffness 0.5, final weight 1, variance 1. */
  public static HoldPosition defaults() {
    return new HoldPosition(new double[] {1}, 1, 0.5, 1, 1);
  }

  /**
   * Acceleration that a unit of each action gives, roughly: one for all joints, or dU of them;
   * positive; default 1. A larger gain means a gentler controller.
   */
  public HoldPosition gains(double... gains) {
    return new HoldPosition(
        PerJoint.positive("gains", gains), stiffness, velocityStiffness, finalWeight, variance);
  }

  /** Weight of a position's distance from the start, relative to the action's; default 1. */
  public HoldPosition stiffness(double stiffness) {
    Require.notNegative("stiffness", stiffness);
    return new HoldPosition(gains, stiffness, velocityStiffness, finalWeight, variance);
  }

  /** Weight of a velocity as a fraction of the stiffness; default 0.5. */
  public HoldPosition velocityStiffness(double fraction) {
    Require.notNegative("velocityStiffness", fraction);
    return new HoldPosition(gains, stiffness, fraction, finalWeight, variance);
  }

  /** Factor of the last step's cost; default 1. */
  public HoldPosition finalWeight(double factor) {
    Require.positive("finalWeight", factor);
    return new HoldPosition(gains, stiffness, velocityStiffness, factor, variance);
  }

  /** Scale of the exploration noise's variance, in squared units of the action; default 1. */
  public HoldPosition variance(double variance) {
    Require.positive("variance", variance);
    return new HoldPosition(gains, stiffness, velocityStiffness, finalWeight, variance);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the spec does not name the actuated entries, or the number
   *     of gains fits neither 1 nor dU
   */
  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    PerJoint.requireActuated("HoldPosition", spec);
    int[] positions = spec.actuatedPositions();
    int[] velocities = spec.actuatedVelocities();
    Require.length("x1", x1.length, dX, "EnvironmentSpec.stateDimension");
    double[] gain = PerJoint.spread("gains", gains, dU);
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int j = 0; j < dU; j++) {
      Joint joint = new Joint(spec.timeStep(), gain[j], x1[positions[j]], x1[velocities[j]]);
      for (int t = T - 1; t >= 0; t--) {
        joint.stepBack(t == T - 1 ? finalWeight : 1);
        K[(t * dU + j) * dX + positions[j]] = joint.Kp;
        K[(t * dU + j) * dX + velocities[j]] = joint.Kv;
        k[t * dU + j] = joint.k;
        C[(t * dU + j) * dU + j] = joint.C;
      }
    }
    return LinearGaussianController.of(T, dX, dU, K, k, C);
  }

  @Override
  public String toString() {
    return "HoldPosition[gains="
        + Arrays.toString(gains)
        + ", stiffness="
        + stiffness
        + ", velocityStiffness="
        + velocityStiffness
        + ", finalWeight="
        + finalWeight
        + ", variance="
        + variance
        + "]";
  }

  /** The Riccati recursion of one joint with state [p; v], from the last step to the first. */
  private final class Joint {
    private final double dt;
    private final double bp;
    private final double bv;
    private final double p1;
    private final double v1;
    // Value function of the next step: 1/2 x^T Vxx x + Vx^T x.
    private double Vpp;
    private double Vpv;
    private double Vvv;
    private double Vp;
    private double Vv;
    double Kp;
    double Kv;
    double k;
    double C;

    Joint(double dt, double gain, double p1, double v1) {
      this.dt = dt;
      this.bp = dt * dt * gain;
      this.bv = dt * gain;
      this.p1 = p1;
      this.v1 = v1;
    }

    void stepBack(double weight) {
      double lu = weight / variance;
      double lp = lu * stiffness;
      double lv = lp * velocityStiffness;
      // With A = [1 dt; 0 1], B = [bp; bv]: Vxx B, then Q = l + [A B]^T Vxx [A B].
      double VBp = Vpp * bp + Vpv * bv;
      double VBv = Vpv * bp + Vvv * bv;
      double Quu = lu + bp * VBp + bv * VBv;
      double Qup = VBp;
      double Quv = dt * VBp + VBv;
      double Qu = bp * Vp + bv * Vv;
      double Qpp = lp + Vpp;
      double Qpv = dt * Vpp + Vpv;
      double Qvv = lv + dt * dt * Vpp + 2 * dt * Vpv + Vvv;
      double Qp = Vp - lp * p1;
      double Qv = dt * Vp + Vv - lv * v1;
      // K = -Quu^-1 Qux, k = -Quu^-1 Qu, C = Quu^-1
      C = 1 / Quu;
      Kp = -C * Qup;
      Kv = -C * Quv;
      k = -C * Qu;
      // Vxx = Qxx + Qxu K, Vx = Qx + Qxu k
      Vpp = Qpp + Qup * Kp;
      Vpv = Qpv + Qup * Kv;
      Vvv = Qvv + Quv * Kv;
      Vp = Qp + Qup * k;
      Vv = Qv + Quv * k;
    }
  }
}
