package org.guidedpolicy.lqr;

/**
 * Finds the eta at which KL(eta) = epsilon, given that KL falls as eta grows and that the problem
 * may have no solution (KL counts as infinite) below some eta. Secants look for the interval [low,
 * high] that holds the root, then narrow it; bisection steps in where they do not halve it.
 *
 * <p>With x = log(eta), y = log(KL/epsilon), the slope dy/dx is -2 for large eta, flatter where KL
 * saturates and steeper close to an eta below which there is no solution. Secants are straight in
 * (x, y) in the first case, and in (eta, KL^(-1/2)) in the second, where both a pole of KL and its
 * decay are straight lines.
 *
 * <p>Use: {@link #start}, then while {@link #next} evaluate at {@link #eta} and report with {@link
 * #kl} or {@link #infeasible}. Mutable, one thread, allocates nothing.
 */
final class DualSearch {

  /** How a search ended. */
  enum Outcome {
    /** |KL - epsilon| is within tolerance at {@link #eta}. */
    CONVERGED,
    /** KL stays below epsilon down to the smallest feasible eta, which is {@link #eta}. */
    INACTIVE,
    /**
     * KL is below epsilon at {@link #eta}, and no evaluations or digits are left to come closer.
     */
    BELOW,
    /** No eta that was tried keeps KL within epsilon. */
    NONE
  }

  /** dy/dx for large eta. */
  private static final double SLOPE = -2;

  private static final double FLATTEST = -0.2;
  private static final double FIRST_STEP = Math.log(5);
  private static final double LONGEST_STEP = Math.log(1e4);

  private final KlConstrainedLqr.Options options;

  /**
   * Ends this close in x are not told apart: KL would have to change by a power of eta beyond 1000
   * to need more.
   */
  private final double narrow;

  private final double lowest;
  private final double highest;

  private double epsilon;
  private double x;
  private int evaluations;
  private boolean done;
  private Outcome outcome = Outcome.NONE;

  /** The largest eta known to be too small; its y is infinite if there is no solution. */
  private double lowX;

  private double lowY;

  /** The smallest eta known to keep KL below epsilon. */
  private double highX;

  private double highY;

  /** The finite evaluation before the last one; NaN before there is one. */
  private double previousX;

  private double previousY;
  private double lastX;
  private double lastY;

  /** The next step up from where KL is infinite; doubles each time. */
  private double blindStep;

  /** How far a secant may lead beyond what is known; doubles each time. */
  private double longestStep;

  /** The width of [low, high] when it was last halved, and the steps since. */
  private double widthToHalve;

  private int stepsToHalve;

  DualSearch(KlConstrainedLqr.Options options) {
    this.options = options;
    narrow = Math.max(1e-14, 1e-3 * options.tolerance());
    lowest = Math.log(options.minEta());
    highest = Math.log(options.maxEta());
  }

  void start(double epsilon, double startEta) {
    this.epsilon = epsilon;
    x = Math.min(highest, Math.max(lowest, Math.log(startEta)));
    evaluations = 0;
    done = false;
    lowX = Double.NEGATIVE_INFINITY;
    lowY = Double.POSITIVE_INFINITY;
    highX = Double.POSITIVE_INFINITY;
    highY = Double.NEGATIVE_INFINITY;
    previousX = Double.NaN;
    lastX = Double.NaN;
    blindStep = FIRST_STEP;
    longestStep = LONGEST_STEP;
    widthToHalve = Double.POSITIVE_INFINITY;
    stepsToHalve = 0;
  }

  /** Whether {@link #eta} is to be evaluated; after false it is the result. */
  boolean next() {
    if (!done && evaluations == options.maxEvaluations()) {
      finish(hasHigh() ? Outcome.BELOW : Outcome.NONE, hasHigh() ? highX : x);
    }
    evaluations++;
    return !done;
  }

  double eta() {
    return Math.min(options.maxEta(), Math.max(options.minEta(), Math.exp(x)));
  }

  Outcome outcome() {
    return outcome;
  }

