package org.guidedpolicy.initial;

import java.util.Arrays;
import java.util.Optional;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * A proportional-derivative controller for each actuated joint, with exploration noise:
 *
 * <pre>
 * u = proportional (posture - p) - derivative v + noise,   noise ~ N(0, variance).
 * </pre>
 *
 * Holds the joints where the episode starts unless given a posture. Needs {@link
 * EnvironmentSpec.Builder#actuated}. Immutable and thread-safe; each setting returns a new
 * controller.
 */
public final class PdController implements InitialController {
  private final double[] proportional;
  private final double[] derivative;
  private final double[] variance;
  private final Optional<double[]> posture;

  private PdController(
      double[] proportional, double[] derivative, double[] variance, Optional<double[]> posture) {
    this.proportional = proportional;
    this.derivative = derivative;
    this.variance = variance;
    this.posture = posture;
  }

  /**
   * The same gains for all joints.
   *
   * @param proportional action per unit of position, not negative
   * @param derivative action per unit of velocity, not negative
   */
  public static PdController of(double proportional, double derivative) {
    return of(new double[] {proportional}, new double[] {derivative});
  }

  /**
   * Gains for each joint, dU entries each, or one for all.
   *
   * @param proportional action per unit of position, not negative
   * @param derivative action per unit of velocity, not negative
   */
  public static PdController of(double[] proportional, double[] derivative) {
    return new PdController(
        PerJoint.notNegative("proportional", proportional),
        PerJoint.notNegative("derivative", derivative),
        new double[] {1},
        Optional.empty());
  }

  /** Variance of the noise in squared units of the action, one or dU entries; default 1. */
  public PdController variance(double... variance) {
    return new PdController(
        proportional, derivative, PerJoint.positive("variance", variance), posture);
  }

  /** The positions to hold, dU entries; default: where the episode starts. */
  public PdController posture(double... positions) {
    for (int j = 0; j < positions.length; j++) {
      Require.finite("posture[" + j + "]", positions[j]);
    }
    return new PdController(proportional, derivative, variance, Optional.of(positions.clone()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the spec does not name the actuated entries, or a setting
   *     does not have as many entries as there are joints
   */
  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    PerJoint.requireActuated("PdController", spec);
    Require.length("x1", x1.length, dX, "EnvironmentSpec.stateDimension");
    int[] positions = spec.actuatedPositions();
    int[] velocities = spec.actuatedVelocities();
    double[] gainP = PerJoint.spread("proportional", proportional, dU);
    double[] gainD = PerJoint.spread("derivative", derivative, dU);
    double[] noise = PerJoint.spread("variance", variance, dU);
    posture.ifPresent(
        p -> Require.length("posture", p.length, dU, "EnvironmentSpec.actionDimension"));

    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      for (int j = 0; j < dU; j++) {
        int row = t * dU + j;
        double held = posture.isPresent() ? posture.get()[j] : x1[positions[j]];
        K[row * dX + positions[j]] = -gainP[j];
        K[row * dX + velocities[j]] = -gainD[j];
        k[row] = gainP[j] * held;
        C[row * dU + j] = noise[j];
      }
    }
    return LinearGaussianController.of(T, dX, dU, K, k, C);
  }

  @Override
  public String toString() {
    return "PdController[proportional="
        + Arrays.toString(proportional)
        + ", derivative="
        + Arrays.toString(derivative)
        + ", variance="
        + Arrays.toString(variance)
        + ", posture="
        + posture.map(Arrays::toString).orElse("start")
        + "]";
  }
}
