package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.guidedpolicy.nn.NetworkOptions.Schedule;
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
    refused("hidden must be at least 1, is 0", o -> o.hidden = List.of(42, 0));
    refused("batchSize must be at least 1, is 0", o -> o.batchSize = 0);
    refused("passes must be at least 1, is 0", o -> o.firstFit = new Schedule(0, 1e-2, 0));
    refused("learningRate", o -> o.laterFits = new Schedule(10, 0, 0));
    refused("learningRate", o -> o.laterFits = new Schedule(10, Double.NaN, 0));
    refused("finalLearningRate", o -> o.laterFits = new Schedule(10, 1e-3, 1e-2));
    refused("weightDecay", o -> o.weightDecay = -1);
    refused("weightDecay", o -> o.weightDecay = 1e3);
    refused("lossTolerance", o -> o.lossTolerance = Double.NaN);
    refused("inputDeviationFloor", o -> o.inputDeviationFloor = 0);
    refused("backendThreads", o -> o.backendThreads = -1);
  }

  @Test
  void anOptionChangesAlone() {
    NetworkOptions options = NetworkOptions.defaults().with(o -> o.batchSize = 7);
    assertEquals(7, options.batchSize());
    assertEquals(NetworkOptions.defaults(), options.with(o -> o.batchSize = 400));
  }

  @Test
  void theLearningRateFallsAlongHalfACosine() {
    Schedule schedule = new Schedule(1, 0.3, 0.1);
    assertEquals(0.3, schedule.rate(0, 101), 1e-15);
    assertEquals(0.2, schedule.rate(50, 101), 1e-15);
    assertEquals(0.1, schedule.rate(100, 101), 1e-15);
    assertEquals(0.1, schedule.rate(1000, 101), 1e-15);
    assertTrue(schedule.rate(25, 101) > 0.25);
    assertEquals(0.3, schedule.rate(0, 1));
  }

  private static void refused(String part, Consumer<NetworkOptions.Draft> change) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> NetworkOptions.defaults().with(change));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
