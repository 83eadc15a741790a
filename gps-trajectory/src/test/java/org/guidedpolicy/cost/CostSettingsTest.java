package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class CostSettingsTest {

  @Test
  void rampsMultiplyAsTheirFormulasSay() {
    assertArrayEquals(new double[] {1, 1, 1, 1}, multipliers(CostRamp.constant()));
    assertArrayEquals(new double[] {0.25, 0.5, 0.75, 1}, multipliers(CostRamp.linear()));
    assertArrayEquals(new double[] {0.0625, 0.25, 0.5625, 1}, multipliers(CostRamp.quadratic()));
    assertArrayEquals(new double[] {0, 0, 0, 1}, multipliers(CostRamp.finalStep()));
    assertArrayEquals(
        new double[] {0.25, 0.5, 0.75, 10}, multipliers(CostRamp.linear().finalMultiplier(10)));
    assertArrayEquals(
        new double[] {0, 0, 0, 10}, multipliers(CostRamp.finalStep().finalMultiplier(10)));
  }

  private static double[] multipliers(CostRamp ramp) {
    return IntStream.range(0, 4).mapToDouble(t -> ramp.multiplier(t, 4)).toArray();
  }

  @Test
  void valuesAreThoseOfTheFormulas() {
    double[] x = {3, 0, 4};
    double[] u = {2, -1};
    assertEquals(0.5 * (0.1 * 4 + 7), ActionCost.quadratic(0.1, 7).value(0, 1, x, u), 1e-15);
    DistanceCost d = DistanceCost.between(new int[] {0, 2}, new int[] {1, 1}).alpha(1e-9);
    assertEquals(12.5, d.value(0, 1, x, u), 1e-12);
    assertEquals(5, d.l2(0).l1(1).value(0, 1, x, u), 1e-9);
    assertEquals(Math.log(5), d.l2(0).l1(1).norm(DistanceCost.Norm.LOG).value(0, 1, x, u), 1e-9);
    assertEquals(
        1 + 8, DistanceCost.linear(new double[][] {{1, 0, 1}}, 6).l2(2).value(0, 1, x, u) + 8);
  }

  @Test
  void descriptionsSayEverythingThatIsSet() {
    assertEquals(
        "Sum[ActionCost[weights=[0.001]], DistanceCost[d = (x0 - x3, x1 - x2) - [0.0, 0.0],"
            + " weights=[1.0, 2.0], norm=LOG, l1=0.5, l2=1.0, alpha=1.0E-5, hessian=MAJORIZING,"
            + " ramp=CostRamp[shape=LINEAR, finalMultiplier=1.0]]]",
        CostFunction.sum(
                ActionCost.quadratic(1e-3),
                DistanceCost.between(new int[] {0, 1}, new int[] {3, 2})
                    .weights(1, 2)
                    .l1(0.5)
                    .norm(DistanceCost.Norm.LOG)
                    .hessian(HessianForm.MAJORIZING)
                    .ramp(CostRamp.linear()))
            .toString());
    assertEquals(
        "(-2.0 x0 + 0.5 x2)",
        DistanceCost.linear(new double[][] {{-2, 0, 0.5}}, 1).toString().substring(17, 35));
  }

  @Test
  void settingsThatMakeNoSenseAreNamed() {
    DistanceCost d = DistanceCost.toTarget(new int[] {0, 5}, 1, 2);
    double[] x = new double[5];
    double[] u = new double[2];
    CostDerivatives out = new CostDerivatives(5, 2);
    refused("l1 must be finite and not negative, is -1.0", () -> d.l1(-1));
    refused("l2 must be finite and not negative, is NaN", () -> d.l2(Double.NaN));
    refused("alpha must be finite and positive, is 0.0", () -> d.alpha(0));
    refused("weights has 1 entries, expected 2 (one for each distance)", () -> d.weights(1));
    refused("weights[1] must be finite and not negative, is -2.0", () -> d.weights(1, -2));
    refused(
        "target has 1 entries, expected 2 (one for each state entry)",
        () -> DistanceCost.toTarget(new int[] {0, 1}, 3));
    refused(
        "target[0] must be finite, is Infinity",
        () -> DistanceCost.toTarget(new int[] {0}, Double.POSITIVE_INFINITY));
    refused(
        "state entry must not be negative, is -1", () -> DistanceCost.toTarget(new int[] {-1}, 0));
    refused(
        "a DistanceCost needs at least one state entry", () -> DistanceCost.toTarget(new int[0]));
    refused(
        "entries[1] and targetEntries[1] are both state entry 4",
        () -> DistanceCost.between(new int[] {0, 4}, new int[] {2, 4}));
    refused(
        "row 1 of A has 1 entries, expected 2 (as row 0)",
        () -> DistanceCost.linear(new double[][] {{1, 2}, {3}}, 0, 0));
    refused("DistanceCost uses state entry 5, the state has 5 entries", () -> d.value(0, 1, x, u));
    refused(
        "DistanceCost uses state entry 5, the state has 5 entries",
        () -> d.addDerivatives(0, 1, x, u, out));
    refused("weights has 0 entries, expected 1 or dU", () -> ActionCost.quadratic());
    refused("weights[0] must be finite and not negative, is -1.0", () -> ActionCost.quadratic(-1));
    refused(
        "ActionCost weights has 3 entries, expected 2 (the action's dimension)",
        () -> ActionCost.quadratic(1, 2, 3).value(0, 1, x, u));
    refused(
        "finalMultiplier must be finite and not negative, is -1.0",
        () -> CostRamp.linear().finalMultiplier(-1));
    refused("cost weight must be finite, is NaN", () -> d.times(Double.NaN));
  }

  private static void refused(String message, Executable setting) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, setting).getMessage());
  }
}
