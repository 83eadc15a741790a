package org.guidedpolicy.benchmarks.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What several runs of a program printed as one, with the median wherever they differ in numbers.
 */
final class Medians {
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d*)?");

  private Medians() {}

  /**
   * @param outputs lines of each run; rows of tables begin with a bar
   * @return lines of the first, with the medians of all in the tables' cells
   * @throws IllegalArgumentException if the runs printed different numbers of lines
   */
  static List<String> of(List<List<String>> outputs) {
    List<String> first = outputs.get(0);
    List<String> result = new ArrayList<>();
    for (int line = 0; line < first.size(); line++) {
      int at = line;
      List<String> same = outputs.stream().map(output -> line(output, at, first.size())).toList();
      result.add(first.get(line).startsWith("|") ? row(same) : first.get(line));
    }
    return result;
  }

  private static String line(List<String> output, int at, int lines) {
    if (output.size() != lines) {
      throw new IllegalArgumentException(
          "one run printed " + lines + " lines and another one " + output.size());
    }
    return output.get(at);
  }

  private static String row(List<String> rows) {
    List<String[]> cells = rows.stream().map(row -> row.split("\\|", -1)).toList();
    return IntStream.range(0, cells.get(0).length)
        .mapToObj(i -> cell(cells.stream().map(row -> row[i]).toList()))
        .collect(Collectors.joining("|"));
  }

  private static String cell(List<String> cells) {
    String first = cells.get(0);
    if (!cells.stream().allMatch(cell -> NUMBER.matcher(cell.trim()).matches())) {
      return first;
    }
    int decimals = decimals(first.trim());
    double[] sorted = cells.stream().mapToDouble(Double::parseDouble).sorted().toArray();
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    return String.format(Locale.ROOT, " %." + decimals + "f ", median);
  }

  private static int decimals(String number) {
    int point = number.indexOf('.');
    return point < 0 ? 0 : number.length() - point - 1;
  }
}
