package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.guidedpolicy.policy.Activation;
import org.junit.jupiter.api.Test;

class NetworkOptionsTest {
  @Test
  void theDefaultIsTheArticlesNetwork() {
    NetworkOptions options = NetworkOptions.defaults();
    assertEquals(List.of(42, 42), options.hidden());
    assertEquals(Activation.RELU, options.activation());
    assertEquals(1, options.backendThreads());
  }

  @Test
  void valuesOutOfRangeAreNamed() {
    assertRefused("hidden", b -> b.hidden(42, 0));
    assertRefused("batchSize must be at least 1, is 0", b -> b.batchSize(0));
    assertRefused("passes", b -> b.firstFit(0, 1e-2, 0));
    assertRefused("learningRate", b -> b.laterFits(10, 0, 0));
    assertRefused("learningRate", b -> b.laterFits(10, Double.NaN, 0));
    assertRefused("finalLearningRate", b -> b.laterFits(10, 1e-3, 1e-2));
    assertRefused("weightDecay", b -> b.weightDecay(-1));
    assertRefused("weightDecay", b -> b.weightDecay(1e3));
    assertRefused("lossTolerance", b -> b.lossTolerance(Double.NaN));
    assertRefused("inputDeviationFloor", b -> b.inputDeviationFloor(0));
    assertRefused("backendThreads", b -> b.backendThreads(-1));
  }

  @Test
  void theLearningRateFallsAlongHalfACosine() {
    NetworkOptions.Schedule schedule = new NetworkOptions.Schedule(1, 0.3, 0.1);
    assertEquals(0.3, schedule.rate(0, 101), 1e-15);
    assertEquals(0.2, schedule.rate(50, 101), 1e-15);
    assertEquals(0.1, schedule.rate(100, 101), 1e-15);
    assertEquals(0.1, schedule.rate(1000, 101), 1e-15);
    assertTrue(schedule.rate(25, 101) > 0.25);
    assertEquals(0.3, schedule.rate(0, 1));
  }

  private interface Change {
    void apply(NetworkOptions.Builder builder);
  }

  private static void assertRefused(String part, Change change) {
    NetworkOptions.Builder builder = NetworkOptions.builder();
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> {
              change.apply(builder);
              builder.build();
            });
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
