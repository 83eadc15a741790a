package org.guidedpolicy.cli.experiment;

import java.util.List;
import java.util.StringJoiner;

/** Seeds as one writes them: 0-4 or 0,3,7-9. */
final class SeedRanges {
  private SeedRanges() {}

  /** Neighbours in the list that count up, three or more, become a range. */
  static String text(List<Long> seeds) {
    StringJoiner text = new StringJoiner(", ");
    for (int first = 0; first < seeds.size(); ) {
      int last = first;
      while (last + 1 < seeds.size() && seeds.get(last + 1) == seeds.get(last) + 1) {
        last++;
      }
      if (last < first + 2) {
        text.add(seeds.get(first).toString());
        first++;
      } else {
        text.add(seeds.get(first) + "-" + seeds.get(last));
        first = last + 1;
      }
    }
    return text.toString();
  }
}
