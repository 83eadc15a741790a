package org.guidedpolicy.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class TimeStepTest {
  private static final double[] X = {1, 2};
  private static final double[] O = {3};

  @Test
  void anEpisodeGoesOnUnlessItIsSaidToHaveEnded() {
    assertFalse(new TimeStep(X, O).ended());
    assertFalse(TimeStep.fullyObserved(1, 2).ended());
    assertEquals(new TimeStep(X, O), new TimeStep(X.clone(), O.clone(), false));
    assertEquals(new TimeStep(X, O).hashCode(), new TimeStep(X.clone(), O.clone()).hashCode());
    assertNotEquals(new TimeStep(X, O), new TimeStep(X, O, true));
  }

  @Test
  void aReportSaysWhatItHolds() {
    assertEquals("TimeStep[state=[1.0, 2.0]]", TimeStep.fullyObserved(1, 2).toString());
    assertEquals(
        "TimeStep[state=[1.0, 2.0], observation=[3.0], ended]",
        new TimeStep(X, O, true).toString());
  }

  @Test
  void anObservationIsItsVectorUncopied() {
    Observation seen = new TimeStep(X, O).seen();
    assertSame(O, seen.vector());
    assertEquals(Observation.of(3), seen);
    assertEquals("Observation[3.0]", seen.toString());
  }
}
