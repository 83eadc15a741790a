package org.guidedpolicy.badmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.lqr.SecondReference;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.junit.jupiter.api.Test;

/** Multipliers and weights against what a person works out. */
class ConsensusTest {
  private static final double[] ALPHA_AND_NU = {0.1, 0.5};

  /** Two steps: u = 2 x + 1 with variance 1/4, then u = -x with variance 4. */
  private static final LinearGaussianController Q =
      LinearGaussianController.of(
          2, 1, 1, new double[] {2, -1}, new double[] {1, 0}, new double[] {0.25, 4});

  /** u = x. */
  private static final GaussianPolicy PI =
      LeastSquaresTrainer.linear(new double[] {1}, new double[] {0}, new double[] {1});

  /** Mean actions of q: 3 and 5, then -1 and 2; of pi: 1 and 2, then 1 and -2. */
  private static final List<Trajectory> TWO = List.of(trajectory(1, 1), trajectory(2, -2));

  private static Trajectory trajectory(double x1, double x2) {
    return new Trajectory(2, new double[] {x1, x2, 0}, new double[2], new double[] {x1, x2});
  }

  private static Consensus afterADualStep() {
    Consensus consensus = new Consensus(2, 1, ALPHA_AND_NU[1]);
    consensus.dualStep(ALPHA_AND_NU[0], Q, Disagreement.of(Q, PI, TWO).gap());
    return consensus;
  }

  @Test
  void aDualStepMovesMultipliersAgainstTheMeanDisagreement() {
    // gaps (2 + 3) / 2 and (-2 + 4) / 2; 0.1 x 0.5 x 4 x 2.5 and 0.1 x 0.5 x 0.25 x 1
    assertArrayEquals(new double[] {-0.5, -0.0125}, afterADualStep().multipliers(), 1e-15);
  }

  @Test
  void dualStepsAddUp() {
    Consensus consensus = afterADualStep();
    consensus.dualStep(1, Q, new double[] {-1, 2});
    // + 0.5 x 4 x 1, - 0.5 x 0.25 x 2
    assertArrayEquals(new double[] {1.5, -0.2625}, consensus.multipliers(), 1e-15);
  }

  @Test
  void exactTargetsDivideByTheWeightAndPublishedOnesMultiply() {
    Consensus consensus = afterADualStep();
    LinearGaussianController exact = consensus.target(Q, Badmm.MultiplierInTargets.EXACT);
    // 1 + 0.25 x 0.5 / 0.5 and 0 + 4 x 0.0125 / 0.5
    assertArrayEquals(new double[] {1.25}, exact.offset(0), 1e-15);
    assertArrayEquals(new double[] {0.1}, exact.offset(1), 1e-15);
    LinearGaussianController published =
        consensus.target(Q, Badmm.MultiplierInTargets.AS_PUBLISHED);
    assertArrayEquals(new double[] {1.0625}, published.offset(0), 1e-15);
    assertArrayEquals(new double[] {0.025}, published.offset(1), 1e-15);
    for (int t = 0; t < 2; t++) {
      assertArrayEquals(Q.gain(t).data, exact.gain(t).data);
      assertArrayEquals(Q.covariance(t).data, exact.covariance(t).data);
    }
  }

  /** It sets to 0 the slope of lambda mu + nu/2 P (K x + k - mu)^2 in mu. */
  @Test
  void theExactTargetMinimizesTheLagrangianOverTheNetwork() {
    Consensus consensus = afterADualStep();
    LinearGaussianController target = consensus.target(Q, Badmm.MultiplierInTargets.EXACT);
    for (int t = 0; t < 2; t++) {
      double P = 1 / Q.covariance(t).get(0);
      double mu = target.offset(t)[0];
      double slope =
          consensus.multipliers()[t] - consensus.weights()[t] * P * (Q.offset(t)[0] - mu);
      assertArrayEquals(new double[] {0}, new double[] {slope}, 1e-15);
    }
  }

