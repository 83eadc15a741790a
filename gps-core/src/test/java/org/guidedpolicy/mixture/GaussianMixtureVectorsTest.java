package org.guidedpolicy.mixture;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.guidedpolicy.VectorFile;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

class GaussianMixtureVectorsTest {
  private final JsonNode vectors = VectorFile.read("gaussian_mixture.json");
  private final double[] points = numbers(vectors.get("points"));
  private final int n = vectors.get("points").size();
  private final int d = points.length / n;
  private final JsonNode start = vectors.get("start");
  private final GaussianMixture mixture =
      GaussianMixture.of(
          d, numbers(start.get("mass")), numbers(start.get("mean")), numbers(start.get("cov")));

  @Test
  void jointDensitiesAgreeWithTheVectors() {
    assertClose(
        numbers(vectors.get("out_log_joint")), mixture.logJoint(points, n), 1e-12, "log joint");
  }

  @Test
  void thePriorAgreesWithTheVectors() {
    JsonNode expected = vectors.get("out_prior");
    int K = mixture.components();
    double[] r;
    try (WorkPool pool = WorkPool.of(1)) {
      r = mixture.responsibilities(points, 6, pool);
    }
    double[] weights = new double[K];
    for (int i = 0; i < r.length; i++) {
      weights[i % K] += r[i] / 6;
    }
    assertClose(numbers(expected.get("weights")), weights, 1e-12, "weights");

    NormalInverseWishart prior =
        new MixturePrior(mixture, vectors.get("points_fitted").intValue(), 1.0).at(weights);
    assertClose(numbers(expected.get("mu0")), prior.mean(), 1e-12, "mu0");
    assertClose(numbers(expected.get("phi")), prior.scale(), 1e-12, "phi");
    assertEquals(expected.get("m").doubleValue(), prior.meanStrength(), 1e-15);
    assertEquals(expected.get("n0").doubleValue(), prior.degrees(), 1e-15);
  }

  @Test
  void expectationMaximizationAgreesWithTheVectors() {
    double[] expected = numbers(vectors.get("out_log_likelihood"));
    try (WorkPool pool = WorkPool.of(2)) {
      var em = new ExpectationMaximization(points, n, d, mixture.components(), 1e-6, pool);
      em.start(mixture.masses(), mixture.means(), mixture.covariances());
      for (double logLikelihood : expected) {
        assertEquals(logLikelihood, em.expectation(), 1e-9 * Math.abs(logLikelihood));
        em.maximization();
      }
      JsonNode out = vectors.get("out_em");
      assertClose(numbers(out.get("mass")), em.mass, 1e-9, "mass");
      assertClose(numbers(out.get("mean")), em.mean, 1e-9, "mean");
      assertClose(numbers(out.get("cov")), em.covariance, 1e-9, "covariance");
    }
  }
}
