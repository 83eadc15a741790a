package org.guidedpolicy.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ActionLimiterTest {
  private final ActionLimiter limiter =
      new ActionLimiter(
          EnvironmentSpec.builder(1, 2)
              .timeStep(0.5)
              .actionLimits(new double[] {-1, 2}, new double[] {1, 4})
              .slewLimits(1, Double.POSITIVE_INFINITY)
              .build());

  private double[] limited(double... action) {
    limiter.limit(action);
    return action;
  }

  @Test
  void actionsAreClippedToLimitsAndSlewLimits() {
    assertArrayEquals(new double[] {0.5, 4}, limited(9, 9));
    assertArrayEquals(new double[] {1, 2}, limited(9, -9));
    assertArrayEquals(new double[] {0.5, 3}, limited(-9, 3));
  }

  @Test
  void anEpisodeStartsFromRest() {
    limited(1, 4);
    limiter.restart();
    assertArrayEquals(new double[] {-0.5, 4}, limited(-1, 4));
  }

  @Test
  void whatCannotBeSentIsNamed() {
    assertEquals(Optional.empty(), limiter.objection(new double[] {1e300, -1e300}));
    assertEquals(
        Optional.of("the action is NaN at entry 1"),
        limiter.objection(new double[] {0, Double.NaN}));
    assertEquals(
        Optional.of("the action has 1 entries, expected 2 (EnvironmentSpec.actionDimension)"),
        limiter.objection(new double[1]));
  }
}
