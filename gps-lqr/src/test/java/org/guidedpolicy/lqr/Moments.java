package org.guidedpolicy.lqr;

/** Mean of samples and its standard error. */
final class Moments {
  private int count;
  private double mean;
  private double squares;

  void add(double value) {
    count++;
    double d = value - mean;
    mean += d / count;
    squares += d * (value - mean);
  }

  double mean() {
    return mean;
  }

  double standardError() {
    return Math.sqrt(squares / (count - 1) / count);
  }
}
