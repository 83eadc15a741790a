package org.guidedpolicy.cost;

/**
 * How a smooth barrier rises, as a function of y = how far beyond it, in widths of the barrier:
 * with the softplus h(y) = log(1 + e^y), which is max(0, y) with a rounded corner, and its slope
 * s(y) = 1 / (1 + e^-y). Every shape has derivatives of every order everywhere, on both sides: it
 * costs next to nothing from about 5 widths before the barrier, and a robot that is beyond it is
 * told the way back.
 */
public enum BarrierShape {
  /** h^2/2: rises with the square of what is beyond; 0.24 at the barrier itself. For most. */
  SQUARE,

  /**
   * h: rises in proportion to what is beyond; 0.69 at the barrier. Where a robot may be far beyond
   * for long, as one that has fallen.
   */
  LINEAR,

  /**
   * s: a step from 0 to 1, rounded over about 5 widths on either side; 0.5 at the barrier. The
   * smooth form of a reward for each step on the right side. Far beyond the slope is gone, and with
   * it the way back.
   */
  STEP;

  /** The cost at y. */
  double value(double y) {
    return switch (this) {
      case SQUARE -> 0.5 * softplus(y) * softplus(y);
      case LINEAR -> softplus(y);
      case STEP -> sigmoid(y);
    };
  }

  /** Its derivative, never negative. */
  double slope(double y) {
    double s = sigmoid(y);
    return switch (this) {
      case SQUARE -> softplus(y) * s;
      case LINEAR -> s;
      case STEP -> s * sigmoid(-y);
    };
  }

  /** Its second derivative; negative only in a step, beyond the barrier. */
  double curvature(double y) {
    double s = sigmoid(y);
    double bend = s * sigmoid(-y);
    return switch (this) {
      case SQUARE -> s * s + softplus(y) * bend;
      case LINEAR -> bend;
      case STEP -> bend * (sigmoid(-y) - s);
    };
  }

  private static double softplus(double y) {
    return Math.max(0, y) + Math.log1p(Math.exp(-Math.abs(y)));
  }

  private static double sigmoid(double y) {
    double e = Math.exp(-Math.abs(y));
    return (y >= 0 ? 1 : e) / (1 + e);
  }
}
