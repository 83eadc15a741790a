package org.guidedpolicy.examples.battery;

/** The classical Runge-Kutta method of fourth order. */
final class RungeKutta {
  private RungeKutta() {}

  /** x' = f(x, u). */
  @FunctionalInterface
  interface Flow {
    /**
     * @param x state, not changed
     * @param u action, not changed
     * @return the state's derivative by time, as many entries as x
     */
    double[] derivative(double[] x, double[] u);
  }

  /**
   * The state after a time under a constant action.
   *
   * @param seconds how long
   * @param substeps into how many equal steps the time is cut
   */
  static double[] advance(Flow flow, double[] x, double[] u, double seconds, int substeps) {
    double h = seconds / substeps;
    double[] at = x;
    for (int step = 0; step < substeps; step++) {
      double[] k1 = flow.derivative(at, u);
      double[] k2 = flow.derivative(moved(at, h / 2, k1), u);
      double[] k3 = flow.derivative(moved(at, h / 2, k2), u);
      double[] k4 = flow.derivative(moved(at, h, k3), u);
      double[] after = new double[x.length];
      for (int i = 0; i < after.length; i++) {
        after[i] = at[i] + h / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
      }
      at = after;
    }
    return at;
  }

  private static double[] moved(double[] x, double h, double[] k) {
    double[] moved = new double[x.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = x[i] + h * k[i];
    }
    return moved;
  }
}
