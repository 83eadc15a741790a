package org.guidedpolicy.initial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.junit.jupiter.api.Test;

class ActionNoiseTest {
  private static final double[] X1 = {0.3, -2};

  private static EnvironmentSpec limited(double[] lower, double[] upper) {
    return EnvironmentSpec.builder(2, lower.length).horizon(3).actionLimits(lower, upper).build();
  }

  private static double deviation(LinearGaussianController q, int i) {
    return Math.sqrt(q.covariance(2).get(i, i));
  }

  @Test
  void theMeanIsZeroWhereTheLimitsLieAroundItElseTheirMiddle() {
    var spec = limited(new double[] {-3, 0, -4}, new double[] {1, 10, -2});
    var q = ActionNoise.fromLimits().startingAt(spec, X1);
    assertArrayEquals(new double[] {0, 5, -3}, q.offset(0));
    assertArrayEquals(new double[6], q.gain(1).data, "nothing depends on the state");
  }

  @Test
  void theDeviationIsAQuarterOfTheLimitsWidthInTheActionsOwnUnit() {
    var spec = limited(new double[] {-20, -0.008}, new double[] {20, 0.008});
    var q = ActionNoise.fromLimits().startingAt(spec, X1);
    assertEquals(10, deviation(q, 0), 1e-12);
    assertEquals(0.004, deviation(q, 1), 1e-15);
  }

  @Test
  void anEntryWithoutLimitsHasDeviationOneAndAMeanThatIsAllowed() {
    double infinity = Double.POSITIVE_INFINITY;
    var spec = limited(new double[] {2, -infinity}, new double[] {infinity, infinity});
    var q = ActionNoise.fromLimits().startingAt(spec, X1);
    assertArrayEquals(new double[] {2, 0}, q.offset(2));
    assertEquals(1, deviation(q, 0));
    assertEquals(1, deviation(q, 1));
  }

  @Test
  void whatIsSetByHandWins() {
    var spec = limited(new double[] {-1, -1}, new double[] {1, 1});
    var q = ActionNoise.fromLimits().mean(0.5, -0.5).deviation(0.1).startingAt(spec, X1);
    assertArrayEquals(new double[] {0.5, -0.5}, q.offset(0));
    assertEquals(0.1, deviation(q, 1), 1e-15);
  }

  @Test
  void aMeanOfTheWrongLengthIsNamed() {
    var spec = limited(new double[] {-1}, new double[] {1});
    var noise = ActionNoise.fromLimits().mean(0, 0);
    var e = assertThrows(IllegalArgumentException.class, () -> noise.startingAt(spec, X1));
    assertEquals(
        "mean has 2 entries, expected 1 (EnvironmentSpec.actionDimension)", e.getMessage());
  }

  @Test
  void aSpecWithLimitsSuggestsNoiseOneWithJointsAloneSuggestsHolding() {
    var joints = EnvironmentSpec.builder(2, 1).horizon(3).actuated(new int[] {0}, new int[] {1});
    assertArrayEquals(
        HoldPosition.defaults().startingAt(joints.build(), X1).offset(0),
        InitialController.fromSpec().startingAt(joints.build(), X1).offset(0));
    var limits = joints.actionLimits(new double[] {-8}, new double[] {8}).build();
    var q = InitialController.fromSpec().startingAt(limits, X1);
    assertArrayEquals(new double[2], q.gain(0).data);
    assertEquals(4, deviation(q, 0), 1e-12);
  }
}
