package org.guidedpolicy.lqr;

import static org.guidedpolicy.lqr.Vectors.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Marginals, KL divergence and expected cost. */
class ForwardPassTest {

  @Test
  void marginalsAgreeWithTheJointDistributionOfTheTrajectory() {
    var random = new SplittableRandom(11);
    for (int n = 0; n < 100; n++) {
      int T = random.nextInt(1, 6);
      int dX = random.nextInt(1, 6);
      int dU = random.nextInt(1, 5);
      int dZ = dX + dU;
      Problem p = RandomProblems.convex(random, T, dX, dU);
      var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference());
      var joint = JointGaussian.of(p.initial(), p.dynamics(), p.reference());
      for (int t = 0; t < T; t++) {
        String what = "problem " + n + " step " + t;
        int z = t * dZ;
        var mean = joint.mean().extractMatrix(z, z + dZ, 0, 1);
        var covariance = joint.covariance().extractMatrix(z, z + dZ, z, z + dZ);
        assertClose(mean.getDDRM().data, marginals.mean(t), 1e-10, what);
        assertClose(covariance.getDDRM().data, marginals.covariance(t).data, 1e-10, what);
      }
    }
  }

  @Test
  @Tag("sampling")
  void klAndExpectedCostAgreeWithSampledTrajectories() {
    var random = new SplittableRandom(12);
    int T = 4;
    int dX = 3;
    int dU = 2;
    Problem problem = RandomProblems.of(random, T, dX, dU, 0.3);
    var q = problem.solve(2).controller();
    var marginals = TrajectoryDistribution.of(problem.dynamics(), problem.initial(), q);
    double kl = Arrays.stream(TrajectoryKl.perStep(marginals, q, problem.reference())).sum();
    double expectedCost = ExpectedCost.total(marginals, problem.cost());

    var dynamics = problem.dynamics();
    var sampler = new Sampler(problem.initial(), dynamics, q);
    int N = 100_000;
    var klSamples = new Moments();
    var costSamples = new Moments();
    for (int n = 0; n < N; n++) {
      sampler.draw(random);
      klSamples.add(sampler.logPolicy(q) - sampler.logPolicy(problem.reference()));
      costSamples.add(sampler.cost(problem.cost()));
    }
    assertEquals(klSamples.mean(), kl, 5 * klSamples.standardError());
    assertEquals(costSamples.mean(), expectedCost, 5 * costSamples.standardError());
    assertTrue(klSamples.standardError() < 0.02 * kl, "too few samples");
  }

  @Test
  void theDivergenceOfAControllerFromItselfIsZero() {
    Problem p = RandomProblems.convex(new SplittableRandom(13), 5, 4, 3);
    var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference());
    double[] kl = TrajectoryKl.perStep(marginals, p.reference(), p.reference());
    assertClose(new double[5], kl, 0, "KL");
  }

  @Test
  void aNoiselessControllerIsAllowed() {
    Problem p = RandomProblems.convex(new SplittableRandom(14), 3, 2, 1);
    var r = p.reference();
    var noiseless = LinearGaussianController.of(3, 2, 1, r.K, r.k, new double[3]);
    var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), noiseless);
    var K = r.gain(0);
    double expected = 0;
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        expected += K.get(0, i) * p.initial().covariance().get(i, j) * K.get(0, j);
      }
    }
    assertEquals(expected, marginals.covariance(0).get(2, 2), 1e-12);
    assertThrows(LqrException.class, () -> TrajectoryKl.perStep(marginals, noiseless, r));
    assertThrows(LqrException.class, () -> noiseless.covarianceCholesky(1));
  }

  @Test
  void overflowIsVisible() {
    Problem p = RandomProblems.convex(new SplittableRandom(15), 40, 2, 1);
    double[] fxu = p.dynamics().fxu.clone();
    Arrays.setAll(fxu, i -> 1e10 * fxu[i]);
    var unstable = LinearGaussianDynamics.of(40, 2, 1, fxu, p.dynamics().fc, p.dynamics().F);
    var marginals = TrajectoryDistribution.of(unstable, p.initial(), p.reference());
    assertFalse(marginals.isFinite());
    assertFalse(Double.isFinite(ExpectedCost.total(marginals, p.cost())));
    assertTrue(TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference()).isFinite());
  }

  @Test
  void inputsThatAreNotFiniteAreNamed() {
    Problem p = RandomProblems.convex(new SplittableRandom(16), 4, 2, 1);
    double[] fxu = p.dynamics().fxu.clone();
    fxu[7] = Double.NaN;
    var broken = LinearGaussianDynamics.of(4, 2, 1, fxu, p.dynamics().fc, p.dynamics().F);
    var e =
        assertThrows(
            LqrException.class,
            () -> TrajectoryDistribution.of(broken, p.initial(), p.reference()));
    assertTrue(e.getMessage().contains("dynamics jacobian fxu at step 1"), e.getMessage());
  }

  @Test
  void shapesThatDifferAreNamed() {
    var random = new SplittableRandom(17);
    Problem p = RandomProblems.convex(random, 4, 2, 1);
    Problem other = RandomProblems.convex(random, 5, 3, 2);
    var marginals = TrajectoryDistribution.of(p.dynamics(), p.initial(), p.reference());
    assertThrows(
        IllegalArgumentException.class,
        () -> TrajectoryDistribution.of(other.dynamics(), p.initial(), p.reference()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TrajectoryDistribution.of(p.dynamics(), other.initial(), p.reference()));
    assertThrows(
        IllegalArgumentException.class, () -> ExpectedCost.perStep(marginals, other.cost()));
    assertThrows(
        IllegalArgumentException.class,
        () -> TrajectoryKl.perStep(marginals, p.reference(), other.reference()));
  }
}
