package org.guidedpolicy.fit;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Fits time-varying linear-Gaussian dynamics to groups of trajectories: at each step a regression
 * of x_{t+1} on [x_t; u_t] with a mixture of Gaussians as prior. [E2E, App. A.3; LA].
 *
 * <p>A trajectory that ended early enters the regressions of its executed steps. After the end of
 * all members of a group, nothing moves: x_{t+1} = x_t whatever is done.
 *
 * <p>Prepared once for a set of trajectories, whose densities under the mixture are worked out
 * then; a fit costs about (T-1) (dX+dU) (2 dX+dU)^2 operations. Immutable and thread-safe.
 */
public final class DynamicsFitter {
  private static final double REGULARIZATION = 1e-6;

  private final int T;
  private final int dX;
  private final int dU;
  private final StepRegressions regressions;
  private final double[] regularization;
  private final Standardization coordinates;

  private DynamicsFitter(
      Trajectory first, StepRegressions regressions, Standardization coordinates) {
    this.T = first.horizon();
    this.dX = first.stateDimension();
    this.dU = first.actionDimension();
    this.regressions = regressions;
    this.coordinates = coordinates;
    this.regularization = new double[T - 1];
    Arrays.fill(regularization, REGULARIZATION);
  }

  /**
   * Prepares fits.
   *
   * @param trajectories all that may enter a regression, with one horizon and equal dimensions;
   *     members of a group are numbers into this list
   * @param prior mixture over [x_t; u_t; x_{t+1}], see {@link Tuples#transitions}
   * @param pool threads; the result does not depend on how many
   */
  public static DynamicsFitter prepare(
      List<Trajectory> trajectories, MixturePrior prior, WorkPool pool) {
    double[] points = Tuples.completedTransitions(trajectories);
    double[] executed = Tuples.executed(trajectories, points, trajectories.get(0).horizon() - 1);
    int d = prior.mixture().dimension();
    return prepare(
        trajectories, points, prior, Standardization.of(executed, executed.length / d, d), pool);
  }

  /** With the regularization in given coordinates. */
  static DynamicsFitter prepare(
      List<Trajectory> trajectories,
      double[] points,
      MixturePrior prior,
      Standardization coordinates,
      WorkPool pool) {
    Trajectory first = Tuples.requireAlike(trajectories);
    return new DynamicsFitter(
        first,
        new StepRegressions(
            points,
            Tuples.steps(trajectories),
            first.horizon() - 1,
            first.stateDimension() + first.actionDimension(),
            prior,
            coordinates,
            pool),
        coordinates);
  }

  /**
   * Fits the dynamics of some trajectories.
   *
   * @param members their numbers, at least one, in any order
   */
  public LinearGaussianDynamics fit(int[] members) {
    int dXU = dX + dU;
    double[] fxu = new double[(T - 1) * dX * dXU];
    double[] fc = new double[(T - 1) * dX];
    double[] F = new double[(T - 1) * dX * dX];
    regressions.fit(
        members,
        regularization,
        new StepRegressions.FitReceiver() {
          @Override
          public void accept(int t, ConditionalGaussian conditional) {
            conditional.copyGain(fxu, t * dX * dXU);
            conditional.copyOffset(fc, t * dX);
            conditional.copyCovariance(F, t * dX * dX);
          }

          @Override
          public void acceptEnd(int t) {
            for (int i = 0; i < dX; i++) {
              double scale = coordinates.scale(i);
              fxu[(t * dX + i) * dXU + i] = 1;
              F[(t * dX + i) * dX + i] = REGULARIZATION * scale * scale;
            }
          }
        });
    return LinearGaussianDynamics.of(T, dX, dU, fxu, fc, F);
  }

  /** How many regressions so far were singular and had their diagonal raised. */
  public int regularized() {
    return regressions.regularized();
  }

  /**
   * Log density of each member's transitions under dynamics fitted to the other members, with the
   * prior of all of them.
   *
   * @param members their numbers, at least two, ascending
   * @return one for each member, in their order
   */
  public double[] leaveOneOut(int[] members) {
    double[] result = new double[members.length];
    regressions.leaveOneOut(
        members, regularization, (t, i, left) -> result[i] += left.logDensity());
    return result;
  }
}
