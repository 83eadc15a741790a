package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.guidedpolicy.VectorFile;
import org.junit.jupiter.api.Test;

class StepSizeVectorsTest {

  @Test
  void multipliersAgreeWithTheVectors() {
    JsonNode cases = VectorFile.read("step_size.json").get("cases");
    assertTrue(cases.size() > 0);
    for (JsonNode v : cases) {
      double expected = v.get("out").doubleValue();
      double actual =
          StepSizeRule.nextMultiplier(
              v.get("multiplier").doubleValue(),
              v.get("predicted").doubleValue(),
              v.get("actual").doubleValue(),
              v.get("min").doubleValue(),
              v.get("max").doubleValue());
      assertEquals(expected, actual, 1e-12 * Math.abs(expected), v::toString);
    }
  }
}
