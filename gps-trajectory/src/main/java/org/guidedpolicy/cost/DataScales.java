package org.guidedpolicy.cost;

import java.util.List;
import org.guidedpolicy.rollout.Trajectory;

/**
 * How much each entry of [x; u] varies over the executed steps of recorded episodes, so that finite
 * differences take steps of the same size in metres and in micrometres.
 *
 * <p>It is the standard deviation. An entry that does not vary beyond rounding has the magnitude of
 * its value instead, or 1 if it is 0, at most the largest scale.
 *
 * <p>Immutable and thread-safe.
 */
public final class DataScales {
  /** A standard deviation below this share of the reference magnitude is taken for rounding. */
  private static final double CONSTANT = 1e-8;

  /** An entry's reference magnitude is at least this share of the largest standard deviation. */
  private static final double MAGNITUDE = 1e-4;

  private static final DataScales UNKNOWN = new DataScales(new double[0]);

  /** One for each entry of z; empty if unknown. */
  private final double[] scales;

  private DataScales(double[] scales) {
    this.scales = scales;
  }

  /** Of data that is not known: entries are taken to be of order 1, or of their own magnitude. */
  public static DataScales unknown() {
    return UNKNOWN;
  }

  static DataScales of(double[] scales) {
    return new DataScales(scales);
  }

  /**
   * @param episodes at least one; all of the same robot
   */
  public static DataScales of(List<Trajectory> episodes) {
    int dX = episodes.get(0).stateDimension();
    int dU = episodes.get(0).actionDimension();
    Moments[] moments = new Moments[dX + dU];
    double largest = 0;
    for (int i = 0; i < moments.length; i++) {
      moments[i] = Moments.of(episodes, i);
      largest = Math.max(largest, moments[i].deviation());
    }
    double[] scales = new double[dX + dU];
    for (int i = 0; i < scales.length; i++) {
      scales[i] = moments[i].scale(largest);
    }
    return new DataScales(scales);
  }

  /** Standard deviation and largest magnitude of one entry over all steps. */
  private record Moments(double deviation, double magnitude) {

    static Moments of(List<Trajectory> episodes, int i) {
      double n = 0;
      double mean = 0;
      double squares = 0;
      double magnitude = 0;
      for (Trajectory episode : episodes) {
        int dX = episode.stateDimension();
        for (int t = 0; t < episode.steps(); t++) {
          double z = i < dX ? episode.state(t, i) : episode.action(t, i - dX);
          n++;
          double before = z - mean;
          mean += before / n;
          squares += before * (z - mean);
          magnitude = Math.max(magnitude, Math.abs(z));
        }
      }
      return new Moments(Math.sqrt(squares / n), magnitude);
    }

    double scale(double largest) {
      double reference = Math.max(magnitude, MAGNITUDE * largest);
      if (deviation > CONSTANT * reference) {
        return deviation;
      }
      if (magnitude > 0) {
        return reference;
      }
      return largest > 0 ? Math.min(1, largest) : 1;
    }
  }

  boolean areKnown() {
    return scales.length > 0;
  }

  /** Of entry i of z; where scales are known. */
  double scale(int i) {
    return scales[i];
  }
}
