package org.guidedpolicy.cost;

/** Checks of the state entries that costs are told. */
final class StateEntries {
  private StateEntries() {}

  static void requireNotNegative(int... entries) {
    for (int entry : entries) {
      if (entry < 0) {
        throw new IllegalArgumentException("state entry must not be negative, is " + entry);
      }
    }
  }

  static void requireDifferent(int i, int entry, int targetEntry) {
    if (entry == targetEntry) {
      throw new IllegalArgumentException(
          "entries[" + i + "] and targetEntries[" + i + "] are both state entry " + entry);
    }
  }

  /**
   * @param cost name of the cost that uses it
   * @param dX entries of the state
   */
  static void requireFits(String cost, int entry, int dX) {
    if (entry >= dX) {
      throw new IllegalArgumentException(
          cost + " uses state entry " + entry + ", the state has " + dX + " entries");
    }
  }
}
