package org.guidedpolicy.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class HuberLossTest {
  private static final float[][] P = {{0.4f, -7, 1}, {2.9f, 8, -2}};
  private static final float[][] Y = {{1, -3.5f, 0}, {-0.2f, 0.5f, 4}};

  /** huber(e) = e^2 / 2 up to 3, 3 |e| - 4.5 beyond. */
  private static double huber(double e) {
    return Math.abs(e) <= 3 ? e * e / 2 : 3 * Math.abs(e) - 4.5;
  }

  @Test
  void theGradientIsThatOfCentralDifferences() {
    HuberLoss loss = new HuberLoss(2, new Scaling(new double[3], new double[] {1, 2, 0}), 3);
    float[][] gradient = loss.gradient(P, Y);
    double h = 1e-5;
    for (int b = 0; b < 2; b++) {
      for (int o = 0; o < 2; o++) {
        double e = P[b][o] - Y[b][o];
        double expected = (huber(e + h) - huber(e - h)) / (2 * h) / 2;
        assertEquals(expected, gradient[b][o], 1e-6);
      }
      assertEquals(0, gradient[b][2], 1e-30, "an entry that does not vary does not count");
    }
  }
}
