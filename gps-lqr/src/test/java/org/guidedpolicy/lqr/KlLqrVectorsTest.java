package org.guidedpolicy.lqr;

import static org.guidedpolicy.lqr.Vectors.assertClose;
import static org.guidedpolicy.lqr.Vectors.flat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class KlLqrVectorsTest {
  private static final double TOLERANCE = 1e-8;

  private final JsonNode cases = Vectors.read("kl_lqr.json").get("cases");

  @Test
  void solutionsAtGivenEtaAgree() {
    for (JsonNode node : cases) {
      Problem problem = problem(node.get("problem"));
      for (JsonNode expected : node.get("by_eta")) {
        double eta = expected.get("eta").asDouble();
        String at = " at eta " + eta;
        if (expected.path("not_positive_definite").asBoolean()) {
          assertThrows(LqrException.class, () -> problem.solveAt(eta), at);
          continue;
        }
        var solution = problem.solveAt(eta);
        assertClose(flat(expected.get("out_K")), solution.controller().K, TOLERANCE, "K" + at);
        assertClose(flat(expected.get("out_k")), solution.controller().k, TOLERANCE, "k" + at);
        assertClose(flat(expected.get("out_C")), solution.controller().C, TOLERANCE, "C" + at);
        var marginals = solution.distribution();
        assertClose(flat(expected.get("out_mean")), marginals.mean, TOLERANCE, "mean" + at);
        assertClose(flat(expected.get("out_cov")), marginals.covariance, TOLERANCE, "cov" + at);
        double[] kl = flat(expected.get("out_kl"));
        assertClose(
            kl,
            TrajectoryKl.perStep(marginals, solution.controller(), problem.reference()),
            TOLERANCE,
            "KL" + at);
        assertEquals(java.util.Arrays.stream(kl).sum(), solution.kl(), TOLERANCE * solution.kl());
        assertClose(
            flat(expected.get("out_expected_cost")),
            ExpectedCost.perStep(marginals, problem.cost()),
            TOLERANCE,
            "expected cost" + at);
      }
    }
  }

  @Test
  void costOfTheReferenceAgrees() {
    for (JsonNode node : cases) {
      Problem problem = problem(node.get("problem"));
      var marginals =
          TrajectoryDistribution.of(problem.dynamics(), problem.initial(), problem.reference());
      assertClose(
          flat(node.get("out_pibar_expected_cost")),
          ExpectedCost.perStep(marginals, problem.cost()),
          TOLERANCE,
          "expected cost of the reference");
    }
  }

  @Test
  void searchFindsTheEtaOfTheBound() {
    var exact = new KlConstrainedLqr.Options(1e-8, 1e16, 1e-12, 60);
    for (JsonNode node : cases) {
      Problem problem = problem(node.get("problem"));
      for (JsonNode expected : node.get("constrained")) {
        double epsilon = expected.get("epsilon_total").asDouble();
        double eta = expected.get("out_eta").asDouble();
        var solution =
            problem
                .solver(exact)
                .solve(
                    problem.dynamics(),
                    problem.initial(),
                    problem.cost(),
                    problem.reference(),
                    epsilon,
                    1);
        assertEquals(eta, solution.eta(), 1e-8 * eta);
        assertEquals(epsilon, problem.solve(epsilon).kl(), 0.1 * epsilon);
      }
    }
  }

  private static Problem problem(JsonNode node) {
    int T = node.get("T").asInt();
    int dX = node.get("dX").asInt();
    int dU = node.get("dU").asInt();
    return new Problem(
        LinearGaussianDynamics.of(
            T, dX, dU, flat(node.get("fxu")), flat(node.get("fc")), flat(node.get("F"))),
        Gaussian.of(flat(node.get("x1_mean")), flat(node.get("x1_cov"))),
        QuadraticCost.of(
            T,
            dX,
            dU,
            flat(node.get("cost_constant")),
            flat(node.get("cost_gradient")),
            flat(node.get("cost_hessian"))),
        LinearGaussianController.of(
            T, dX, dU, flat(node.get("Kbar")), flat(node.get("kbar")), flat(node.get("Sbar"))));
  }
}
