package org.guidedpolicy.lqr;

import static org.guidedpolicy.lqr.Vectors.flat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class TrajectoryDensityVectorsTest {
  private static final double TOLERANCE = 1e-8;

  @Test
  void logDensitiesAgree() {
    JsonNode vectors = Vectors.read("trajectory_density.json");
    JsonNode states = vectors.get("states");
    int T = states.get(0).size();
    int dX = states.get(0).get(0).size();
    int dU = vectors.get("actions").get(0).get(0).size();
    JsonNode clusters = vectors.get("clusters");
    for (int k = 0; k < clusters.size(); k++) {
      TrajectoryLogDensity density = density(clusters.get(k), T, dX, dU);
      for (int n = 0; n < states.size(); n++) {
        double[] x = flat(states.get(n));
        double[] u = flat(vectors.get("actions").get(n));
        double expected = vectors.get("out_log_density").get(n).get(k).asDouble();
        assertEquals(expected, density.of(x, u), TOLERANCE * Math.abs(expected));
        double parts = density.initial(x) + density.policy(x, u) + density.dynamics(x, u);
        assertEquals(expected, parts, TOLERANCE * Math.abs(expected));
      }
    }
  }

  private static TrajectoryLogDensity density(JsonNode cluster, int T, int dX, int dU) {
    return new TrajectoryLogDensity(
        Gaussian.of(flat(cluster.get("x1_mean")), flat(cluster.get("x1_cov"))),
        LinearGaussianController.of(
            T,
            dX,
            dU,
            flat(cluster.get("Kbar")),
            flat(cluster.get("kbar")),
            flat(cluster.get("Sbar"))),
        LinearGaussianDynamics.of(
            T, dX, dU, flat(cluster.get("fxu")), flat(cluster.get("fc")), flat(cluster.get("F"))));
  }
}
