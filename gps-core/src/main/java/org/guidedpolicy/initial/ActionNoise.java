package org.guidedpolicy.initial;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * A constant action with noise around it, whatever the state:
 *
 * <pre>
 * u_t ~ N(mean, deviation^2)
 * </pre>
 *
 * for robots that have no joints to hold, or that must move a lot before anything can be learned:
 * swing-ups, vehicles, throttles, heaters. Unless they are set, both follow the spec's action
 * limits, each entry by its own: the mean is 0 where it lies within the limits, else their middle;
 * the standard deviation is a quarter of the way from limit to limit. An entry without limits has
 * mean 0, or the limit next to it, and standard deviation 1. Immutable and thread-safe; each
 * setting returns a new controller.
 */
public final class ActionNoise implements InitialController {
  private final double[] means; // dU entries; none: from the limits
  private final double[] deviations; // 1 or dU entries; none: from the limits

  private ActionNoise(double[] means, double[] deviations) {
    this.means = means;
    this.deviations = deviations;
  }

  /** Mean and standard deviation from the spec's action limits. */
  public static ActionNoise fromLimits() {
    return new ActionNoise(new double[0], new double[0]);
  }

  /** Mean of each action entry, dU entries, in units of the action. */
  public ActionNoise mean(double... means) {
    Require.finite("mean", means);
    return new ActionNoise(means.clone(), deviations);
  }

  /**
   * Standard deviation of the noise, in units of the action: one for all entries, or dU of them;
   * positive.
   */
  public ActionNoise deviation(double... deviations) {
    return new ActionNoise(means, PerJoint.positive("deviation", deviations));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the number of means or deviations does not fit dU
   */
  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    if (means.length > 0) {
      Require.length("mean", means.length, dU, "EnvironmentSpec.actionDimension");
    }
    double[] mean = means.length > 0 ? means : each(dU, i -> meanWithin(spec, i));
    double[] deviation =
        deviations.length > 0
            ? PerJoint.spread("deviation", deviations, dU)
            : each(dU, i -> deviationWithin(spec, i));
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < dU; i++) {
        k[t * dU + i] = mean[i];
        C[(t * dU + i) * dU + i] = deviation[i] * deviation[i];
      }
    }
    return LinearGaussianController.of(T, dX, dU, new double[T * dU * dX], k, C);
  }

  private static double[] each(int dU, IntToDoubleFunction value) {
    return IntStream.range(0, dU).mapToDouble(value).toArray();
  }

  private static double meanWithin(EnvironmentSpec spec, int i) {
    double lower = spec.actionLower()[i];
    double upper = spec.actionUpper()[i];
    if (isLimited(spec, i) && (lower >= 0 || upper <= 0)) {
      return lower + (upper - lower) / 2;
    }
    return Math.max(lower, Math.min(upper, 0));
  }

  private static double deviationWithin(EnvironmentSpec spec, int i) {
    double width = spec.actionUpper()[i] - spec.actionLower()[i];
    return isLimited(spec, i) && width > 0 ? width / 4 : 1;
  }

  private static boolean isLimited(EnvironmentSpec spec, int i) {
    return Double.isFinite(spec.actionUpper()[i]) && Double.isFinite(spec.actionLower()[i]);
  }

  /** Whether all entries of a spec's action have a lower and an upper limit. */
  static boolean limitsAreKnown(EnvironmentSpec spec) {
    return IntStream.range(0, spec.actionDimension()).allMatch(i -> isLimited(spec, i));
  }

  @Override
  public String toString() {
    return "ActionNoise[mean="
        + (means.length > 0 ? Arrays.toString(means) : "from the limits")
        + ", deviation="
        + (deviations.length > 0 ? Arrays.toString(deviations) : "from the limits")
        + "]";
  }
}