  @Test
  void theSecondReferenceHasTheWeightsAndMultipliersOfNow() {
    Consensus consensus = afterADualStep();
    consensus.adapt(new double[] {0, 1});
    SecondReference reference = consensus.around(Q);
    assertArrayEquals(new double[] {0.5, 1}, reference.weights());
    assertArrayEquals(new double[] {-0.5}, reference.multipliers(0), 1e-15);
    assertArrayEquals(new double[] {-0.0125}, reference.multipliers(1), 1e-15);
  }

  @Test
  void theNetworksTermIsWhatItsMeanActionCostsAtAnyState() {
    QuadraticCost cost =
        QuadraticCost.of(
            2,
            1,
            1,
            new double[] {1, 2},
            new double[] {3, 4, 5, 6},
            new double[] {2, 1, 1, 3, 4, 0.5, 0.5, 1});
    QuadraticCost priced = afterADualStep().withNetworkTerm(cost, Q);
    double[] lambda = {-0.5, -0.0125};
    for (int t = 0; t < 2; t++) {
      for (double x : new double[] {0, 1, -2.5}) {
        double mean = Q.gain(t).get(0) * x + Q.offset(t)[0];
        for (double u : new double[] {0, 3}) {
          assertEquals(
              value(cost, t, x, u) + lambda[t] * mean, value(priced, t, x, u), 1e-13, "t " + t);
        }
      }
    }
  }

  private static double value(QuadraticCost cost, int t, double x, double u) {
    double[] g = cost.gradient(t);
    double[] H = cost.hessian(t).data;
    return cost.constant(t)
        + g[0] * x
        + g[1] * u
        + 0.5 * (H[0] * x * x + (H[1] + H[2]) * x * u + H[3] * u * u);
  }

  private static double[] adapted(double... kl) {
    Consensus consensus = new Consensus(kl.length, 1, 1);
    consensus.adapt(kl);
    return consensus.weights();
  }

  @Test
  void aWeightDoublesFromHalfADeviationAboveTheMeanOn() {
    // mean 2, deviation 1.3206: from 2.660 on
    assertArrayEquals(new double[] {0.5, 1, 1, 1, 2}, adapted(0, 2, 2.6, 1.4, 4));
    // mean 2, deviation 1.3401: from 2.670 on
    assertArrayEquals(new double[] {0.5, 1, 2, 1, 2}, adapted(0, 2, 2.7, 1.3, 4));
  }

  @Test
  void aWeightHalvesBelowADeviationUnderTheMeanAndNotAtIt() {
    // mean 1/2, deviation 1/2
    assertArrayEquals(new double[] {1, 2}, adapted(0, 1));
    // mean 3/4, deviation 0.433: below 0.317, and from 0.967 on
    assertArrayEquals(new double[] {0.5, 2, 2, 2}, adapted(0, 1, 1, 1));
  }

  @Test
  void nothingChangesWhereAllDivergencesAreAlike() {
    assertArrayEquals(new double[] {1, 1, 1}, adapted(3, 3, 3));
    assertArrayEquals(new double[] {1, 1, 1}, adapted(3, 3 + 1e-13, 3));
    assertArrayEquals(new double[] {1, 2, 1}, adapted(3, 3 + 1e-11, 3));
  }

  @Test
  void nothingChangesForADivergenceThatIsNotANumber() {
    assertArrayEquals(new double[] {1, 1, 1}, adapted(3, Double.NaN, 2));
  }

  @Test
  void weightsStayBetweenAMillionthAndAMillion() {
    Consensus consensus = new Consensus(4, 1, 1);
    for (int i = 0; i < 60; i++) {
      consensus.adapt(new double[] {0, 1, 1, 1});
    }
    assertArrayEquals(new double[] {1e-6, 1e6, 1e6, 1e6}, consensus.weights());
  }

  @Test
  void changingWhatWasHandedOutChangesNothing() {
    Consensus consensus = afterADualStep();
    consensus.weights()[0] = 7;
    consensus.multipliers()[0] = 7;
    assertArrayEquals(new double[] {0.5, 0.5}, consensus.weights());
    assertArrayEquals(new double[] {-0.5, -0.0125}, consensus.multipliers(), 1e-15);
  }
}
