package org.guidedpolicy.initial;

import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Starts from a policy that exists already: the user's hand-written controller, or a trained one.
 * Immutable and thread-safe as the policy is.
 */
public final class PolicyController implements InitialController {
  /** Step of the difference quotient in {@link #startingAt}, relative to max(1, |x|). */
  private static final double STEP = 1e-5;

  private final GaussianPolicy policy;

  private PolicyController(GaussianPolicy policy) {
    this.policy = policy;
  }

  /** Explores with the policy's own covariance. */
  public static PolicyController of(GaussianPolicy policy) {
    return new PolicyController(policy);
  }

  /**
   * Explores with independent noise.
   *
   * @param variance in squared units of the action, one for all entries or dU of them; positive
   */
  public static PolicyController of(Policy policy, double... variance) {
    int dU = policy.actionDimension();
    double[] diagonal = PerJoint.spread("variance", PerJoint.positive("variance", variance), dU);
    double[] covariance = new double[dU * dU];
    for (int j = 0; j < dU; j++) {
      covariance[j * dU + j] = diagonal[j];
    }
    return new PolicyController(new WithNoise(policy, covariance));
  }

  /** The episodes follow the policy itself, not a linearization. */
  @Override
  public ControllerFactory controllers(EnvironmentSpec spec) {
    return Controllers.exploring(policy);
  }

  /** The policy's actions at the observations of the episode: K = 0, k_t = action(o_t). */
  @Override
  public LinearGaussianController along(EnvironmentSpec spec, Trajectory episode) {
    int T = episode.horizon();
    int dX = episode.stateDimension();
    int dU = policy.actionDimension();
    double[] k = new double[T * dU];
    double[] u = new double[dU];
    for (int t = 0; t < T; t++) {
      policy.action(episode.observation(t), u);
      System.arraycopy(u, 0, k, t * dU, dU);
    }
    return LinearGaussianController.of(T, dX, dU, new double[T * dU * dX], k, covariances(T));
  }

  /**
   * The policy linearized at x_1, for environments whose observation is the state.
   *
   * @throws IllegalArgumentException if the policy's observation has not as many entries as the
   *     state
   */
  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = policy.actionDimension();
    if (policy.observationDimension() != dX || spec.observationDimension() != dX) {
      throw new IllegalArgumentException(
          "a policy of "
              + policy.observationDimension()
              + " observed entries cannot be linearized in the "
              + dX
              + " entries of the state; use PolicyController.controllers and along");
    }
    double[] gain = jacobian(x1, dU);
    double[] offset = new double[dU];
    policy.action(x1, offset);
    for (int i = 0; i < dU; i++) {
      for (int j = 0; j < dX; j++) {
        offset[i] -= gain[i * dX + j] * x1[j];
      }
    }
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    for (int t = 0; t < T; t++) {
      System.arraycopy(gain, 0, K, t * dU * dX, dU * dX);
      System.arraycopy(offset, 0, k, t * dU, dU);
    }
    return LinearGaussianController.of(T, dX, dU, K, k, covariances(T));
  }

  /** d action / d x by central differences, dU x dX. */
  private double[] jacobian(double[] x1, int dU) {
    int dX = x1.length;
    double[] x = x1.clone();
    double[] plus = new double[dU];
    double[] minus = new double[dU];
    double[] J = new double[dU * dX];
    for (int j = 0; j < dX; j++) {
      double h = STEP * Math.max(1, Math.abs(x1[j]));
      x[j] = x1[j] + h;
      policy.action(x, plus);
      x[j] = x1[j] - h;
      policy.action(x, minus);
      x[j] = x1[j];
      for (int i = 0; i < dU; i++) {
        J[i * dX + j] = (plus[i] - minus[i]) / (2 * h);
      }
    }
    return J;
  }

  private double[] covariances(int T) {
    double[] covariance = policy.covariance();
    double[] C = new double[T * covariance.length];
    for (int t = 0; t < T; t++) {
      System.arraycopy(covariance, 0, C, t * covariance.length, covariance.length);
    }
    return C;
  }

  /** A policy with a covariance of its own. */
  private record WithNoise(Policy policy, double[] noise) implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return policy.observationDimension();
    }

    @Override
    public int actionDimension() {
      return policy.actionDimension();
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      policy.action(observation, actionOut);
    }

    @Override
    public double[] covariance() {
      return noise.clone();
    }
  }
}
