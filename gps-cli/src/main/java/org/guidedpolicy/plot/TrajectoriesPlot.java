package org.guidedpolicy.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A sheet of small pictures, one for each episode, all to the same scale. */
public final class TrajectoriesPlot {
  private static final int COLUMNS = 4;
  private static final int CELL = 230;
  private static final int GAP = 14;
  private static final int CAPTION = 22;
  private static final int MARGIN = 28;
  private static final int HEAD = 78;

  private TrajectoriesPlot() {}

  /**
   * Draws the sheet.
   *
   * @param title first line
   * @param subtitle second line: what is shown
   * @param episodes in reading order
   * @param painter the task's
   * @param png the file, replaced if it exists
   */
  public static void write(
      String title, String subtitle, List<JudgedEpisode> episodes, EpisodePainter painter, Path png)
      throws IOException {
    int columns = Math.min(COLUMNS, episodes.size());
    int rows = (episodes.size() + columns - 1) / columns;
    int cellHeight = height(painter);
    Picture picture =
        new Picture(
            2 * MARGIN + columns * CELL + (columns - 1) * GAP,
            HEAD + rows * (cellHeight + CAPTION + GAP) + MARGIN - GAP);
    picture.text(title, MARGIN, 38, Palette.bold(17), Palette.INK);
    picture.text(subtitle, MARGIN, 58, Palette.text(12), Palette.MUTED);
    for (int i = 0; i < episodes.size(); i++) {
      double x = MARGIN + (i % columns) * (CELL + GAP);
      double y = HEAD + (i / columns) * (cellHeight + CAPTION + GAP);
      Rectangle2D cell = new Rectangle2D.Double(x, y, CELL, cellHeight);
      paint(picture.graphics(), rounded(cell), cell, episodes.get(i), painter);
      caption(picture, cell, episodes.get(i));
    }
    picture.write(png);
  }

  /** One episode alone, without words, as the bytes of a PNG. */
  public static byte[] picture(JudgedEpisode episode, EpisodePainter painter) throws IOException {
    Rectangle2D cell = new Rectangle2D.Double(0, 0, CELL, height(painter));
    Picture picture = new Picture(CELL, height(painter));
    paint(picture.graphics(), cell, cell, episode, painter);
    return picture.png();
  }

  private static int height(EpisodePainter painter) {
    Rectangle2D world = painter.world();
    return (int) Math.round(CELL * world.getHeight() / world.getWidth());
  }

  private static Shape rounded(Rectangle2D cell) {
    return new RoundRectangle2D.Double(
        cell.getX(), cell.getY(), cell.getWidth(), cell.getHeight(), 8, 8);
  }

  private static void paint(
      Graphics2D page,
      Shape frame,
      Rectangle2D cell,
      JudgedEpisode episode,
      EpisodePainter painter) {
    page.setColor(Palette.FAINT);
    page.fill(frame);
    Graphics2D g = (Graphics2D) page.create();
    g.clip(frame);
    toWorld(g, cell, painter.world());
    painter.paintEpisode(g, episode.trajectory());
    g.dispose();
  }

  /** Makes g draw metres, y upwards, so that the world fills the cell. */
  static void toWorld(Graphics2D g, Rectangle2D cell, Rectangle2D world) {
    double scale = cell.getWidth() / world.getWidth();
    g.translate(cell.getX(), cell.getMaxY());
    g.scale(scale, -scale);
    g.translate(-world.getX(), -world.getY());
    g.setStroke(new BasicStroke(0.01f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
  }

  private static void caption(Picture picture, Rectangle2D cell, JudgedEpisode episode) {
    double x = cell.getX() + 2;
    double y = cell.getMaxY() + 15;
    if (episode.verdict().isPresent()) {
      Color color = episode.isGood() ? Palette.GREEN : Palette.RED;
      x = picture.text(episode.verdict().get(), x, y, Palette.bold(11), color) + 7;
    }
    picture.text(episode.figure(), x, y, Palette.text(11), Palette.MUTED);
  }
}
