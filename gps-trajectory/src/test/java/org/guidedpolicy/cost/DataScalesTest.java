package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class DataScalesTest {

  /** State: varies, constant far from 0, constant at 0, varies by rounding; one action. */
  private static Trajectory episode(double x, double action) {
    double[] states = {
      x, 1500, 0, 2, x + 2, 1500, 0, 2 + 4e-16, x, 1500, 0, 2,
    };
    return new Trajectory(2, states, new double[] {action, action}, new double[2]);
  }

  @Test
  void aScaleIsTheStandardDeviationOverAllStepsOfAllEpisodes() {
    DataScales scales = DataScales.of(List.of(episode(0, 1e6), episode(4, 1e6 + 2)));
    assertEquals(Math.sqrt((9 + 1 + 1 + 9) / 4.0), scales.scale(0), 1e-12);
    assertEquals(1, scales.scale(4), 1e-9);
  }

  @Test
  void whatDoesNotVaryHasItsMagnitudeOrOneButNoMoreThanTheOthers() {
    DataScales scales = DataScales.of(List.of(episode(0, 0), episode(4, 0)));
    assertEquals(1500, scales.scale(1));
    assertEquals(1, scales.scale(2), "0 in metres beside a spread of 2.2");
    double[] small = {-1e-6, 0, 1e-6, 0, -1e-6, 0};
    DataScales micrometres =
        DataScales.of(List.of(new Trajectory(2, small, new double[2], new double[2])));
    assertEquals(1e-6, micrometres.scale(1), 1e-12, "no more than the largest spread");
    assertEquals(2, scales.scale(3), 1e-12);
    DataScales nothing =
        DataScales.of(List.of(new Trajectory(1, new double[2], new double[1], new double[1])));
    assertEquals(1, nothing.scale(0));
    assertEquals(1, nothing.scale(1));
  }

  @Test
  void finiteDifferencesTakeThemUnlessToldOtherwise() {
    assertFalse(DataScales.unknown().areKnown());
    CostFunction turnsWithinMicrometres = (t, T, x, u) -> Math.cos(1e6 * x[0]);
    double[] x = {0.5e-6};
    double exact = -1e6 * Math.sin(0.5);
    CostDerivatives known = new CostDerivatives(1, 0, DataScales.of(new double[] {1e-6}));
    turnsWithinMicrometres.addDerivatives(0, 1, x, new double[0], known);
    assertEquals(exact, known.gradient(0), 1e-8 * 1e6);
    CostDerivatives told = new CostDerivatives(1, 0, DataScales.of(new double[] {1}));
    FiniteDifferenceCost.of(turnsWithinMicrometres, 1e-4)
        .scales(1e-6)
        .addDerivatives(0, 1, x, new double[0], told);
    assertEquals(exact, told.gradient(0), 1e-8 * 1e6);
  }

  /** A KinematicCost hands them on. */
  @Test
  void costsAroundOthersHandThemOn() {
    CostFunction cost = (t, T, x, u) -> Math.cos(1e6 * x[1]);
    CostFunction around =
        KinematicCost.of(cost, new int[] {1}, new int[] {0}, (x, J) -> J[0] = 1).times(2);
    CostDerivatives out = new CostDerivatives(2, 0, DataScales.of(new double[] {1e-6, 1e-6}));
    around.addDerivatives(0, 1, new double[] {0, 0.5e-6}, new double[0], out);
    assertEquals(-2e6 * Math.sin(0.5), out.gradient(0), 1e-8 * 1e6);
  }
}
