package org.guidedpolicy.lqr;

/**
 * Finds the eta at which KL(eta) = epsilon, given that KL falls as eta grows and that the problem
 * may have no solution (KL counts as infinite) below some eta. Works on y = log(KL/epsilon) over x
 * = log(eta), nearly a straight line of slope -2 for large eta: extrapolates by secants until the
 * root is bracketed, then takes regula falsi steps (Illinois) with bisection as a safeguard.
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

  /** d log(KL) / d log(eta) for large eta. */
  private static final double SLOPE = -2;

  private static final double STEEPEST = -6;
  private static final double FLATTEST = -0.2;
  private static final double FIRST_STEP = Math.log(10);
  private static final double LONGEST_STEP = Math.log(1e4);

  /** Two ends this close in log(eta) are the same eta. */
  private static final double NARROW = 1e-10;

  private final KlConstrainedLqr.Options options;
  private final double lowest;
  private final double highest;

  private double epsilon;
  private double x;
  private int evaluations;
  private Outcome outcome = Outcome.NONE;
  private boolean done;

  /** The largest eta known to be too small; y is infinite if there is no solution there. */
  private double lowX;

  private double lowY;

  /** The smallest eta known to keep KL below epsilon. */
  private double highX;

  private double highY;

  private double lastX;
  private double lastY;
  private double slope;
  private double blindStep;
  private double longestStep;
  private boolean lastWasLow;
  private double widthToHalve;
  private int stepsToHalve;

  DualSearch(KlConstrainedLqr.Options options) {
    this.options = options;
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
    lastX = x;
    lastY = Double.POSITIVE_INFINITY;
    slope = SLOPE;
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
    if (x != lastX && lastY < Double.POSITIVE_INFINITY) {
      slope = Math.min(FLATTEST, Math.max(STEEPEST, (y - lastY) / (x - lastX)));
    }
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
    if (lastWasLow) {
      highY *= 0.5;
    }
    lowX = x;
    lowY = y;
    lastWasLow = true;
    propose();
  }

  private void tooLarge(double y) {
    if (x <= lowest) {
      finish(Outcome.INACTIVE, x);
      return;
    }
    if (!lastWasLow) {
      lowY *= 0.5;
    }
    highX = x;
    highY = y;
    lastWasLow = false;
    propose();
  }

  private void propose() {
    if (!hasHigh()) {
      x = Math.min(highest, lowX + stepUp());
    } else if (!hasLow()) {
      x = Math.max(lowest, highX - stepDown());
    } else if (highX - lowX < NARROW) {
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
    return bounded(lastY / -slope);
  }

  private double stepDown() {
    return bounded(lastY / slope);
  }

  private double bounded(double step) {
    double result = Math.min(step, longestStep);
    longestStep *= 2;
    return result;
  }

  private double inside() {
    double width = highX - lowX;
    if (width <= 0.5 * widthToHalve) {
      widthToHalve = width;
      stepsToHalve = 0;
    } else if (++stepsToHalve == 3) {
      stepsToHalve = 0;
      widthToHalve = 0.5 * width;
      return lowX + 0.5 * width;
    }
    double fromHigh;
    if (lowY - highY > -STEEPEST * width) {
      // The lower end is beyond the smooth part of the curve: it says nothing about the slope.
      fromHigh = Math.min(highY / slope, 0.8 * width);
    } else {
      fromHigh = width * highY / (highY - lowY);
    }
    return highX - Math.max(fromHigh, 1e-3 * width);
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
