package org.guidedpolicy.nn;

import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.supervised.PolicyCovariance;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * Shift and scale of each entry of a vector: (v - mean) / deviation.
 *
 * @param mean n entries
 * @param deviation n positive entries
 */
record Standardization(double[] mean, double[] deviation) {

  /**
   * From the mean and standard deviation of observations, the deviation at least at a floor.
   *
   * @param encoded N x width, row-major: sines and cosines are standardized as any other entry
   */
  static Standardization ofObservations(double[] encoded, int width, double floor) {
    double[] mean = mean(encoded, width);
    double[] deviation = variance(encoded, mean);
    for (int i = 0; i < width; i++) {
      deviation[i] = Math.max(floor, Math.sqrt(deviation[i]));
    }
    return new Standardization(mean, deviation);
  }

  /** The other's mean, and the greater of both deviations. */
  Standardization widenedTo(Standardization other) {
    double[] widest = deviation.clone();
    for (int i = 0; i < widest.length; i++) {
      widest[i] = Math.max(widest[i], other.deviation[i]);
    }
    return new Standardization(other.mean, widest);
  }

  /**
   * With the other's deviation in every entry that has not varied yet. What a network does with
   * such an entry is chance: kept as a function of the raw entry, it would grow by the ratio of the
   * deviations.
   *
   * @param floor the deviation of an entry that has not varied
   */
  Standardization withUnseenDeviations(Standardization other, double floor) {
    double[] seen = deviation.clone();
    for (int i = 0; i < seen.length; i++) {
      if (seen[i] <= floor) {
        seen[i] = other.deviation[i];
      }
    }
    return new Standardization(mean, seen);
  }

  /**
   * From the mean of the local policies' actions and the noise they have: the root of the inverse
   * of each entry's average precision. An output of 1 is then an error that costs as much as the
   * noise, in newtons and in kilonewtons. (The spread of the actions as the unit fits recorded
   * targets as well, but carries over to unseen trajectories 5% worse.)
   */
  static Standardization ofActions(SupervisedTargets targets) {
    int dU = targets.actionDimension();
    double[] variance = PolicyCovariance.diagonal(dU, targets.precisions());
    double[] deviation = new double[dU];
    for (int i = 0; i < dU; i++) {
      deviation[i] = Math.sqrt(variance[i * dU + i]);
    }
    return new Standardization(mean(targets.means(), dU), deviation);
  }

  private static double[] mean(double[] rows, int width) {
    double[] sum = new double[width];
    for (int k = 0; k < rows.length; k++) {
      sum[k % width] += rows[k];
    }
    return divided(sum, rows.length / width);
  }

  private static double[] variance(double[] rows, double[] mean) {
    int width = mean.length;
    double[] sum = new double[width];
    for (int k = 0; k < rows.length; k++) {
      double d = rows[k] - mean[k % width];
      sum[k % width] += d * d;
    }
    return divided(sum, rows.length / width);
  }

  private static double[] divided(double[] values, int N) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= N;
    }
    return values;
  }

  /** Rows of standardized entries. */
  float[] apply(double[] rows) {
    int width = mean.length;
    float[] standardized = new float[rows.length];
    for (int k = 0; k < rows.length; k++) {
      standardized[k] = (float) ((rows[k] - mean[k % width]) / deviation[k % width]);
    }
    return standardized;
  }

  /** A linear last layer that gives mean + deviation (a W + b) in place of a W + b. */
  MlpPolicy.Layer undo(MlpPolicy.Layer last) {
    double[] W = last.weights();
    double[] b = last.biases();
    for (int k = 0; k < W.length; k++) {
      W[k] *= deviation[k % deviation.length];
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = mean[i] + deviation[i] * b[i];
    }
    return new MlpPolicy.Layer(last.inputs(), last.outputs(), last.activation(), W, b);
  }
}
