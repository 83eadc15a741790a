package org.guidedpolicy.fit;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.guidedpolicy.VectorFile;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.Test;

class DynamicsFitVectorsTest {
  private final JsonNode vectors = VectorFile.read("dynamics_fit.json");

  @Test
  void fittedDynamicsAgreeWithTheVectors() {
    var trajectories = StepVectors.trajectories(vectors.get("states"), vectors.get("actions"));
    MixturePrior prior = StepVectors.prior(vectors);
    LinearGaussianDynamics fitted;
    try (WorkPool pool = WorkPool.of(1)) {
      fitted =
          DynamicsFitter.prepare(
                  trajectories,
                  Tuples.transitions(trajectories, trajectories.size()),
                  prior,
                  Standardization.identity(prior.mixture().dimension()),
                  pool)
              .fit(IntStream.range(0, trajectories.size()).toArray());
    }
    for (int t = 0; t < fitted.horizon() - 1; t++) {
      assertClose(
          numbers(vectors.get("out_fxu").get(t)), fitted.jacobian(t).data, 1e-10, "fxu at " + t);
      assertClose(numbers(vectors.get("out_fc").get(t)), fitted.offset(t), 1e-10, "fc at " + t);
      assertClose(
          numbers(vectors.get("out_F").get(t)), fitted.covariance(t).data, 1e-10, "F at " + t);
    }
  }
}
