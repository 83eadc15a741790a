package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.junit.jupiter.api.Test;

class ControllersTest {
  private static final double[] COVARIANCE = {4, 1.2, 1.2, 1};
  private static final int SAMPLES = 40_000;

  @Test
  void aLinearGaussianControllerActsWithItsMeanAndCovariance() {
    // u = K x + k at step 1 of 2, with another covariance at step 0.
    LinearGaussianController controller =
        LinearGaussianController.of(
            2,
            1,
            2,
            new double[] {9, 9, 2, -1},
            new double[] {9, 9, 0.5, 3},
            new double[] {1, 0, 0, 1, 4, 1.2, 1.2, 1});
    TimeStep now = TimeStep.fullyObserved(1.5);
    Controller acting =
        Controllers.following(controller).controllerFor(now, new SplittableRandom(1));
    assertMoments(acting, 1, now, new double[] {3.5, 1.5});
  }

  @Test
  void aControllerIsMadeFromTheFirstState() {
    ControllerFactory factory =
        Controllers.following(
            x1 ->
                LinearGaussianController.of(
                    1, 1, 1, new double[] {0}, new double[] {10 * x1[0]}, new double[] {0}));
    double[] out = new double[1];
    factory
        .controllerFor(TimeStep.fullyObserved(7), new SplittableRandom(1))
        .act(0, TimeStep.fullyObserved(8), out);
    assertEquals(70, out[0]);
  }

  @Test
  void aPolicyExploresWithItsCovariance() {
    TimeStep now = new TimeStep(new double[] {99}, new double[] {1, 2, 3});
    Controller acting =
        Controllers.exploring(new SumPolicy(COVARIANCE))
            .controllerFor(now, new SplittableRandom(2));
    assertMoments(acting, 0, now, new double[] {6, -6});
  }

  @Test
  void anEpisodesNoiseIsTheWholeNoiseTimesANumberBetweenTheBounds() {
    TimeStep now = TimeStep.fullyObserved(1, 2, 3);
    ControllerFactory whole = Controllers.exploring(new SumPolicy(COVARIANCE));
    ControllerFactory mixed = Controllers.mixingNoise(whole, 0.2, 0.6);
    double[] u = new double[2];
    double least = 1;
    double most = 0;
    for (int episode = 0; episode < 200; episode++) {
      SplittableRandom same = new SplittableRandom(episode);
      same.nextDouble();
      whole.controllerFor(now, same).act(0, now, u);
      double full = u[0] - 6;
      mixed.controllerFor(now, new SplittableRandom(episode)).act(0, now, u);
      double factor = (u[0] - 6) / full;
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertEquals(0.2, least, 0.02);
    assertEquals(0.6, most, 0.02);
  }

  @Test
  void factorsOfTheNoiseMustBeInOrder() {
    ControllerFactory whole = Controllers.exploring(new SumPolicy(COVARIANCE));
    assertThrows(IllegalArgumentException.class, () -> Controllers.mixingNoise(whole, 0.7, 0.5));
    assertThrows(IllegalArgumentException.class, () -> Controllers.mixingNoise(whole, -1, 0.5));
  }

  private static void assertMoments(Controller controller, int t, TimeStep now, double[] mean) {
    double[] sum = new double[2];
    double[] squares = new double[4];
    double[] u = new double[2];
    for (int n = 0; n < SAMPLES; n++) {
      controller.act(t, now, u);
      for (int i = 0; i < 2; i++) {
        sum[i] += u[i] / SAMPLES;
        for (int j = 0; j < 2; j++) {
          squares[2 * i + j] += (u[i] - mean[i]) * (u[j] - mean[j]) / SAMPLES;
        }
      }
    }
    // Five standard errors.
    assertArrayEquals(mean, sum, 5 * 2 / Math.sqrt(SAMPLES));
    assertArrayEquals(COVARIANCE, squares, 5 * 4 * Math.sqrt(2.0 / SAMPLES));
  }

  @Test
  void withoutNoiseAPolicyActsAsItIs() {
    TimeStep now = new TimeStep(new double[] {99}, new double[] {1, 2, 3});
    double[] out = new double[2];
    Controllers.noiseFree(new SumPolicy(COVARIANCE))
        .controllerFor(now, new SplittableRandom(2))
        .act(0, now, out);
    assertArrayEquals(new double[] {6, -6}, out);
  }

  @Test
  void aDirectionWithoutVarianceGetsNoNoise() {
    // Variance 2 along (1, 1) only.
    NoiseFactor noise = NoiseFactor.of(new double[] {1, 1, 1, 1}, 2);
    RandomGenerator random = new SplittableRandom(3);
    for (int n = 0; n < 100; n++) {
      double[] u = new double[2];
      noise.addSample(random, u);
      assertEquals(u[0], u[1], 1e-12);
    }
    double[] still = new double[2];
    NoiseFactor.of(new double[4], 2).addSample(random, still);
    assertArrayEquals(new double[2], still);
  }

  @Test
  void theFactorTimesItselfIsTheCovarianceForAnyScale() {
    for (double scale : new double[] {1e-12, 1, 1e12}) {
      double[] covariance = {4 * scale, 1.2 * scale, 1.2 * scale, scale};
      double[] first = new double[2];
      double[] second = new double[2];
      NoiseFactor noise = NoiseFactor.of(covariance, 2);
      noise.addSample(new Constant(1, 0), first);
      noise.addSample(new Constant(0, 1), second);
      assertEquals(covariance[0], first[0] * first[0] + second[0] * second[0], 1e-9 * scale);
      assertEquals(covariance[1], first[0] * first[1] + second[0] * second[1], 1e-9 * scale);
      assertEquals(covariance[3], first[1] * first[1] + second[1] * second[1], 1e-9 * scale);
    }
  }

  @Test
  void anIndefiniteCovarianceIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> NoiseFactor.of(new double[] {1, 2, 2, 1}, 2));
    assertThrows(
        IllegalArgumentException.class, () -> NoiseFactor.of(new double[] {-1, 0, 0, 1}, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> NoiseFactor.of(new double[] {Double.NaN, 0, 0, 1}, 2));
  }

  @Test
  void dimensionsThatDoNotFitAreNamed() {
    TimeStep now = TimeStep.fullyObserved(1, 2);
    assertEquals(
        "the environment's observation has 2 entries, the policy was made for 3",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Controllers.noiseFree(new SumPolicy(COVARIANCE))
                        .controllerFor(now, new SplittableRandom(1)))
            .getMessage());
    LinearGaussianController controller =
        LinearGaussianController.of(1, 1, 1, new double[1], new double[1], new double[1]);
    assertEquals(
        "the environment's state has 2 entries, the controller was made for 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> Controllers.following(controller).controllerFor(now, new SplittableRandom(1)))
            .getMessage());
  }

  /** Gives two Gaussian numbers in turn. */
  private static final class Constant implements RandomGenerator {
    private final double[] values;
    private int next;

    Constant(double... values) {
      this.values = values;
    }

    @Override
    public double nextGaussian() {
      return values[next++];
    }

    @Override
    public long nextLong() {
      throw new UnsupportedOperationException();
    }
  }

  /** The sum of three observations, and its negative. */
  private record SumPolicy(double[] covariance) implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return 3;
    }

    @Override
    public int actionDimension() {
      return 2;
    }

    @Override
    public void action(double[] o, double[] out) {
      out[0] = o[0] + o[1] + o[2];
      out[1] = -out[0];
    }
  }
}
