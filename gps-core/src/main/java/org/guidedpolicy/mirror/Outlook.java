package org.guidedpolicy.mirror;

import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;

/**
 * Costs of each condition in an iteration k, from which the next one sees what its step brought
 * [MD, Sec. 4.2]. Thread-safe, if nobody changes its arrays.
 *
 * @param executed mean of the episodes
 * @param network expected by the models of k for the network's linearization of k
 * @param local expected by the models of k for the local policy made in k-1
 * @param predicted expected by the models of k for the local policy made in k; NaN where none was
 *     made, and empty as long as k is not over
 */
record Outlook(double[] executed, double[] network, double[] local, double[] predicted) {

  /** Before the C-phase. */
  Outlook(double[] executed, double[] network, double[] local) {
    this(executed, network, local, new double[0]);
  }

  /** After the C-phase. */
  Outlook predicting(double[] costs) {
    return new Outlook(executed, network, local, costs);
  }

  /** P of each condition: what its new local policy promises over what the rule compares. */
  double[] predictedImprovements(MirrorDescent.StepRule rule) {
    return difference(compared(rule), predicted);
  }

  /**
   * A of each condition: what happened since.
   *
   * @param next of iteration k+1
   */
  double[] improvementsUntil(Outlook next, MirrorDescent.StepRule rule) {
    return difference(compared(rule), next.compared(rule));
  }

  private double[] compared(MirrorDescent.StepRule rule) {
    return switch (rule) {
      case LOCAL -> local;
      case GLOBAL, FIXED -> network;
      case SAMPLED -> executed;
    };
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    for (int m = 0; m < b.length; m++) {
      difference[m] -= b[m];
    }
    return difference;
  }

  void write(BinaryOutput out) {
    out.putDoubles(executed).putDoubles(network).putDoubles(local).putDoubles(predicted);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param conditions M
   */
  static Outlook read(BinaryInput in, int conditions) throws FormatException {
    return new Outlook(
        in.getDoubles("executed costs", conditions),
        in.getDoubles("networks' costs", conditions),
        in.getDoubles("local policies' costs", conditions),
        in.getDoubles("predicted costs", conditions));
  }
}
