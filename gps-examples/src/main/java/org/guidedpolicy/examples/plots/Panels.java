package org.guidedpolicy.examples.plots;

import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Panels above each other with one horizontal axis, training episodes. */
final class Panels {
  private static final int WIDTH = 760;
  private static final int HEAD = 84;
  private static final int PANEL = 196;
  private static final int GAP = 18;
  private static final int AXIS = 22;
  private static final int MARGIN = 32;

  private Panels() {}

  static void write(String title, String subtitle, List<Panel> panels, Path png)
      throws IOException {
    double episodes =
        panels.stream()
            .flatMap(p -> p.curves().stream())
            .mapToDouble(c -> c.x()[c.x().length - 1])
            .max()
            .orElse(1);
    int axisBottom = HEAD + panels.size() * PANEL + AXIS;
    Picture picture = new Picture(WIDTH, axisBottom + MARGIN);
    picture.text(title, MARGIN, 40, Palette.bold(17), Palette.INK);
    picture.text(subtitle, MARGIN, 60, Palette.text(12), Palette.MUTED);
    for (int i = 0; i < panels.size(); i++) {
      boolean lowest = i == panels.size() - 1;
      Graphics2D g = (Graphics2D) picture.graphics().create();
      g.translate(MARGIN, HEAD + i * PANEL);
      int height = PANEL - GAP + (lowest ? AXIS : 0);
      panels.get(i).paint(g, WIDTH - 2 * MARGIN, height, episodes, lowest);
      g.dispose();
    }
    picture.text("training episodes", MARGIN, axisBottom + 4, Palette.text(11), Palette.MUTED);
    picture.write(png);
  }
}
