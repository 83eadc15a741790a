package org.guidedpolicy.dynamics;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.network.Parameters;
import org.guidedpolicy.network.Passes;

/**
 * What an ensemble says of a point on average, in standardized outputs,
 *
 * <pre>
 * mean over e of N_e((z - c) / s),   z = encoding of the point,
 * </pre>
 *
 * and its derivative by z. Holds the memory of one evaluation after another; used by one thread.
 */
final class EnsembleMean {
  private final AngleEncoding encoding;
  private final Scaling points;
  private final List<Passes<double[]>> passes;
  private final double[][] standardized;
  private final double[][] outputs;
  private final double[] mean;
  private final double[][] jacobian;

  /**
   * @param encoding of points
   * @param points c and s, of encoded points
   * @param members one or more networks
   * @param outputs that each of them has
   */
  EnsembleMean(
      AngleEncoding encoding, Scaling points, List<Parameters<double[]>> members, int outputs) {
    this.encoding = encoding;
    this.points = points;
    this.passes = members.stream().map(theta -> new Passes<>(theta, 1)).toList();
    this.standardized = new double[1][encoding.encodedDimension()];
    this.outputs = new double[members.size()][];
    this.mean = new double[outputs];
    this.jacobian = new double[encoding.encodedDimension()][outputs];
  }

  /** The mean at a point; valid until the next call. */
  double[] at(double[] point) {
    double[] input = standardized[0];
    encoding.encode(point, input);
    for (int i = 0; i < input.length; i++) {
      input[i] = points.standardized(input[i], i);
    }
    for (int e = 0; e < outputs.length; e++) {
      outputs[e] = passes.get(e).forward(standardized, 1)[0];
    }
    for (int o = 0; o < mean.length; o++) {
      double sum = 0;
      for (double[] output : outputs) {
        sum += output[o];
      }
      mean[o] = sum / outputs.length;
    }
    return mean;
  }

  /** How far the members are from the mean of output o at the last point, squared. */
  double variance(int o) {
    double sum = 0;
    for (double[] output : outputs) {
      sum += (output[o] - mean[o]) * (output[o] - mean[o]);
    }
    return sum / outputs.length;
  }

  /**
   * The derivative of the outputs at the last point by the standardized inputs, one row for each
   * input; valid until the next call.
   */
  double[][] jacobian() {
    for (double[] row : jacobian) {
      Arrays.fill(row, 0);
    }
    for (Passes<double[]> pass : passes) {
      double[][] J = pass.jacobian(0);
      for (int i = 0; i < jacobian.length; i++) {
        for (int o = 0; o < mean.length; o++) {
          jacobian[i][o] += J[i][o] / outputs.length;
        }
      }
    }
    return jacobian;
  }
}
