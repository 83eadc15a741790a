package org.guidedpolicy.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import org.guidedpolicy.rollout.Trajectory;

/** Shapes that several painters use, in metres. */
public final class Shapes {
  private static final float EDGE = 0.012f;
  private static final float WAY = 0.016f;

  private Shapes() {}

  public static Shape circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  /** A disc with an edge. */
  public static void paintDot(
      Graphics2D g, double x, double y, double radius, Color fill, Color edge) {
    g.setColor(fill);
    g.fill(circle(x, y, radius));
    g.setColor(edge);
    g.setStroke(new BasicStroke(EDGE));
    g.draw(circle(x, y, radius));
  }

  /** A goal and the circle within which it counts as reached. */
  public static void paintGoal(Graphics2D g, double x, double y, double radius) {
    Color inside = Palette.withOpacity(Palette.GREEN, 0.18);
    paintDot(g, x, y, radius, inside, Palette.GREEN);
    g.fill(circle(x, y, 0.015));
  }

  /** The line that two entries of the state, x and y, draw from step 0 to a step. */
  public static void paintWay(Graphics2D g, Trajectory episode, int x, int y, int untilStep) {
    Path2D way = new Path2D.Double();
    way.moveTo(episode.state(0, x), episode.state(0, y));
    for (int t = 1; t <= untilStep; t++) {
      way.lineTo(episode.state(t, x), episode.state(t, y));
    }
    g.setColor(Palette.ORANGE);
    g.setStroke(new BasicStroke(WAY, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(way);
  }
}
