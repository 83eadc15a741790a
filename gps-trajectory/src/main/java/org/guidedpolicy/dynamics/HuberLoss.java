package org.guidedpolicy.dynamics;

/**
 * The mean over a batch of sum_o huber(p_o - y_o), with huber(e) = e^2 / 2 up to a bend and |e|
 * times the bend beyond, so that the jumps of a contact do not rule the fit. One thread.
 */
final class HuberLoss {
  private final float[][] gradient;
  private final float bend;

  /** 1/n, or 0 for an entry that is left out. */
  private final float[] weights;

  /**
   * @param n rows of a batch
   * @param out entries that do not vary do not count
   */
  HuberLoss(int n, Scaling out, double bend) {
    int outputs = out.mean().length;
    this.gradient = new float[n][outputs];
    this.bend = (float) bend;
    this.weights = new float[outputs];
    for (int o = 0; o < outputs; o++) {
      weights[o] = out.varies(o) ? 1f / n : 0;
    }
  }

  /** With respect to p; valid until the next call. */
  float[][] gradient(float[][] p, float[][] y) {
    for (int b = 0; b < gradient.length; b++) {
      float[] predicted = p[b];
      float[] target = y[b];
      float[] g = gradient[b];
      for (int o = 0; o < g.length; o++) {
        float e = predicted[o] - target[o];
        g[o] = weights[o] * Math.max(-bend, Math.min(bend, e));
      }
    }
    return gradient;
  }
}
