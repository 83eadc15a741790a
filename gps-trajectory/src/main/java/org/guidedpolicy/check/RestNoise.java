package org.guidedpolicy.check;

import java.util.List;

/**
 * What the state does by itself, from an episode at rest: a smooth course, which is the same in
 * every episode, and noise around it. Immutable.
 */
final class RestNoise {
  private static final double ROUNDING = 1e-9;
  private static final int MAX_DEGREE = 5;

  private final List<double[]> states;

  /** Standard deviation of what x_{t+k} - x_t has beside the course, [k][j]. */
  private final double[][] deviation;

  private final double[] size;

  /**
   * @param states [t][j], two or more
   * @param lags how many k are wanted
   */
  RestNoise(List<double[]> states, int lags) {
    this.states = List.copyOf(states);
    int dX = states.get(0).length;
    this.size = new double[dX];
    this.deviation = new double[lags + 1][dX];
    // a robot may move into its rest at first
    List<double[]> settled =
        states.subList(states.size() < 40 ? 0 : states.size() / 2, states.size());
    int last = settled.size() - 1;
    for (int j = 0; j < dX; j++) {
      int entry = j;
      double[] noise = settled.stream().mapToDouble(x -> x[entry]).toArray();
      for (double x : noise) {
        size[j] = Math.max(size[j], Math.abs(x));
      }
      removeCourse(noise);
      for (int k = 1; k <= lags; k++) {
        // of long changes there are too few to tell
        double own = k <= Math.max(1, last / 2) ? deviation(noise, k) + rounding(j) : 0;
        deviation[k][j] = Math.max(own, deviation[k - 1][j]);
      }
    }
  }

  /** Subtracts polynomials of low degree, one orthogonal to the other. */
  private static void removeCourse(double[] values) {
    int n = values.length;
    int degrees = Math.min(MAX_DEGREE, n / 10 + 1) + 1;
    double[][] basis = new double[degrees][n];
    for (int d = 0; d < degrees; d++) {
      for (int t = 0; t < n; t++) {
        basis[d][t] = Math.pow(2.0 * t / (n - 1) - 1, d);
      }
      for (int e = 0; e < d; e++) {
        subtractProjection(basis[d], basis[e]);
      }
      subtractProjection(values, basis[d]);
    }
  }

  private static void subtractProjection(double[] from, double[] onto) {
    double dot = 0;
    double square = 0;
    for (int t = 0; t < from.length; t++) {
      dot += from[t] * onto[t];
      square += onto[t] * onto[t];
    }
    for (int t = 0; t < from.length; t++) {
      from[t] -= dot / square * onto[t];
    }
  }

  private static double deviation(double[] noise, int k) {
    int n = noise.length - k;
    double squares = 0;
    for (int t = 0; t < n; t++) {
      double change = noise[t + k] - noise[t];
      squares += change * change;
    }
    return Math.sqrt(squares / n);
  }

  private double rounding(int j) {
    return ROUNDING * (1 + size[j]);
  }

  /** Of the noise in a change over k steps. */
  double ofChange(int j, int k) {
    return deviation[Math.min(k, deviation.length - 1)][j];
  }

  /** Standard deviation of one reading; 0 if it is rounding alone. */
  double ofReading(int j) {
    double own = deviation[1][j];
    return own < 2 * rounding(j) ? 0 : own / Math.sqrt(2);
  }

  /** By how much an entry changes from step t0 to t by itself; 0 where that was not seen. */
  double course(int j, int t0, int t) {
    return t < states.size() ? states.get(t)[j] - states.get(t0)[j] : 0;
  }

  /** Change in a step, on average. */
  double drift(int j) {
    int last = states.size() - 1;
    return course(j, 0, last) / last;
  }
}
