package org.guidedpolicy.fit;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import org.guidedpolicy.VectorFile;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.junit.jupiter.api.Test;

class PolicyLinearizationVectorsTest {
  private final JsonNode vectors = VectorFile.read("policy_linearisation.json");

  @Test
  void linearizedPoliciesAgreeWithTheVectors() {
    var trajectories = StepVectors.trajectories(vectors.get("states"), vectors.get("policy_means"));
    GaussianPolicy policy = new EchoPolicy(numbers(vectors.get("policy_cov")));
    MixturePrior prior = StepVectors.prior(vectors);
    LinearGaussianController fitted;
    try (WorkPool pool = WorkPool.of(1)) {
      fitted =
          PolicyLinearizer.prepare(
                  trajectories,
                  Tuples.policyActions(trajectories, trajectories.size(), policy),
                  policy,
                  prior,
                  true,
                  Standardization.identity(prior.mixture().dimension()),
                  pool)
              .fit(IntStream.range(0, trajectories.size()).toArray());
    }
    for (int t = 0; t < fitted.horizon(); t++) {
      assertClose(numbers(vectors.get("out_K").get(t)), fitted.gain(t).data, 1e-10, "K at " + t);
      assertClose(numbers(vectors.get("out_k").get(t)), fitted.offset(t), 1e-10, "k at " + t);
      assertClose(
          numbers(vectors.get("out_S").get(t)), fitted.covariance(t).data, 1e-10, "S at " + t);
    }
  }

  /** Its action is what it observes. */
  private record EchoPolicy(double[] covariance) implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return 2;
    }

    @Override
    public int actionDimension() {
      return 2;
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      System.arraycopy(observation, 0, actionOut, 0, 2);
    }
  }
}
