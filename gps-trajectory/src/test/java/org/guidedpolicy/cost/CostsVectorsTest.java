package org.guidedpolicy.cost;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.numbers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.guidedpolicy.VectorFile;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class CostsVectorsTest {
  private final JsonNode vectors = VectorFile.read("costs.json");

  @Test
  void distanceCostsAgreeWithTheVectors() {
    assertTrue(vectors.get("distance").size() > 0);
    for (JsonNode v : vectors.get("distance")) {
      double[] d = numbers(v.get("d"));
      DistanceCost cost =
          DistanceCost.toTarget(IntStream.range(0, d.length).toArray(), new double[d.length])
              .weights(numbers(v.get("weights")))
              .norm(DistanceCost.Norm.valueOf(v.get("norm").textValue().toUpperCase(Locale.ROOT)))
              .l1(v.get("l1").doubleValue())
              .l2(v.get("l2").doubleValue())
              .alpha(v.get("alpha").doubleValue());
      CostDerivatives out = new CostDerivatives(d.length, 1);
      double[] u = {0};
      cost.addDerivatives(0, 1, d, u, out);

      double value = v.get("out_value").doubleValue();
      assertEquals(value, out.value(), 1e-12 * Math.abs(value));
      assertEquals(value, cost.value(0, 1, d, u), 1e-12 * Math.abs(value));
      double[] gradient = Arrays.copyOf(out.gradient, d.length);
      assertClose(numbers(v.get("out_gradient")), gradient, 1e-12, "gradient");
      double[] hessian = new double[d.length * d.length];
      for (int i = 0; i < hessian.length; i++) {
        hessian[i] = out.hessian(i / d.length, i % d.length);
      }
      assertClose(numbers(v.get("out_hessian")), hessian, 1e-12, "hessian");
    }
  }

  @Test
  void recentringAgreesWithTheVectors() {
    JsonNode v = vectors.get("recentre");
    double[] y = numbers(v.get("y"));
    double[] gradient = numbers(v.get("gradient"));
    double[] hessian = numbers(v.get("hessian"));
    int dX = y.length - 3;
    CostFunction given =
        new CostFunction() {
          @Override
          public double value(int t, int horizon, double[] x, double[] u) {
            return v.get("value").doubleValue();
          }

          @Override
          public void addDerivatives(
              int t, int horizon, double[] x, double[] u, CostDerivatives out) {
            out.addValue(value(t, horizon, x, u));
            for (int i = 0; i < y.length; i++) {
              out.addGradient(i, gradient[i]);
              for (int j = 0; j < y.length; j++) {
                out.addHessian(i, j, hessian[i * y.length + j]);
              }
            }
          }
        };
    double[] states = Arrays.copyOf(y, 2 * dX);
    double[] action = Arrays.copyOfRange(y, dX, y.length);
    Trajectory trajectory = new Trajectory(1, states, action, new double[] {0});

    QuadraticCost expansion = CostExpansion.around(trajectory, given);

    assertEquals(v.get("out_constant").doubleValue(), expansion.constant(0), 1e-12);
    assertClose(numbers(v.get("out_gradient")), expansion.gradient(0), 1e-12, "gradient");
    assertClose(numbers(v.get("out_hessian")), expansion.hessian(0).data, 1e-12, "hessian");
  }
}
