package org.guidedpolicy.dynamics;

import java.util.random.RandomGenerator;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.network.Adam;
import org.guidedpolicy.network.NetworkShape;
import org.guidedpolicy.network.Parameters;
import org.guidedpolicy.network.Passes;

/**
 * One network of the ensemble and the state of its training: from standardized [x; u], angles
 * encoded, to the standardized change of the state. Never changed once made: training makes another
 * one.
 */
final class Member {
  private final Parameters<float[]> theta;
  private final Adam<float[]> adam;

  private Member(Parameters<float[]> theta, Adam<float[]> adam) {
    this.theta = theta;
    this.adam = adam;
  }

  static Member initial(NetworkShape shape, RandomGenerator random) {
    Parameters<float[]> theta = Parameters.singlePrecision(shape);
    theta.initialize(random, 0.5);
    return new Member(theta, new Adam<>(theta));
  }

  Parameters<double[]> network() {
    return theta.toDoublePrecision();
  }

  /**
   * The same function of [x; u] in other units: the first layer takes up the inputs' change of
   * scaling, the last one the outputs'. An entry that has not varied before begins without
   * influence, or at the constant that it was.
   */
  Member rescaled(Scaling oldIn, Scaling newIn, Scaling oldOut, Scaling newOut) {
    Parameters<float[]> rescaled = theta.copy();
    rescaleInputs(rescaled.weights(0), rescaled.biases(0), oldIn, newIn);
    int last = theta.shape().layers().size() - 1;
    rescaleOutputs(rescaled.weights(last), rescaled.biases(last), oldOut, newOut);
    return new Member(rescaled, adam);
  }

  /** W_i s_i = W_i (s'_i k_i / k'_i + (m'_i - m_i) k_i), s = (z - m) k. */
  private static void rescaleInputs(float[][] W, float[] b, Scaling from, Scaling to) {
    for (int i = 0; i < W.length; i++) {
      double ratio = from.scale(i) * to.deviation()[i];
      double shift = (to.mean()[i] - from.mean()[i]) * from.scale(i);
      for (int j = 0; j < b.length; j++) {
        b[j] = (float) (b[j] + W[i][j] * shift);
        W[i][j] = (float) (W[i][j] * ratio);
      }
    }
  }

  /** m_o + d_o (a W_o + b_o) = m'_o + d'_o (a W'_o + b'_o). */
  private static void rescaleOutputs(float[][] W, float[] b, Scaling from, Scaling to) {
    for (int o = 0; o < b.length; o++) {
      double ratio = from.deviation()[o] * to.scale(o);
      double shift = (from.mean()[o] - to.mean()[o]) * to.scale(o);
      b[o] = (float) (shift + b[o] * ratio);
      for (float[] row : W) {
        row[o] = (float) (row[o] * ratio);
      }
    }
  }

  /**
   * Trained further with the Huber loss, on batches drawn with replacement.
   *
   * @param x standardized points
   * @param y standardized changes, 0 where left out
   */
  Member trained(
      float[][] x,
      float[][] y,
      Scaling out,
      int steps,
      DynamicsOptions options,
      RandomGenerator random) {
    Parameters<float[]> w = theta.copy();
    Adam<float[]> moments = adam.copy();
    Parameters<float[]> gradient = w.zeros();
    int n = options.batch();
    Passes<float[]> passes = new Passes<>(w, n);
    HuberLoss loss = new HuberLoss(n, out, options.bend());
    float[][] inputs = new float[n][];
    float[][] targets = new float[n][];
    for (int k = 0; k < steps; k++) {
      for (int b = 0; b < n; b++) {
        int drawn = random.nextInt(x.length);
        inputs[b] = x[drawn];
        targets[b] = y[drawn];
      }
      gradient.clear();
      passes.backward(loss.gradient(passes.forward(inputs, n), targets), gradient);
      moments.step(w, gradient, options.learningRate() * 0.5 * (1 + Math.cos(Math.PI * k / steps)));
    }
    return new Member(w, moments);
  }

  void write(BinaryOutput out) {
    theta.write(out);
    adam.write(out);
  }

  static Member read(NetworkShape shape, BinaryInput in) throws FormatException {
    Parameters<float[]> theta = Parameters.singlePrecision(shape).read(in);
    return new Member(theta, new Adam<>(theta).read(in));
  }
}
