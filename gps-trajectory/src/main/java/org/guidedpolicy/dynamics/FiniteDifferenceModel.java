package org.guidedpolicy.dynamics;

import java.util.Arrays;
import java.util.function.Supplier;
import org.guidedpolicy.argument.Require;

/**
 * A model whose derivatives come from central differences of its next state,
 *
 * <pre>
 * df/dz_i = (f(z + h_i e_i) - f(z - h_i e_i)) / (2 h_i),   z = [x; u],
 * h_i = relative step times max(scale_i, |z_i|),
 * </pre>
 *
 * with an error of second order in h. Where an action cannot be moved both ways within its limits,
 * the difference is taken to one side, because beyond a limit nothing changes any more. 2 (dX + dU)
 * evaluations. Immutable; thread-safe if the function is, or if each thread has one of its own.
 */
public final class FiniteDifferenceModel implements Model {
  /** About eps^(1/3), which balances truncation and rounding in a first difference. */
  private static final double DEFAULT_STEP = 6e-6;

  /** The next state of a model that has no derivatives of its own. */
  @FunctionalInterface
  public interface NextState {
    /**
     * @param x dX entries, not to be changed
     * @param u dU entries, not to be changed
     * @param next receives dX entries; another array than x
     */
    void next(double[] x, double[] u, double[] next);
  }

  private final int dX;
  private final int dU;
  private final ThreadLocal<? extends NextState> functions;
  private final double relativeStep;
  private final double[] scales;
  private final double[] lower;
  private final double[] upper;

  private FiniteDifferenceModel(
      int dX,
      int dU,
      ThreadLocal<? extends NextState> functions,
      double relativeStep,
      double[] scales,
      double[] lower,
      double[] upper) {
    this.dX = dX;
    this.dU = dU;
    this.functions = functions;
    this.relativeStep = relativeStep;
    this.scales = scales;
    this.lower = lower;
    this.upper = upper;
  }

  /**
   * @param stateDimension dX
   * @param actionDimension dU
   * @param function thread-safe if the model is used by several threads
   */
  public static FiniteDifferenceModel of(
      int stateDimension, int actionDimension, NextState function) {
    return perThread(stateDimension, actionDimension, () -> function);
  }

  /**
   * @param functions makes the function of each thread that uses the model, all of them equal
   */
  public static FiniteDifferenceModel perThread(
      int stateDimension, int actionDimension, Supplier<? extends NextState> functions) {
    Require.atLeast("stateDimension", stateDimension, 1);
    Require.atLeast("actionDimension", actionDimension, 1);
    return new FiniteDifferenceModel(
        stateDimension,
        actionDimension,
        ThreadLocal.withInitial(functions),
        DEFAULT_STEP,
        filled(stateDimension + actionDimension, 1),
        filled(actionDimension, Double.NEGATIVE_INFINITY),
        filled(actionDimension, Double.POSITIVE_INFINITY));
  }

  private static double[] filled(int length, double value) {
    double[] values = new double[length];
    Arrays.fill(values, value);
    return values;
  }

  /** With another relative step; a function with kinks or noise wants it larger than 6e-6. */
  public FiniteDifferenceModel withRelativeStep(double value) {
    Require.positive("relativeStep", value);
    return new FiniteDifferenceModel(dX, dU, functions, value, scales, lower, upper);
  }

  /**
   * Says how large the entries of [x; u] typically are, where that is far from 1.
   *
   * @param values dX + dU entries, positive
   */
  public FiniteDifferenceModel withScales(double... values) {
    Require.length("scales", values.length, dX + dU, "dX + dU");
    for (int i = 0; i < values.length; i++) {
      Require.positive("scales[" + i + "]", values[i]);
    }
    return new FiniteDifferenceModel(dX, dU, functions, relativeStep, values.clone(), lower, upper);
  }

  /**
   * @param lower smallest actions that the function tells apart, dU entries; may be -infinity
   * @param upper greatest ones; may be +infinity
   */
  public FiniteDifferenceModel withActionLimits(double[] lower, double[] upper) {
    Require.length("lower", lower.length, dU, "dU");
    Require.length("upper", upper.length, dU, "dU");
    for (int i = 0; i < dU; i++) {
      if (!(lower[i] < upper[i])) {
        throw new IllegalArgumentException(
            "the lower limit of action " + i + " is " + lower[i] + ", the upper " + upper[i]);
      }
    }
    return new FiniteDifferenceModel(
        dX, dU, functions, relativeStep, scales, lower.clone(), upper.clone());
  }

  @Override
  public int stateDimension() {
    return dX;
  }

  @Override
  public int actionDimension() {
    return dU;
  }

  @Override
  public void next(double[] x, double[] u, double[] next) {
    Lengths.require(this, x, u, next);
    functions.get().next(next == x ? x.clone() : x, u, next);
  }

  @Override
  public void linearize(double[] x, double[] u, double[] fx, double[] fu) {
    Lengths.require(this, x, u, fx, fu);
    Difference difference = new Difference(functions.get());
    double[] movedX = x.clone();
    for (int i = 0; i < dX; i++) {
      double h = relativeStep * Math.max(scales[i], Math.abs(x[i]));
      difference.column(movedX, u, movedX, i, x[i] - h, x[i] + h, fx);
    }
    double[] movedU = u.clone();
    for (int i = 0; i < dU; i++) {
      double h = relativeStep * Math.max(scales[dX + i], Math.abs(u[i]));
      double min = u[i] - h < lower[i] ? u[i] : u[i] - h;
      double max = u[i] + h > upper[i] ? u[i] : u[i] + h;
      if (min == max) {
        min = Math.max(lower[i], u[i] - h);
        max = Math.min(upper[i], u[i] + h);
      }
      difference.column(x, movedU, movedU, i, min, max, fu);
    }
  }

  /** The evaluations around one point. */
  private final class Difference {
    private final NextState function;
    private final double[] plus = new double[dX];
    private final double[] minus = new double[dX];

    Difference(NextState function) {
      this.function = function;
    }

    /** Moves entry i of an argument to two places and restores it; fills column i of out. */
    void column(
        double[] x, double[] u, double[] moved, int i, double min, double max, double[] out) {
      double centre = moved[i];
      moved[i] = max;
      function.next(x, u, plus);
      moved[i] = min;
      function.next(x, u, minus);
      moved[i] = centre;
      for (int j = 0; j < dX; j++) {
        out[j * moved.length + i] = (plus[j] - minus[j]) / (max - min);
      }
    }
  }
}
