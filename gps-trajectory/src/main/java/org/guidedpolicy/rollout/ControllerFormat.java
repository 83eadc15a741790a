package org.guidedpolicy.rollout;

import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.lqr.LinearGaussianController;

/**
 * The bytes of linear-Gaussian controllers: how many, int32; for each: T, dX, dU, int32, then for
 * each step dU x dX gains, dU offsets, dU x dU covariances, float64.
 */
public final class ControllerFormat {
  /** A controller's horizon and dimensions and one of each number. */
  private static final long MIN_BYTES = 3 * Integer.BYTES + 3 * Double.BYTES;

  private ControllerFormat() {}

  /** Writes controllers, for {@link #read}. */
  public static void write(BinaryOutput out, List<LinearGaussianController> controllers) {
    out.putInt(controllers.size());
    controllers.forEach(controller -> write(out, controller));
  }

  private static void write(BinaryOutput out, LinearGaussianController q) {
    out.putInt(q.horizon()).putInt(q.stateDimension()).putInt(q.actionDimension());
    for (int t = 0; t < q.horizon(); t++) {
      out.putDoubles(q.gain(t).data).putDoubles(q.offset(t)).putDoubles(q.covariance(t).data);
    }
  }

  /**
   * The controllers that {@link #write} wrote, equal bit by bit.
   *
   * @throws FormatException if they are cut short
   * @throws IllegalArgumentException if their numbers are no controller's
   */
  public static List<LinearGaussianController> read(BinaryInput in) throws FormatException {
    int count = in.getCount("controllers", MIN_BYTES);
    List<LinearGaussianController> controllers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      controllers.add(controller(in));
    }
    return List.copyOf(controllers);
  }

  private static LinearGaussianController controller(BinaryInput in) throws FormatException {
    int T = in.getPositive("horizon");
    int dX = in.getPositive("state dimension");
    int dU = in.getPositive("action dimension");
    in.requireDoubles("controller", T, dU, dX + 1L + dU);
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      copy(in.getDoubles("gains", dU, dX), K, t);
      copy(in.getDoubles("offsets", dU), k, t);
      copy(in.getDoubles("covariances", dU, dU), C, t);
    }
    return LinearGaussianController.of(T, dX, dU, K, k, C);
  }

  private static void copy(double[] step, double[] all, int t) {
    System.arraycopy(step, 0, all, t * step.length, step.length);
  }
}
