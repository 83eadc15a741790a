package org.guidedpolicy.plot;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** What the parts of iterations reach on their own, over the training episodes executed. */
public final class DiagnosisPlot {
  private static final List<Color> COLORS =
      List.of(Palette.MUTED, Palette.ORANGE, Palette.GREEN, Palette.BLUE);

  private DiagnosisPlot() {}

  /**
   * A part of the iterations, with a value for each of these.
   *
   * @param name of the part
   * @param success share of episodes
   * @param distance m
   * @param cost of an episode
   */
  public record Part(String name, double[] success, double[] distance, double[] cost) {}

  /**
   * A variant's curves.
   *
   * @param name of the variant
   * @param episodes training episodes after each iteration
   * @param parts up to four, in the order in which an iteration makes them
   */
  public record Variant(String name, double[] episodes, List<Part> parts) {}

  /**
   * Draws success, distance and cost of a single variant above each other; of several variants the
   * success of each.
   *
   * @param title first line
   * @param subtitle second line
   * @param variants at least one
   * @param png the file, replaced if it exists
   */
  public static void write(String title, String subtitle, List<Variant> variants, Path png)
      throws IOException {
    Panels.write(
        title,
        subtitle,
        variants.size() == 1 ? figures(variants.get(0)) : successes(variants),
        png);
  }

  private static List<Panel> figures(Variant variant) {
    return List.of(
        new Panel("Success", curves(variant, Part::success), Panel.Scale.SHARE),
        new Panel("Mean final distance, m", curves(variant, Part::distance), Panel.Scale.FROM_ZERO),
        new Panel("Mean cost", curves(variant, Part::cost), Panel.Scale.FREE));
  }

  private static List<Panel> successes(List<Variant> variants) {
    return variants.stream()
        .map(
            variant ->
                new Panel(
                    "Success, " + variant.name(),
                    curves(variant, Part::success),
                    Panel.Scale.SHARE))
        .toList();
  }

  private static List<Curve> curves(Variant variant, Function<Part, double[]> value) {
    return IntStream.range(0, variant.parts().size())
        .mapToObj(
            i -> {
              Part part = variant.parts().get(i);
              return Curve.line(part.name(), COLORS.get(i), variant.episodes(), value.apply(part));
            })
        .toList();
  }
}
