package org.guidedpolicy.cli;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Seeds given as 0-4 or 0,3,7-9.
 *
 * @param seeds each once
 */
record SeedList(List<Long> seeds) {
  private static final Pattern RANGE =
      Pattern.compile("\\s*(\\d{1,9})\\s*(?:-\\s*(\\d{1,9})\\s*)?");

  static final class Converter implements ITypeConverter<SeedList> {
    @Override
    public SeedList convert(String text) {
      List<Long> seeds =
          Arrays.stream(text.split(",", -1))
              .flatMapToLong(part -> range(part, text))
              .distinct()
              .boxed()
              .toList();
      return new SeedList(seeds);
    }

    private static LongStream range(String part, String text) {
      Matcher matcher = RANGE.matcher(part);
      if (matcher.matches()) {
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
        if (first <= last && last - first < 10_000) {
          return LongStream.rangeClosed(first, last);
        }
      }
      throw new TypeConversionException("must be seeds such as 0-4 or 0,3,7, is '" + text + "'");
    }
  }
}
