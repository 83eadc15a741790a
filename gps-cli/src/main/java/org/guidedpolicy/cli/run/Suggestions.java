package org.guidedpolicy.cli.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Guesses which word was meant. */
public final class Suggestions {
  private Suggestions() {}

  /**
   * "did you mean a?" for the words closest to the one given, or a list of all if none is close.
   */
  public static String didYouMean(String word, Collection<String> known) {
    List<String> close =
        known.stream()
            .filter(k -> distance(word, tail(word, k)) <= Math.max(1, word.length() / 3))
            .sorted(Comparator.comparingInt(k -> distance(word, tail(word, k))))
            .limit(3)
            .toList();
    return close.isEmpty()
        ? "there are " + String.join(", ", known)
        : "did you mean " + String.join(" or ", close) + "?";
  }

  /** The part of a dotted name with as many dots as the word has. */
  private static String tail(String word, String name) {
    int dots = (int) word.chars().filter(c -> c == '.').count();
    String tail = name;
    while (tail.chars().filter(c -> c == '.').count() > dots) {
      tail = tail.substring(tail.indexOf('.') + 1);
    }
    return tail;
  }

  /** Insertions, deletions and substitutions that make one word of the other, whatever the case. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int substituted = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
