package org.guidedpolicy.importance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.importance.SampledReturn.Estimate;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class SampledReturnTest {
  private static final int N = 6;
  private static final int T = 4;
  private static final double WR = 0.3;
  private static final List<Trajectory> EPISODES = Samples.random(N, T, 1);
  private static final NetworkFamily FAMILY =
      NetworkFamily.scaledTo(EPISODES, AngleEncoding.of(3), 5);
  private static final LogLikelihood LIKELIHOOD =
      new LogLikelihood(FAMILY, EPISODES.stream().map(FAMILY::rows).toList(), WorkPool.of(1));
  private static final double[][] R = Samples.rewards(N, T, 2);
  private static final int[] COUNTS = {4, 2};
  private static final Member PI = member(3);

  private static Member member(long seed) {
    return new Member(FAMILY.draw(new SplittableRandom(seed)), new double[] {1.1, 0.8});
  }

  private static double[][][] logs() {
    return new double[][][] {LIKELIHOOD.logs(member(4)), LIKELIHOOD.logs(member(5))};
  }

  private static SampledReturn sampledReturn() {
    return new SampledReturn(LIKELIHOOD, R, SampledReturn.mixture(logs(), COUNTS, T));
  }

  /** The product of densities up to t, as it is defined. */
  private static double density(double[] logs, int t) {
    double product = 1;
    for (int s = 0; s <= t && s < logs.length; s++) {
      product *= Math.exp(logs[s]);
    }
    return product;
  }

  @Test
  void onFewStepsItIsTheRatioOfProductsOfDensities() {
    double[][] pi = LIKELIHOOD.logs(PI);
    double[][][] q = logs();
    double phi = 0;
    double sumOfJ = 0;
    for (int t = 0; t < T; t++) {
      double numerator = 0;
      double Z = 0;
      for (int i = 0; i < N; i++) {
        double mixture = 0;
        for (int j = 0; j < 2; j++) {
          mixture += (double) COUNTS[j] / N * density(q[j][i], t);
        }
        double weight = density(pi[i], t) / mixture;
        numerator += weight * R[i][t];
        Z += weight;
      }
      sumOfJ += numerator / Z;
      phi += numerator / Z + WR * Math.log(Z / N);
    }
    Estimate estimate = sampledReturn().estimate(PI);
    assertEquals(phi, estimate.phi(WR), 1e-10);
    assertEquals(sumOfJ, estimate.expectedReturn(), 1e-10);
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    SampledReturn phi = sampledReturn();
    double[] gradient = phi.gradient(PI, phi.estimate(PI), WR);
    for (int k = 0; k < gradient.length; k++) {
      double h = 1e-5;
      double difference = (at(phi, k, h) - at(phi, k, -h)) / (2 * h);
      assertEquals(difference, gradient[k], 1e-5 * Math.max(0.1, Math.abs(difference)), "" + k);
    }
  }

  private static double at(SampledReturn phi, int k, double h) {
    double[] theta = PI.theta().clone();
    theta[k] += h;
    return phi.estimate(PI.at(theta)).phi(WR);
  }

  @Test
  void aConstantInAllDensitiesLeavesTheReturn() {
    double[][] shifted = SampledReturn.mixture(logs(), COUNTS, T);
    for (double[] each : shifted) {
      for (int t = 0; t < T; t++) {
        each[t] += 7;
      }
    }
    Estimate before = sampledReturn().estimate(PI);
    Estimate after = new SampledReturn(LIKELIHOOD, R, shifted).estimate(PI);
    assertArrayEquals(before.J(), after.J(), 1e-12);
    assertEquals(before.phi(1) - 7 * T, after.phi(1), 1e-9);
  }

  @Test
  void weightsOfTenThousandNatsAreNoTrouble() {
    double[][] far = SampledReturn.mixture(logs(), COUNTS, T);
    for (int i = 0; i < N; i++) {
      for (int t = 0; t < T; t++) {
        far[i][t] += i == 2 ? -1e4 : 1e4;
      }
    }
    SampledReturn phi = new SampledReturn(LIKELIHOOD, R, far);
    Estimate estimate = phi.estimate(PI);
    assertArrayEquals(R[2], estimate.J(), 1e-9); // one sample has all the weight
    assertEquals(1, estimate.effectiveSamples(), 1e-9);
    for (double g : phi.gradient(PI, estimate, WR)) {
      assertTrue(Double.isFinite(g));
    }
  }

  @Test
  void samplesOfThePolicyItselfAreAveraged() {
    double[][] lq = SampledReturn.mixture(new double[][][] {LIKELIHOOD.logs(PI)}, new int[] {N}, T);
    Estimate estimate = new SampledReturn(LIKELIHOOD, R, lq).estimate(PI);
    for (int t = 0; t < T; t++) {
      double mean = 0;
      for (double[] r : R) {
        mean += r[t] / N;
      }
      assertEquals(mean, estimate.J()[t], 1e-12);
      assertEquals(Math.log(N), estimate.lZ()[t], 1e-12);
    }
    assertEquals(N, estimate.effectiveSamples(), 1e-9);
  }

  @Test
  void withFewerEffectiveSamplesThanAskedForTheObjectiveIsForbidden() {
    double[] gradient = new double[PI.theta().length];
    Lbfgs.Objective bounded = sampledReturn().negative(PI, 0, N);
    assertEquals(Double.POSITIVE_INFINITY, bounded.value(PI.theta(), gradient));
    double free = sampledReturn().negative(PI, 0, 0).value(PI.theta(), gradient);
    assertEquals(-sampledReturn().estimate(PI).phi(0) / T, free, 1e-12);
  }

  /**
   * Two steps whose rewards are those of a lucky sample that the policy cannot repeat: where only
   * ratios of weights count, making every sample improbable costs nothing, as long as the best one
   * is the least improbable.
   */
  @Test
  void withoutRegularizationAllSamplesMayBecomeImprobable() {
    List<Trajectory> episodes = Samples.random(5, 2, 8);
    NetworkFamily family = NetworkFamily.scaledTo(episodes, AngleEncoding.of(3), 5);
    LogLikelihood likelihood =
        new LogLikelihood(family, episodes.stream().map(family::rows).toList(), WorkPool.of(1));
    Member start = new Member(family.draw(new SplittableRandom(1)), new double[] {0.5, 0.5});
    double[][] lq =
        SampledReturn.mixture(new double[][][] {likelihood.logs(start)}, new int[] {5}, 2);
    double[][] r = Samples.rewards(5, 2, 9);
    r[4] = new double[] {0, 0};
    SampledReturn phi = new SampledReturn(likelihood, r, lq);
    Lbfgs search = new Lbfgs(10, 40, 200, 0);
    double[] free = search.minimize(phi.negative(start, 0, 0), start.theta()).x();
    double[] bounded = search.minimize(phi.negative(start, 1, 0), start.theta()).x();
    double lZFree = phi.estimate(start.at(free)).lZ()[1];
    double lZBounded = phi.estimate(start.at(bounded)).lZ()[1];
    assertTrue(lZFree < lZBounded - 5, () -> lZFree + " and " + lZBounded);
    assertTrue(lZBounded >= Math.log(5), () -> lZBounded + " below where the search began");
  }
}
