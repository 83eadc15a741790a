package org.guidedpolicy.examples.battery;

import java.util.function.ToDoubleFunction;

/** What a robot does under a constant action. */
final class Motion {
  private Motion() {}

  /** The state after some time steps. */
  static double[] after(PlainRobot robot, double[] x, int steps, double... u) {
    double[] now = x;
    for (int t = 0; t < steps; t++) {
      now = robot.next(now, u);
    }
    return now;
  }

  /** Largest change of a quantity from its first value during some time steps. */
  static double drift(
      PlainRobot robot, double[] x, int steps, ToDoubleFunction<double[]> quantity, double... u) {
    double first = quantity.applyAsDouble(x);
    double worst = 0;
    double[] now = x;
    for (int t = 0; t < steps; t++) {
      now = robot.next(now, u);
      worst = Math.max(worst, Math.abs(quantity.applyAsDouble(now) - first));
    }
    return worst;
  }

  /**
   * Seconds of one oscillation of a state entry about a value, from when it passes the value
   * upwards, by straight lines between the time steps, the mean of several.
   */
  static double period(
      PlainRobot robot, double[] x, int entry, double about, int oscillations, double... u) {
    double dt = robot.spec().timeStep();
    double first = Double.NaN;
    int seen = 0;
    double[] now = x;
    for (int t = 0; t < 100_000; t++) {
      double[] next = robot.next(now, u);
      double before = now[entry] - about;
      double after = next[entry] - about;
      if (before < 0 && after >= 0) {
        double time = dt * (t + before / (before - after));
        if (seen == 0) {
          first = time;
        } else if (seen == oscillations) {
          return (time - first) / oscillations;
        }
        seen++;
      }
      now = next;
    }
    throw new AssertionError("no " + oscillations + " oscillations");
  }
}
