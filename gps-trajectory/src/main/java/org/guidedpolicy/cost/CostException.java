package org.guidedpolicy.cost;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cost that has no finite value or derivative at a step of an episode, or fails there. The
 * message says what, at which step, state and action.
 */
public final class CostException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final int step;

  private CostException(int step, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.step = step;
  }

  /**
   * @param what which value or derivative
   */
  static CostException notFinite(String what, double value, int t, double[] x, double[] u) {
    String message = "the cost's " + what + " at step " + t + " is " + value + ", must be finite";
    return new CostException(t, message + at(x, u), null);
  }

  static CostException changed(int t, double[] x, double[] u) {
    String message = "the cost changes the state or action it is given, at step " + t;
    return new CostException(t, message + at(x, u), null);
  }

  static CostException failed(RuntimeException cause, int t, double[] x, double[] u) {
    String message = "the cost fails at step " + t + ": " + cause;
    return new CostException(t, message + at(x, u), cause);
  }

  private static String at(double[] x, double[] u) {
    return "; check the cost function at state "
        + Arrays.toString(x)
        + ", action "
        + Arrays.toString(u);
  }

  /**
   * The same with what is known outside in front.
   *
   * @param place for instance "episode 3"
   */
  public CostException in(String place) {
    return new CostException(step, place + ": " + getMessage(), this);
  }

  /** The step, from 0. */
  public int step() {
    return step;
  }
}
