package org.guidedpolicy.cost;

import org.guidedpolicy.argument.Require;

/**
 * How a cost's weight changes over an episode: multiplier of step t of T, with s = (t+1)/T.
 *
 * @param shape the function of s
 * @param finalMultiplier a further factor at the last step alone
 */
public record CostRamp(Shape shape, double finalMultiplier) {

  /** The multiplier as a function of s = (t+1)/T. */
  public enum Shape {
    /** 1. */
    CONSTANT,
    /** s. */
    LINEAR,
    /** s^2. */
    QUADRATIC,
    /** 1 at the last step, 0 before. */
    FINAL_STEP
  }

  /**
   * @throws IllegalArgumentException if finalMultiplier is negative or not finite
   */
  public CostRamp {
    Require.notNegative("finalMultiplier", finalMultiplier);
  }

  /** The same weight at every step. */
  public static CostRamp constant() {
    return new CostRamp(Shape.CONSTANT, 1);
  }

  /** A weight that grows with time, 1 at the last step. */
  public static CostRamp linear() {
    return new CostRamp(Shape.LINEAR, 1);
  }

  /** A weight that grows with the square of time, 1 at the last step. */
  public static CostRamp quadratic() {
    return new CostRamp(Shape.QUADRATIC, 1);
  }

  /** A weight at the last step alone. */
  public static CostRamp finalStep() {
    return new CostRamp(Shape.FINAL_STEP, 1);
  }

  /** This ramp with a further factor at the last step. */
  public CostRamp finalMultiplier(double factor) {
    return new CostRamp(shape, factor);
  }

  /** The factor of step t = 0 .. horizon-1. */
  public double multiplier(int t, int horizon) {
    double s = (t + 1.0) / horizon;
    boolean last = t == horizon - 1;
    double base =
        switch (shape) {
          case CONSTANT -> 1;
          case LINEAR -> s;
          case QUADRATIC -> s * s;
          case FINAL_STEP -> last ? 1 : 0;
        };
    return last ? base * finalMultiplier : base;
  }
}
