package org.guidedpolicy.benchmarks.iteration;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * An S-phase's points, those of every fifth trajectory held out.
 *
 * @param training what is fitted
 * @param heldOut what the fit is judged on
 */
record TargetPoints(SupervisedTargets training, SupervisedTargets heldOut) {
  private static final int SHARE = 5;

  static TargetPoints split(SupervisedTargets all, int horizon) {
    return new TargetPoints(part(all, horizon, false), part(all, horizon, true));
  }

  private static SupervisedTargets part(SupervisedTargets all, int T, boolean heldOut) {
    int[] points =
        IntStream.range(0, all.size()).filter(n -> (n / T % SHARE == 0) == heldOut).toArray();
    int dO = all.observationDimension();
    int dU = all.actionDimension();
    return new SupervisedTargets(
        dO,
        dU,
        rows(all.observations(), dO, points),
        rows(all.means(), dU, points),
        rows(all.precisions(), dU * dU, points));
  }

  private static double[] rows(double[] from, int width, int[] points) {
    double[] rows = new double[points.length * width];
    for (int i = 0; i < points.length; i++) {
      System.arraycopy(from, points[i] * width, rows, i * width, width);
    }
    return rows;
  }

  /**
   * For the reference script: four little-endian int32, training and held-out points, dO and dU;
   * then float64 rows, the observations, means and precisions of the former and of the latter.
   */
  void write(Path file) throws IOException {
    double[][] arrays = {
      training.observations(), training.means(), training.precisions(),
      heldOut.observations(), heldOut.means(), heldOut.precisions()
    };
    int count = 0;
    for (double[] array : arrays) {
      count += array.length;
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * Integer.BYTES + count * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(training.size())
            .putInt(heldOut.size())
            .putInt(training.observationDimension())
            .putInt(training.actionDimension());
    for (double[] array : arrays) {
      for (double value : array) {
        bytes.putDouble(value);
      }
    }
    Files.write(file, bytes.array());
  }
}
