package org.guidedpolicy.plot;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.guidedpolicy.file.WholeFile;

/** Episodes side by side in motion, all to the same scale and in real time. */
public final class EpisodesAnimation {
  private static final int COLUMNS = 3;
  private static final int CELL = 240;
  private static final int GAP = 6;

  /** Shown at the end before it begins again. */
  private static final int PAUSE_MILLISECONDS = 1500;

  /** Pictures follow each other no faster than this. */
  private static final double FASTEST_SECONDS = 0.1;

  private EpisodesAnimation() {}

  /**
   * Writes an animated GIF. At its end, episodes that reached the goal have a green frame, others a
   * red one.
   *
   * @param episodes in reading order, all with the same number of steps
   * @param timeStep seconds of one step
   * @param painter the task's
   * @param gif the file, replaced if it exists
   */
  public static void write(
      List<JudgedEpisode> episodes, double timeStep, EpisodePainter painter, Path gif)
      throws IOException {
    int T = episodes.get(0).trajectory().horizon();
    int stride = Math.max(1, (int) Math.round(FASTEST_SECONDS / timeStep));
    int milliseconds = (int) Math.round(1000 * stride * timeStep);
    var bytes = new ByteArrayOutputStream();
    try (AnimatedGif out = new AnimatedGif(bytes)) {
      for (int t = 0; t < T; t += stride) {
        out.add(moment(episodes, t, false, painter), milliseconds);
      }
      out.add(moment(episodes, T, true, painter), PAUSE_MILLISECONDS);
    }
    WholeFile.write(gif, bytes.toByteArray());
  }

  private static BufferedImage moment(
      List<JudgedEpisode> episodes, int step, boolean judged, EpisodePainter painter) {
    int columns = Math.min(COLUMNS, episodes.size());
    int rows = (episodes.size() + columns - 1) / columns;
    Rectangle2D world = painter.world();
    int height = (int) Math.round(CELL * world.getHeight() / world.getWidth());
    var image =
        new BufferedImage(
            columns * (CELL + GAP) + GAP, rows * (height + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D page = image.createGraphics();
    Picture.smooth(page);
    page.setColor(Palette.PAPER);
    page.fillRect(0, 0, image.getWidth(), image.getHeight());
    for (int i = 0; i < episodes.size(); i++) {
      int x = GAP + (i % columns) * (CELL + GAP);
      int y = GAP + (i / columns) * (height + GAP);
      Rectangle2D cell = new Rectangle2D.Double(x, y, CELL, height);
      paint(page, cell, episodes.get(i), step, painter);
      if (judged && episodes.get(i).success().isPresent()) {
        page.setColor(episodes.get(i).isGood() ? Palette.GREEN : Palette.RED);
        page.setStroke(new BasicStroke(3));
        page.draw(cell);
      }
    }
    page.dispose();
    return image;
  }

  private static void paint(
      Graphics2D page, Shape cell, JudgedEpisode episode, int step, EpisodePainter painter) {
    page.setColor(Palette.FAINT);
    page.fill(cell);
    Graphics2D g = (Graphics2D) page.create();
    g.clip(cell);
    TrajectoriesPlot.toWorld(g, cell.getBounds2D(), painter.world());
    painter.paintStep(g, episode.trajectory(), step);
    g.dispose();
  }
}
