package org.guidedpolicy.fit;

import static org.guidedpolicy.VectorFile.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.mixture.GaussianMixture;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.rollout.Trajectory;

/** Trajectories and priors in the test vectors. */
final class StepVectors {
  private StepVectors() {}

  /** Observation and executed action are both the given action. */
  static List<Trajectory> trajectories(JsonNode states, JsonNode actions) {
    List<Trajectory> result = new ArrayList<>();
    for (int n = 0; n < states.size(); n++) {
      int T = states.get(n).size();
      double[] x = numbers(states.get(n));
      double[] padded = Arrays.copyOf(x, x.length / T * (T + 1));
      double[] u = numbers(actions.get(n));
      result.add(new Trajectory(T, padded, u, u));
    }
    return result;
  }

  static MixturePrior prior(JsonNode vectors) {
    JsonNode mixture = vectors.get("mixture");
    return new MixturePrior(
        GaussianMixture.of(
            mixture.get("mean").get(0).size(),
            numbers(mixture.get("mass")),
            numbers(mixture.get("mean")),
            numbers(mixture.get("cov"))),
        vectors.get("points_fitted").intValue(),
        1.0);
  }
}
