package org.guidedpolicy.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A number of an iteration, for listeners, files and plots: views draw the figures of a group
 * together and know none by name. A figure that does not exist is left out. Immutable and
 * thread-safe.
 *
 * @param group what it is a part of, in words as inside a sentence: "clusters"
 * @param name within the group, in words: "largest"
 * @param value may be infinite or NaN if what was computed is
 * @param unit of the value: {@link #SHARE} for shares, empty for none
 * @param meaning a sentence for a person who has not seen it before
 */
public record Figure(String group, String name, double value, String unit, String meaning) {
  /** The unit of shares, 0 to 1. */
  public static final String SHARE = "share";

  public Figure {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(meaning, "meaning");
  }

  /** The group and the name as files have them: {@code clusters/largest}. */
  public String key() {
    return key(group) + "/" + key(name);
  }

  /** Figures by group, in their order. */
  public static Map<String, List<Figure>> groups(List<Figure> figures) {
    Map<String, List<Figure>> groups = new LinkedHashMap<>();
    figures.forEach(f -> groups.computeIfAbsent(f.group(), g -> new ArrayList<>()).add(f));
    return groups;
  }

  @Override
  public String toString() {
    return key() + "=" + value;
  }

  /** Words as files have them: lower case, joined by low lines. */
  public static String key(String words) {
    return words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
  }
}
