package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedsTest {

  @Test
  void everyRunIterationAndUseHasASeedOfItsOwn() {
    Set<Long> seen = new HashSet<>();
    int count = 0;
    for (long seed = -20; seed < 20; seed++) {
      for (int iteration = 0; iteration < 50; iteration++) {
        for (Seeds.Use use : Seeds.Use.values()) {
          seen.add(Seeds.of(seed, iteration, use));
          count++;
        }
      }
    }
    assertEquals(count, seen.size());
  }

  @Test
  void equalArgumentsGiveEqualNumbers() {
    for (Seeds.Use use : Seeds.Use.values()) {
      long first = Seeds.generator(3, 4, use).nextLong();
      assertEquals(first, Seeds.generator(3, 4, use).nextLong());
    }
  }
}
