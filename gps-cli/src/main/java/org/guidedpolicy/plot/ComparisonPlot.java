package org.guidedpolicy.plot;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Learning curves of several variants, each a line with a band over its seeds. */
public final class ComparisonPlot {
  private static final List<Color> COLORS =
      List.of(
          Palette.BLUE,
          Palette.ORANGE,
          Palette.GREEN,
          Palette.RED,
          new Color(0x7B4FA3),
          new Color(0x8A6D3B),
          new Color(0x1A9BB0),
          Palette.MUTED);

  private ComparisonPlot() {}

  /**
   * A value over episodes.
   *
   * @param y the line
   * @param low lower edge of the band
   * @param high upper edge
   */
  public record Band(double[] y, double[] low, double[] high) {}

  /**
   * A variant's curves.
   *
   * @param name of the variant
   * @param episodes training episodes at each point
   * @param success share of held-out episodes
   * @param distance m
   * @param cost of held-out episodes
   */
  public record Variant(String name, double[] episodes, Band success, Band distance, Band cost) {}

  /**
   * Draws three panels above each other with a common horizontal axis.
   *
   * @param title first line
   * @param subtitle second line
   * @param variants in the order in which they are named
   * @param distance that final distances are compared with
   * @param png the file, replaced if it exists
   */
  public static void write(
      String title, String subtitle, List<Variant> variants, Optional<Level> distance, Path png)
      throws IOException {
    String dotted = distance.map(d -> "; dotted: " + d.name()).orElse("");
    Panels.write(
        title,
        subtitle,
        List.of(
            new Panel("Success", curves(variants, Variant::success), Panel.Scale.SHARE),
            new Panel(
                "Mean final distance, m" + dotted,
                curves(variants, Variant::distance),
                Panel.Scale.LOGARITHMIC,
                distance),
            new Panel("Mean cost", curves(variants, Variant::cost), Panel.Scale.FREE)),
        png);
  }

  private static List<Curve> curves(List<Variant> variants, Function<Variant, Band> value) {
    return IntStream.range(0, variants.size())
        .mapToObj(
            i -> {
              Variant variant = variants.get(i);
              Band band = value.apply(variant);
              return new Curve(
                  variant.name(),
                  COLORS.get(i % COLORS.size()),
                  variant.episodes(),
                  band.y(),
                  band.low(),
                  band.high());
            })
        .toList();
  }
}
