package org.guidedpolicy.benchmarks.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediansTest {
  private static List<String> output(String seconds, String steps) {
    return List.of(
        "seconds of 3 threads",
        "| phase | cold |",
        "| --- | ---: |",
        "| fit 1 | " + seconds + " |",
        "| steps | " + steps + " |");
  }

  @Test
  void cellsOfNumbersBecomeMediansWithTheFirstRunsDecimals() {
    assertEquals(
        output("0.30", "8"),
        Medians.of(List.of(output("0.50", "8"), output("0.3", "8"), output("0.1", "8"))));
    assertEquals(output("0.45", "6"), Medians.of(List.of(output("0.50", "8"), output("0.4", "4"))));
  }

  @Test
  void oneRunStaysAsItIs() {
    assertEquals(output("0.123", "not run"), Medians.of(List.of(output("0.123", "not run"))));
  }

  @Test
  void runsOfDifferentLengthAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Medians.of(List.of(output("1", "2"), List.of("nothing"))));
  }
}
