package org.guidedpolicy.network;

import java.util.List;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;

/**
 * Adam (Kingma and Ba, ICLR 2015, Algorithm 1): steps along the running mean m of the gradient g,
 * divided entry by entry by the root of the running mean v of its square,
 *
 * <pre>
 * m = .9 m + .1 g,   v = .999 v + .001 g^2,
 * theta = theta - rate m / (1 - .9^k) / (sqrt(v / (1 - .999^k)) + 1e-8)   in step k.
 * </pre>
 *
 * One thread.
 *
 * @param <A> a row, float[] or double[]
 */
public final class Adam<A> {
  static final double DECAY1 = 0.9;
  static final double DECAY2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final Parameters<A> mean;
  private final Parameters<A> square;
  private long steps;

  /** Without a step so far, for parameters like these. */
  public Adam(Parameters<A> like) {
    this(like.zeros(), like.zeros(), 0);
  }

  private Adam(Parameters<A> mean, Parameters<A> square, long steps) {
    this.mean = mean;
    this.square = square;
    this.steps = steps;
  }

  /** The same state, independent of this one. */
  public Adam<A> copy() {
    return new Adam<>(mean.copy(), square.copy(), steps);
  }

  /**
   * Makes a step.
   *
   * @param parameters theta, changed in place
   * @param gradient g of what is minimized
   * @param rate learning rate, finite
   * @throws IllegalArgumentException if a shape is another than in the constructor
   */
  public void step(Parameters<A> parameters, Parameters<A> gradient, double rate) {
    mean.requireSameShape(parameters);
    mean.requireSameShape(gradient);
    steps++;
    // rate / (1 - .9^k) and the root's correction, with epsilon brought to the same scale
    double correction = Math.sqrt(1 - StrictMath.pow(DECAY2, steps));
    double scaledRate = rate * correction / (1 - StrictMath.pow(DECAY1, steps));
    double scaledEpsilon = EPSILON * correction;
    Arithmetic<A> arithmetic = mean.arithmetic();
    List<A> w = parameters.rows();
    List<A> g = gradient.rows();
    List<A> m = mean.rows();
    List<A> v = square.rows();
    for (int k = 0; k < w.size(); k++) {
      arithmetic.adam(w.get(k), g.get(k), m.get(k), v.get(k), scaledRate, scaledEpsilon);
    }
  }

  /** Writes the running means and the number of steps. */
  public void write(BinaryOutput out) {
    out.putLong(steps);
    mean.write(out);
    square.write(out);
  }

  /**
   * The state that {@link #write} wrote, for parameters of the same shape and precision as these.
   *
   * @throws FormatException if bytes are missing or a number cannot be
   */
  public Adam<A> read(BinaryInput in) throws FormatException {
    long k = in.getLong("steps of Adam");
    if (k < 0) {
      throw new FormatException("is damaged: the steps of Adam are " + k);
    }
    Parameters<A> m = mean.read(in);
    return new Adam<>(m, square.read(in), k);
  }
}
