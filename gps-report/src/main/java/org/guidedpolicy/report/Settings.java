package org.guidedpolicy.report;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Options of records as rows of a table. */
final class Settings {
  private Settings() {}

  /**
   * An option.
   *
   * @param name joined by dots, such as training.algorithm.step.klPerStep
   * @param value in this run
   * @param usual without the user's doing
   */
  record Setting(String name, String value, String usual) {
    boolean changed() {
      return !value.equals(usual);
    }
  }

  /**
   * The components of a record, those of records within it by their names joined by dots.
   *
   * @param prefix in front of every name, empty for none
   * @param value a public record
   * @param usual a record of the same type
   */
  static List<Setting> of(String prefix, Record value, Record usual) {
    if (value.getClass() != usual.getClass()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "options are %s, their defaults %s; they must be of one type",
              value.getClass().getName(),
              usual.getClass().getName()));
    }
    List<Setting> settings = new ArrayList<>();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      String name = prefix.isEmpty() ? component.getName() : prefix + "." + component.getName();
      Object here = read(component, value);
      Object there = read(component, usual);
      if (here instanceof Record inner && there instanceof Record innerUsual) {
        settings.addAll(of(name, inner, innerUsual));
      } else {
        settings.add(new Setting(name, text(here), text(there)));
      }
    }
    return settings;
  }

  private static Object read(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "option %s of %s cannot be read; the record must be public",
              component.getName(),
              record.getClass().getName()),
          e);
    }
  }

  private static String text(Object value) {
    if (value instanceof Collection<?> list) {
      return list.isEmpty()
          ? "none"
          : list.stream().map(Settings::text).collect(Collectors.joining(","));
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e9) {
      return Long.toString(number.longValue());
    }
    return String.valueOf(value);
  }
}