  /** Reports that the problem has no solution at {@link #eta}, or one of infinite KL. */
  void infeasible() {
    tooSmall(Double.POSITIVE_INFINITY);
  }

  /** Reports the KL at {@link #eta}, a finite number. */
  void kl(double kl) {
    double y = Math.log(Math.max(kl, Double.MIN_NORMAL) / epsilon);
    previousX = lastX;
    previousY = lastY;
    lastX = x;
    lastY = y;
    if (Math.abs(kl - epsilon) <= options.tolerance() * epsilon) {
      finish(Outcome.CONVERGED, x);
    } else if (y > 0) {
      tooSmall(y);
    } else {
      tooLarge(y);
    }
  }

  private void tooSmall(double y) {
    if (x >= highest) {
      finish(Outcome.NONE, x);
      return;
    }
    lowX = x;
    lowY = y;
    propose();
  }

  private void tooLarge(double y) {
    if (x <= lowest) {
      finish(Outcome.INACTIVE, x);
      return;
    }
    highX = x;
    highY = y;
    propose();
  }

  private void propose() {
    if (!hasHigh()) {
      x = Math.min(highest, lowX + stepUp());
    } else if (!hasLow()) {
      x = Math.max(lowest, highX - stepDown());
    } else if (highX - lowX < narrow) {
      finish(lowY == Double.POSITIVE_INFINITY ? Outcome.INACTIVE : Outcome.BELOW, highX);
    } else {
      x = inside();
    }
  }

  private double stepUp() {
    if (lowY == Double.POSITIVE_INFINITY) {
      double step = blindStep;
      blindStep *= 2;
      return step;
    }
    return bounded(extrapolation() - lowX);
  }

  private double stepDown() {
    return bounded(highX - extrapolation());
  }

  private double bounded(double step) {
    double result = Math.min(step, longestStep);
    longestStep *= 2;
    return result;
  }

  /** Where the secant through the last two finite evaluations meets y = 0. */
  private double extrapolation() {
    if (Double.isNaN(previousX) || previousX == lastX) {
      return lastX - lastY / SLOPE;
    }
    return secantRoot(previousX, previousY, lastX, lastY);
  }

  private double inside() {
    double width = highX - lowX;
    if (width <= 0.5 * widthToHalve) {
      widthToHalve = width;
      stepsToHalve = 0;
    } else if (++stepsToHalve == 2) {
      stepsToHalve = 0;
      widthToHalve = 0.5 * width;
      return lowX + 0.5 * width;
    }
    double root = Double.NaN;
    if (lowY == Double.POSITIVE_INFINITY && lastX == highX && previousX > lastX) {
      root = secantRoot(previousX, previousY, lastX, lastY);
    }
    if (!(root > lowX && root < highX)) {
      root = secantRoot(lowX, lowY, highX, highY);
    }
    double margin = 1e-3 * width;
    return Math.min(highX - margin, Math.max(lowX + margin, root));
  }

  private static double secantRoot(double x1, double y1, double x2, double y2) {
    double slope = (y2 - y1) / (x2 - x1);
    if (slope >= SLOPE) {
      return x2 - y2 / Math.min(slope, FLATTEST);
    }
    // eta = eta2 (1 + (1 - g2) (1 - eta1/eta2) / (g2 - g1)) for g = (KL/epsilon)^(-1/2)
    double g1 = Math.exp(-0.5 * y1);
    double g2 = Math.exp(-0.5 * y2);
    double ratio = 1 + (1 - g2) * -Math.expm1(x1 - x2) / (g2 - g1);
    return ratio > 0 ? x2 + Math.log(ratio) : Double.NEGATIVE_INFINITY;
  }

  private boolean hasLow() {
    return lowX > Double.NEGATIVE_INFINITY;
  }

  private boolean hasHigh() {
    return highX < Double.POSITIVE_INFINITY;
  }

  private void finish(Outcome how, double where) {
    outcome = how;
    x = where;
    done = true;
  }
}
