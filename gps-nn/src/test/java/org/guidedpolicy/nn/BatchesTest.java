package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final int N = 10;

  /** Point n has the inputs n, n + 0.5 and the labels 100 + n, 200 + n, 300 + n. */
  private static Batches batches(int size, long seed) {
    float[] inputs = new float[2 * N];
    float[] labels = new float[3 * N];
    for (int n = 0; n < N; n++) {
      inputs[2 * n] = n;
      inputs[2 * n + 1] = n + 0.5f;
      for (int i = 0; i < 3; i++) {
        labels[3 * n + i] = 100 * (i + 1) + n;
      }
    }
    return new Batches(inputs, labels, N, size, new SplittableRandom(seed));
  }

  /** The points of some batches in order, whose rows must be those of one point each. */
  private static List<Integer> points(Batches batches, int count) {
    List<Integer> points = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      batches.next();
      for (int b = 0; 2 * b < batches.inputs().length; b++) {
        int n = (int) batches.inputs()[2 * b];
        assertEquals(n + 0.5, batches.inputs()[2 * b + 1]);
        for (int i = 0; i < 3; i++) {
          assertEquals(100 * (i + 1) + n, batches.labels()[3 * b + i]);
        }
        points.add(n);
      }
    }
    return points;
  }

  @Test
  void everyPointComesOnceBeforeAnyComesAgainAlsoAcrossBatches() {
    for (int size : new int[] {1, 3, 5, 7, 10}) {
      List<Integer> points = points(batches(size, 1), 30);
      for (int from = 0; from + N <= points.size(); from += N) {
        assertEquals(N, new HashSet<>(points.subList(from, from + N)).size(), "size " + size);
      }
    }
  }

  @Test
  void theOrderChangesFromPassToPassAndFromSeedToSeed() {
    List<Integer> points = points(batches(5, 1), 4);
    assertNotEquals(points.subList(0, 10), points.subList(10, 20));
    assertNotEquals(points, points(batches(5, 2), 4));
    assertEquals(points, points(batches(5, 1), 4));
  }

  @Test
  void everyOrderIsAsLikelyAsAnyOther() {
    int[] first = new int[N];
    Batches batches = batches(N, 3);
    for (int pass = 0; pass < 2000; pass++) {
      first[points(batches, 1).get(0)]++;
    }
    for (int n = 0; n < N; n++) {
      // 200 expected, standard deviation 13
      assertTrue(Math.abs(first[n] - 200) < 65, "point " + n + " first " + first[n] + " times");
    }
  }
}
