package org.guidedpolicy.nn;

/**
 * Shift and scale of each observation entry: (o - mean) / deviation.
 *
 * @param mean dO entries
 * @param deviation dO positive entries
 */
record Standardisation(double[] mean, double[] deviation) {

  /** From the mean and standard deviation of rows, the deviation at least at a floor. */
  static Standardisation of(double[] rows, int width, double floor) {
    int N = rows.length / width;
    double[] mean = new double[width];
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < width; i++) {
        mean[i] += rows[n * width + i] / N;
      }
    }
    double[] deviation = new double[width];
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < width; i++) {
        double d = rows[n * width + i] - mean[i];
        deviation[i] += d * d / N;
      }
    }
    for (int i = 0; i < width; i++) {
      deviation[i] = Math.max(floor, Math.sqrt(deviation[i]));
    }
    return new Standardisation(mean, deviation);
  }

  float[] apply(double[] rows) {
    int width = mean.length;
    float[] standardised = new float[rows.length];
    for (int k = 0; k < rows.length; k++) {
      standardised[k] = (float) ((rows[k] - mean[k % width]) / deviation[k % width]);
    }
    return standardised;
  }
}
