package org.guidedpolicy.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedRangesTest {
  @Test
  void seedsThatCountUpBecomeARange() {
    assertEquals("0-19", SeedRanges.text(LongStream.range(0, 20).boxed().toList()));
    assertEquals("0, 3, 7-9", SeedRanges.text(List.of(0L, 3L, 7L, 8L, 9L)));
    assertEquals("1, 2, 5", SeedRanges.text(List.of(1L, 2L, 5L)));
    assertEquals("4, 3, 2", SeedRanges.text(List.of(4L, 3L, 2L)));
    assertEquals("7", SeedRanges.text(List.of(7L)));
    assertEquals("", SeedRanges.text(List.of()));
  }
}
