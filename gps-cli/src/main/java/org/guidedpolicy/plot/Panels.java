package org.guidedpolicy.plot;

import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Panels above each other with one horizontal axis, training episodes. */
final class Panels {
  private static final int WIDTH = 760;
  private static final int HEAD = 84;
  private static final int CHART = 154;
  private static final int GAP = 18;
  private static final int AXIS = 22;
  private static final int MARGIN = 32;

  private Panels() {}

  /** Draws the panels that have a curve, or all if none has. */
  static void write(String title, String subtitle, List<Panel> all, Path png) throws IOException {
    List<Panel> drawn = all.stream().filter(panel -> !panel.curves().isEmpty()).toList();
    List<Panel> panels = drawn.isEmpty() ? all : drawn;
    double episodes =
        panels.stream()
            .flatMap(p -> p.curves().stream())
            .mapToDouble(c -> c.x()[c.x().length - 1])
            .max()
            .orElse(1);
    int width = WIDTH - 2 * MARGIN;
    int headers = headerHeights(panels, width);
    int axisBottom = HEAD + headers + panels.size() * (CHART + GAP) - GAP + AXIS;
    Picture picture = new Picture(WIDTH, axisBottom + 18 + MARGIN);
    picture.text(title, MARGIN, 40, Palette.bold(17), Palette.INK);
    picture.text(subtitle, MARGIN, 60, Palette.text(12), Palette.MUTED);
    int top = HEAD;
    for (int i = 0; i < panels.size(); i++) {
      boolean lowest = i == panels.size() - 1;
      Graphics2D g = (Graphics2D) picture.graphics().create();
      g.translate(MARGIN, top);
      panels.get(i).paint(g, width, CHART + (lowest ? AXIS : 0), episodes, lowest);
      top += panels.get(i).headerHeight(g, width) + CHART + GAP;
      g.dispose();
    }
    picture.text("training episodes", MARGIN, axisBottom + 18, Palette.text(11), Palette.MUTED);
    picture.write(png);
  }

  private static int headerHeights(List<Panel> panels, int width) {
    Graphics2D g = new Picture(1, 1).graphics();
    int sum = panels.stream().mapToInt(panel -> panel.headerHeight(g, width)).sum();
    g.dispose();
    return sum;
  }
}
