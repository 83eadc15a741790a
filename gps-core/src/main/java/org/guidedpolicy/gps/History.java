package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.List;

/**
 * What the latest iterations left behind, the latest first. One thread.
 *
 * @param <E> of one iteration
 */
final class History<E> {
  private final int limit;
  private final List<E> entries = new ArrayList<>();

  /**
   * @param limit how many iterations are remembered
   */
  History(int limit) {
    this.limit = limit;
  }

  /** Remembers the latest iteration's and forgets the oldest beyond the limit. */
  void add(E latest) {
    entries.add(0, latest);
    while (entries.size() > limit) {
      entries.remove(entries.size() - 1);
    }
  }

  /** A copy, the latest first. */
  List<E> entries() {
    return List.copyOf(entries);
  }

  void restore(List<E> remembered) {
    entries.clear();
    entries.addAll(remembered);
  }
}
