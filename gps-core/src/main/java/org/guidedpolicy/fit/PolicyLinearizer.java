package org.guidedpolicy.fit;

import java.util.List;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Linearizes a policy by regression: at each step its noise-free action on the state, with a
 * mixture of Gaussians as prior. The policy may see observations; the result depends on states
 * alone. [RF, Sec. III; MD].
 *
 * <p>A trajectory that ended early enters the regressions of its executed steps; after the end of
 * all members of a group the last regression stays.
 *
 * <p>Prepared once for a set of trajectories; a fit costs about T dX (dX+dU)^2 operations.
 * Immutable and thread-safe.
 */
public final class PolicyLinearizer implements PolicyLinearization {
  private static final double FIRST_STEP_REGULARIZATION = 1e-8;

  private final int T;
  private final int dX;
  private final int dU;
  private final List<Trajectory> trajectories;
  private final double[] points;
  private final StepRegressions regressions;
  private final double[] regularization;
  private final double[] policyCovariance;
  private final boolean includeResidual;

  private PolicyLinearizer(
      List<Trajectory> trajectories,
      double[] points,
      StepRegressions regressions,
      double[] policyCovariance,
      boolean includeResidual) {
    this.trajectories = List.copyOf(trajectories);
    this.points = points;
    Trajectory first = trajectories.get(0);
    this.T = first.horizon();
    this.dX = first.stateDimension();
    this.dU = first.actionDimension();
    this.regressions = regressions;
    this.regularization = new double[T];
    this.regularization[0] = FIRST_STEP_REGULARIZATION;
    this.policyCovariance = policyCovariance;
    this.includeResidual = includeResidual;
  }

  /**
   * Prepares fits.
   *
   * @param trajectories all that may enter a regression, with one horizon and equal dimensions;
   *     members of a group are numbers into this list
   * @param policy the policy to linearize; its covariance is added to every step's
   * @param prior mixture over [x_t; mu(o_t)], see {@link Tuples#policyActions}
   * @param includeResidual whether the regression's residual covariance counts as the policy's
   *     noise
   * @param pool threads; the result does not depend on how many
   */
  public static PolicyLinearizer prepare(
      List<Trajectory> trajectories,
      GaussianPolicy policy,
      MixturePrior prior,
      boolean includeResidual,
      WorkPool pool) {
    double[] points = Tuples.completedPolicyActions(trajectories, policy);
    double[] executed = Tuples.executed(trajectories, points, trajectories.get(0).horizon());
    int d = prior.mixture().dimension();
    Standardization coordinates = Standardization.of(executed, executed.length / d, d);
    return prepare(trajectories, points, policy, prior, includeResidual, coordinates, pool);
  }

  /** With the regularization in given coordinates. */
  static PolicyLinearizer prepare(
      List<Trajectory> trajectories,
      double[] points,
      GaussianPolicy policy,
      MixturePrior prior,
      boolean includeResidual,
      Standardization coordinates,
      WorkPool pool) {
    Trajectory first = Tuples.requireAlike(trajectories);
    var regressions =
        new StepRegressions(
            points,
            Tuples.steps(trajectories),
            first.horizon(),
            first.stateDimension(),
            prior,
            coordinates,
            pool);
    return new PolicyLinearizer(
        trajectories, points, regressions, policy.covariance(), includeResidual);
  }

  @Override
  public LinearGaussianController fit(int[] members) {
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] S = new double[T * dU * dU];
    regressions.fit(
        members,
        regularization,
        new StepRegressions.FitReceiver() {
          @Override
          public void accept(int t, ConditionalGaussian conditional) {
            conditional.copyGain(K, t * dU * dX);
            conditional.copyOffset(k, t * dU);
            if (includeResidual) {
              conditional.copyCovariance(S, t * dU * dU);
            }
            for (int i = 0; i < dU * dU; i++) {
              S[t * dU * dU + i] += policyCovariance[i];
            }
          }

          @Override
          public void acceptEnd(int t) {
            System.arraycopy(K, (t - 1) * dU * dX, K, t * dU * dX, dU * dX);
            System.arraycopy(k, (t - 1) * dU, k, t * dU, dU);
            System.arraycopy(S, (t - 1) * dU * dU, S, t * dU * dU, dU * dU);
          }
        });
    return LinearGaussianController.of(T, dX, dU, K, k, S);
  }

  @Override
  public int regularized() {
    return regressions.regularized();
  }

  @Override
  public double[] leaveOneOut(int[] members) {
    double[] result = new double[members.length];
    double[] residual = new double[dU];
    double[] covariance = new double[dU * dU];
    var density = new NormalDensity(dU);
    regressions.leaveOneOut(
        members,
        regularization,
        (t, i, left) -> {
          if (t == T - 1) {
            return;
          }
          // the action's distance from the prediction: from the mean action, and that one's from it
          left.copyResidual(residual);
          int mean = (members[i] * T + t) * (dX + dU) + dX;
          for (int j = 0; j < dU; j++) {
            residual[j] += trajectories.get(members[i]).action(t, j) - points[mean + j];
          }
          if (includeResidual) {
            left.copyCovariance(covariance);
          }
          for (int j = 0; j < dU * dU; j++) {
            covariance[j] = policyCovariance[j] + (includeResidual ? covariance[j] : 0.0);
          }
          result[i] += density.log(residual, covariance);
        });
    return result;
  }
}
