package org.guidedpolicy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.guidedpolicy.cli.experiment.ScreeningDesign;
import org.guidedpolicy.cli.experiment.Variant;
import org.guidedpolicy.cli.run.OptionTree;
import picocli.CommandLine.Option;

/** The variants that an experiment compares. */
final class VariantArguments {
  @Option(
      names = "--vary",
      paramLabel = "KEY=A,B..",
      description =
          "A variant for each value of an option; given twice, for each pair of values. For"
              + " instance --vary clustering=em,k-means.")
  private List<String> varied = new ArrayList<>();

  @Option(
      names = "--variant",
      paramLabel = "\"NAME: KEY=VALUE..\"",
      description =
          "A variant with a name and settings separated by spaces; may be repeated. For instance"
              + " --variant \"careful: klPerStep=0.3 rounds=2\". A name alone: no change. The first"
              + " may be an algorithm: --variant \"off-policy: algorithm=mdgps sampling=off-policy\".")
  private List<String> named = new ArrayList<>();

  @Option(
      names = "--screen",
      paramLabel = "KEY=A,B",
      description =
          "Two values of an option. All that are given so are tried together, in as few variants as"
              + " tell their effects apart; effects.md has what each does.")
  private List<String> screened = new ArrayList<>();

  /** The design of the variants, if they are a screening. */
  Optional<ScreeningDesign> screening() {
    if (screened.isEmpty()) {
      return Optional.empty();
    }
    if (!varied.isEmpty() || !named.isEmpty()) {
      throw new IllegalArgumentException(
          "--screen makes all variants itself: leave --vary and --variant out");
    }
    List<ScreeningDesign.Factor> factors = new ArrayList<>();
    for (String text : screened) {
      String[] pair = keyAndValue("--screen", text);
      String[] values = pair[1].split(",");
      if (values.length != 2) {
        throw new IllegalArgumentException(
            "--screen: '" + text + "' has " + values.length + " values, must have two");
      }
      factors.add(new ScreeningDesign.Factor(pair[0], values[0].strip(), values[1].strip()));
    }
    return Optional.of(new ScreeningDesign(factors));
  }

  /**
   * All variants of the options that are not a {@link #screening}, at least one.
   *
   * @param byAlgorithm options by the name of an algorithm
   * @throws IllegalArgumentException naming what is wrong
   */
  List<Variant> of(OptionTree options, Function<String, OptionTree> byAlgorithm) {
    List<Variant> bases = new ArrayList<>();
    for (String text : named) {
      bases.add(named(text, options, byAlgorithm));
    }
    if (bases.isEmpty()) {
      bases.add(new Variant("", options));
    }
    List<Variant> variants = bases;
    for (String text : varied) {
      variants = vary(variants, text);
    }
    List<Variant> result =
        variants.stream()
            .map(v -> v.name().isEmpty() ? new Variant("defaults", v.options()) : v)
            .toList();
    requireDifferentNames(result);
    return result;
  }

  private static Variant named(
      String text, OptionTree options, Function<String, OptionTree> byAlgorithm) {
    int colon = text.indexOf(':');
    String name = (colon < 0 ? text : text.substring(0, colon)).strip();
    if (name.isEmpty()) {
      throw new IllegalArgumentException("--variant '" + text + "' has no name before the colon");
    }
    OptionTree changed = options;
    String settings = colon < 0 ? "" : text.substring(colon + 1).strip();
    for (String setting : settings.isEmpty() ? new String[0] : settings.split("\\s+")) {
      String[] pair = keyAndValue("--variant", setting);
      changed =
          pair[0].equals("algorithm") ? byAlgorithm.apply(pair[1]) : changed.with(pair[0], pair[1]);
    }
    return new Variant(name, changed);
  }

  private static List<Variant> vary(List<Variant> bases, String text) {
    String[] pair = keyAndValue("--vary", text);
    List<Variant> variants = new ArrayList<>();
    for (Variant base : bases) {
      for (String value : pair[1].split(",")) {
        String name = pair[0] + "=" + value.strip();
        variants.add(
            new Variant(
                base.name().isEmpty() ? name : base.name() + " " + name,
                base.options().with(pair[0], value)));
      }
    }
    return variants;
  }

  private static String[] keyAndValue(String option, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException(option + ": '" + text + "' is not KEY=VALUE");
    }
    return new String[] {text.substring(0, equals).strip(), text.substring(equals + 1).strip()};
  }

  private static void requireDifferentNames(List<Variant> variants) {
    long different = variants.stream().map(Variant::folderName).distinct().count();
    if (different < variants.size()) {
      throw new IllegalArgumentException(
          "variants must have different names, are "
              + variants.stream().map(Variant::folderName).toList());
    }
  }
}
