package org.guidedpolicy.examples.mujoco;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.Palette;
import org.guidedpolicy.plot.Shapes;
import org.guidedpolicy.rollout.Trajectory;

/** The peg and the hole from the side, x to the right, without the arm: where no camera is. */
final class PegSketch implements EpisodePainter {
  private static final float PEG_WIDTH = 0.056f;
  private static final double UPPER_TARGET = 0.3;
  private static final double TABLE = 0.4;
  private static final int BETWEEN = 10;
  private static final int X = PegTask.LOWER_END;
  private static final int Z = PegTask.LOWER_END + 2;
  private static final int UPPER_X = PegTask.UPPER_END;
  private static final int UPPER_Z = PegTask.UPPER_END + 2;

  @Override
  public Rectangle2D world() {
    return new Rectangle2D.Double(-0.45, -0.06, 1.2, 0.9);
  }

  @Override
  public void paintEpisode(Graphics2D g, Trajectory episode) {
    int T = episode.horizon();
    for (int t = 0; t < T; t += BETWEEN) {
      Color color = Palette.between(Palette.PALE_BLUE, Palette.BLUE, 0.5 * t / T);
      paintPeg(g, episode, t, Palette.withOpacity(color, 0.4));
    }
    paintStep(g, episode, T);
  }

  @Override
  public void paintStep(Graphics2D g, Trajectory episode, int step) {
    paintTable(g);
    paintPeg(g, episode, step, Palette.BLUE);
    Shapes.paintWay(g, episode, X, Z, step);
    Shapes.paintDot(
        g, episode.state(step, X), episode.state(step, Z), 0.014, Palette.ORANGE, Palette.PAPER);
  }

  private static void paintTable(Graphics2D g) {
    g.setColor(Palette.RULE);
    double half = PegTask.HALF_OPENING;
    g.fill(new Rectangle2D.Double(-TABLE, 0, TABLE - half, PegTask.HOLE_DEPTH));
    g.fill(new Rectangle2D.Double(half, 0, TABLE - half, PegTask.HOLE_DEPTH));
    g.fill(new Rectangle2D.Double(-TABLE, -0.02, 2 * TABLE, 0.02));
  }

  private static void paintPeg(Graphics2D g, Trajectory episode, int t, Color color) {
    g.setColor(color);
    g.setStroke(new BasicStroke(PEG_WIDTH, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    g.draw(
        new Line2D.Double(
            episode.state(t, X),
            episode.state(t, Z),
            episode.state(t, UPPER_X),
            episode.state(t, UPPER_Z) + UPPER_TARGET));
  }
}
