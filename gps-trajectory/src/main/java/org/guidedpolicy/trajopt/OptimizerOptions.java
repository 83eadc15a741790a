package org.guidedpolicy.trajopt;

import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * How trajectories are optimized. Immutable and thread-safe.
 *
 * <pre>
 * OptimizerOptions.defaults().with(o -&gt; o.secondOrder = true)
 * </pre>
 */
public record OptimizerOptions(
    int iterations,
    boolean secondOrder,
    double maxSeconds,
    double tolerance,
    int patience,
    double firstRegularization,
    double maxRegularization,
    int lineSearchSteps,
    double smallestStep,
    double acceptance,
    double maxState) {

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    /** Most steps from one trajectory to a better one. */
    public int iterations = 200;

    /** Whether second derivatives of the dynamics count (DDP) or not (iLQR). */
    public boolean secondOrder = false;

    /** No further step is begun after this time; with it, results depend on the machine. */
    public double maxSeconds = Double.POSITIVE_INFINITY;

    /** An improvement below this share of the cost is a small one. */
    public double tolerance = 1e-5;

    /** So many small improvements in a row end the optimization. */
    public int patience = 2;

    /** Regularization mu of the first backward pass, in units of the cost's second derivatives. */
    public double firstRegularization = 1e-6;

    /** No descent is looked for beyond this mu. */
    public double maxRegularization = 1e10;

    /** How many step lengths are tried in turn, from 1 on, equally far apart in logarithms. */
    public int lineSearchSteps = 11;

    /** The last of them. */
    public double smallestStep = 1e-3;

    /** A step must improve the cost by this share of what the expansion expects. */
    public double acceptance = 1e-4;

    /** A trajectory on which a state entry exceeds this has diverged. */
    public double maxState = 1e6;

    private OptimizerOptions options() {
      return new OptimizerOptions(
          iterations,
          secondOrder,
          maxSeconds,
          tolerance,
          patience,
          firstRegularization,
          maxRegularization,
          lineSearchSteps,
          smallestStep,
          acceptance,
          maxState);
    }
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public OptimizerOptions {
    Require.atLeast("iterations", iterations, 0);
    if (!(maxSeconds > 0)) {
      throw new IllegalArgumentException("maxSeconds must be positive, is " + maxSeconds);
    }
    Require.notNegative("tolerance", tolerance);
    Require.atLeast("patience", patience, 1);
    Require.notNegative("firstRegularization", firstRegularization);
    Require.positive("maxRegularization", maxRegularization);
    Require.atLeast("lineSearchSteps", lineSearchSteps, 1);
    Require.positive("smallestStep", smallestStep);
    Require.share("smallestStep", smallestStep);
    Require.share("acceptance", acceptance);
    Require.positive("maxState", maxState);
  }

  /** Iterative LQR until nothing improves any more. */
  public static OptimizerOptions defaults() {
    return new Draft().options();
  }

  /** These options with changes. */
  public OptimizerOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.iterations = iterations;
    draft.secondOrder = secondOrder;
    draft.maxSeconds = maxSeconds;
    draft.tolerance = tolerance;
    draft.patience = patience;
    draft.firstRegularization = firstRegularization;
    draft.maxRegularization = maxRegularization;
    draft.lineSearchSteps = lineSearchSteps;
    draft.smallestStep = smallestStep;
    draft.acceptance = acceptance;
    draft.maxState = maxState;
    change.accept(draft);
    return draft.options();
  }

  /** Step length i of the line search, i = 0 .. lineSearchSteps - 1. */
  double stepLength(int i) {
    return i == 0 ? 1 : Math.pow(smallestStep, (double) i / (lineSearchSteps - 1));
  }
}
