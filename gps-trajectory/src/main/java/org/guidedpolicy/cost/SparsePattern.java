package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.TreeSet;

/** Where a Jacobian has entries: the columns of each row. Immutable. */
final class SparsePattern {
  /** State entries that each row depends on. */
  final int[][] columns;

  /** All columns in use, ascending. */
  final int[] support;

  /** For each entry, where its column stands in support. */
  final int[][] positions;

  SparsePattern(int[][] columns) {
    this.columns = columns;
    TreeSet<Integer> used = new TreeSet<>();
    for (int[] row : columns) {
      StateEntries.requireNotNegative(row);
      for (int column : row) {
        used.add(column);
      }
    }
    this.support = used.stream().mapToInt(Integer::intValue).toArray();
    this.positions = new int[columns.length][];
    for (int i = 0; i < columns.length; i++) {
      positions[i] = Arrays.stream(columns[i]).map(c -> Arrays.binarySearch(support, c)).toArray();
    }
  }

  void requireFits(String cost, int dX) {
    StateEntries.requireFits(cost, support.length == 0 ? 0 : support[support.length - 1], dX);
  }
}
