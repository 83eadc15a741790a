package org.guidedpolicy.initial;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.integers;
import static org.guidedpolicy.VectorFile.numbers;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.guidedpolicy.VectorFile;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.junit.jupiter.api.Test;

class HoldPositionVectorsTest {

  @Test
  void controllersAgreeWithTheVectors() {
    JsonNode cases = VectorFile.read("hold_position.json").get("cases");
    assertTrue(cases.size() > 0);
    for (JsonNode v : cases) {
      double[] x1 = numbers(v.get("x1"));
      int[] positions = integers(v.get("positions"));
      int T = v.get("T").intValue();
      EnvironmentSpec spec =
          EnvironmentSpec.builder(x1.length, positions.length)
              .horizon(T)
              .timeStep(v.get("dt").doubleValue())
              .actuated(positions, integers(v.get("velocities")))
              .build();

      LinearGaussianController controller =
          HoldPosition.defaults()
              .gains(numbers(v.get("gains")))
              .variance(v.get("variance").doubleValue())
              .stiffness(v.get("stiffness").doubleValue())
              .velocityStiffness(v.get("velocity_stiffness").doubleValue())
              .finalWeight(v.get("final_weight").doubleValue())
              .startingAt(spec, x1);

      for (int t = 0; t < T; t++) {
        String at = " at step " + t;
        assertClose(numbers(v.get("out_K").get(t)), controller.gain(t).data, 1e-10, "K" + at);
        assertClose(numbers(v.get("out_k").get(t)), controller.offset(t), 1e-10, "k" + at);
        assertClose(numbers(v.get("out_C").get(t)), controller.covariance(t).data, 1e-10, "C" + at);
      }
    }
  }
}
