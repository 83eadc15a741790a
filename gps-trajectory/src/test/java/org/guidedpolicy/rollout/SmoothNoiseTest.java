package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;

class SmoothNoiseTest {
  private static final int EPISODES = 40_000;
  private static final int STEPS = 6;
  private static final double WIDTH = 1.5;

  /** Products of the numbers of entries i and j at steps s and t, averaged over episodes. */
  private static double[][] moments(int perStep, double width) {
    int n = STEPS * perStep;
    double[][] moments = new double[n][n];
    SplittableRandom seeds = new SplittableRandom(5);
    double[] drawn = new double[n];
    for (int e = 0; e < EPISODES; e++) {
      SmoothNoise noise = new SmoothNoise(seeds.split(), perStep, width);
      for (int k = 0; k < n; k++) {
        drawn[k] = noise.nextGaussian();
      }
      for (int a = 0; a < n; a++) {
        for (int b = 0; b < n; b++) {
          moments[a][b] += drawn[a] * drawn[b] / EPISODES;
        }
      }
    }
    return moments;
  }

  @Test
  void everyStepHasVarianceOneAndTheCorrelationOfAGaussianWindow() {
    double[][] moments = moments(2, WIDTH);
    double error = 5 * Math.sqrt(2.0 / EPISODES);
    for (int s = 0; s < STEPS; s++) {
      for (int t = 0; t < STEPS; t++) {
        // a window of width w on white noise: autocorrelation exp(-lag^2 / (4 w^2))
        double expected = Math.exp(-(s - t) * (s - t) / (4 * WIDTH * WIDTH));
        for (int i = 0; i < 2; i++) {
          assertEquals(expected, moments[2 * s + i][2 * t + i], error + 5e-3);
          assertEquals(0, moments[2 * s + i][2 * t + 1 - i], error, "entries are independent");
        }
      }
    }
  }

  @Test
  void aNarrowWindowIsWhiteNoise() {
    double[][] moments = moments(1, 0.05);
    double error = 5 * Math.sqrt(2.0 / EPISODES);
    for (int s = 0; s < STEPS; s++) {
      for (int t = 0; t < STEPS; t++) {
        assertEquals(s == t ? 1 : 0, moments[s][t], error);
      }
    }
  }

  @Test
  void widthZeroLeavesControllersAsTheyAre() {
    ControllerFactory white = (first, random) -> (t, now, out) -> out[0] = random.nextGaussian();
    assertSame(white, Controllers.smooth(white, 1, 0));
  }

  @Test
  void equalGeneratorsGiveEqualNoise() {
    assertArrayEquals(actions(3), actions(3));
    assertTrue(actions(3)[0] != actions(4)[0]);
  }

  private static double[] actions(long seed) {
    ControllerFactory white = (first, random) -> (t, now, out) -> out[0] = random.nextGaussian();
    TimeStep now = TimeStep.fullyObserved(0);
    Controller smooth =
        Controllers.smooth(white, 1, 2).controllerFor(now, new SplittableRandom(seed));
    double[] all = new double[STEPS];
    double[] out = new double[1];
    for (int t = 0; t < STEPS; t++) {
      smooth.act(t, now, out);
      all[t] = out[0];
    }
    return all;
  }

  @Test
  void aWidthThatIsNoWidthIsNamed() {
    ControllerFactory any = (first, random) -> (t, now, out) -> {};
    for (double width : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      var e = assertThrows(IllegalArgumentException.class, () -> Controllers.smooth(any, 1, width));
      assertTrue(e.getMessage().contains("width") && e.getMessage().contains("" + width));
    }
  }
}
