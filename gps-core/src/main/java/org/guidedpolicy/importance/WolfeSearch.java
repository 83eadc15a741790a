package org.guidedpolicy.importance;

import org.guidedpolicy.importance.Lbfgs.Counted;
import org.guidedpolicy.importance.Lbfgs.Point;

/**
 * A line search for a step that satisfies the strong Wolfe conditions (Nocedal, Wright: Numerical
 * Optimization, 2006, Alg. 3.5 and 3.6),
 *
 * <pre>
 * phi(a) &lt;= phi(0) + c1 a phi'(0)   and   |phi'(a)| &lt;= c2 |phi'(0)|,   phi(a) = f(x + a d).
 * </pre>
 *
 * Where the limits end it before, the best point so far is the result. For one search; one thread.
 */
final class WolfeSearch {
  private static final double C1 = 1e-4;
  private static final double C2 = 0.9;
  private static final int TRIALS = 20;
  private static final double GROWTH = 2;

  /** An interpolated step stays this share of the interval away from its ends. */
  private static final double MARGIN = 0.1;

  private final Counted f;
  private final Point start;
  private final double[] d;
  private final double slope;
  private final int evaluations;

  private Point best;

  /** phi and phi' at a step; the slope does not matter where the value is not finite. */
  private record Step(double a, double phi, double slope, Point point) {}

  /**
   * @param d direction
   * @param slope d'gradient at the start, negative
   * @param evaluations of the function after which the search ends
   */
  WolfeSearch(Counted f, Point start, double[] d, double slope, int evaluations) {
    this.f = f;
    this.start = start;
    this.d = d;
    this.slope = slope;
    this.evaluations = evaluations;
    this.best = start;
  }

  /**
   * @param first step to try
   * @return where the step leads; the start itself if no step brought a decrease
   */
  Point from(double first) {
    Step zero = new Step(0, start.value(), slope, start);
    Step before = zero;
    double a = first;
    for (int i = 0; i < TRIALS && mayAsk(); i++) {
      Step now = at(a);
      if (!isLow(now) || (i > 0 && now.phi >= before.phi)) {
        return between(before, now);
      }
      if (Math.abs(now.slope) <= -C2 * slope) {
        return now.point;
      }
      if (now.slope >= 0) {
        return between(now, before);
      }
      before = now;
      a *= GROWTH;
    }
    return best;
  }

  /** The interval between both has a step that satisfies the conditions; low is the lower end. */
  private Point between(Step first, Step second) {
    Step low = first;
    Step high = second;
    for (int i = 0; i < TRIALS && mayAsk(); i++) {
      Step now = at(interpolated(low, high));
      if (!isLow(now) || now.phi >= low.phi) {
        high = now;
        continue;
      }
      if (Math.abs(now.slope) <= -C2 * slope) {
        return now.point;
      }
      if (now.slope * (high.a - low.a) >= 0) {
        high = low;
      }
      low = now;
    }
    return best;
  }

  private boolean mayAsk() {
    return f.count() < evaluations;
  }

  private boolean isLow(Step step) {
    return step.phi <= start.value() + C1 * step.a * slope; // false if it is not finite
  }

  private Step at(double a) {
    double[] x = start.x().clone();
    for (int i = 0; i < x.length; i++) {
      x[i] += a * d[i];
    }
    Point point = f.at(x);
    double value = Double.isNaN(point.value()) ? Double.POSITIVE_INFINITY : point.value();
    if (value < best.value()) {
      best = point;
    }
    return new Step(a, value, Lbfgs.dot(point.gradient(), d), point);
  }

  /** The minimum of the cubic through both ends; the middle where there is none. */
  private static double interpolated(Step low, Step high) {
    double middle = 0.5 * (low.a + high.a);
    if (!Double.isFinite(high.phi) || !Double.isFinite(high.slope)) {
      return low.a + MARGIN * (high.a - low.a);
    }
    double d1 = low.slope + high.slope - 3 * (low.phi - high.phi) / (low.a - high.a);
    double root = d1 * d1 - low.slope * high.slope;
    if (!(root >= 0)) {
      return middle;
    }
    double d2 = Math.signum(high.a - low.a) * Math.sqrt(root);
    double a =
        high.a - (high.a - low.a) * (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2);
    double margin = MARGIN * Math.abs(high.a - low.a);
    double min = Math.min(low.a, high.a) + margin;
    double max = Math.max(low.a, high.a) - margin;
    return Double.isFinite(a) ? Math.max(min, Math.min(max, a)) : middle;
  }
}
