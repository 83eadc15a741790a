package org.guidedpolicy.examples.pointmass;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.Palette;
import org.guidedpolicy.plot.Shapes;
import org.guidedpolicy.rollout.Trajectory;

/** Draws the pillars, the disc, its way and its goal. */
final class PointMassPainter implements EpisodePainter {
  private static final int BETWEEN = 4;

  private final double successDistance;

  PointMassPainter(double successDistance) {
    this.successDistance = successDistance;
  }

  @Override
  public Rectangle2D world() {
    return new Rectangle2D.Double(-1.2, -1, 2.4, 2);
  }

  @Override
  public void paintEpisode(Graphics2D g, Trajectory episode) {
    int T = episode.horizon();
    paintTable(g, episode);
    for (int t = 0; t < T; t += BETWEEN) {
      Color color = Palette.between(Palette.PALE_BLUE, Palette.BLUE, 0.6 * t / T);
      g.setColor(Palette.withOpacity(color, 0.35));
      g.fill(disc(episode, t));
    }
    Shapes.paintWay(g, episode, 0, 1, T);
    paintDisc(g, episode, 0, Palette.PALE_BLUE, Palette.PAPER);
    paintDisc(g, episode, T, Palette.BLUE, Palette.PAPER);
  }

  @Override
  public void paintStep(Graphics2D g, Trajectory episode, int step) {
    paintTable(g, episode);
    Shapes.paintWay(g, episode, 0, 1, step);
    paintDisc(g, episode, step, Palette.BLUE, Palette.PAPER);
  }

  private void paintTable(Graphics2D g, Trajectory episode) {
    g.setColor(Palette.between(Palette.PAPER, Palette.MUTED, 0.55));
    for (Pillar pillar : PointMassEnvironment.PILLARS) {
      g.fill(Shapes.circle(pillar.x(), pillar.y(), pillar.radius()));
    }
    double goalX = episode.state(0, PointMassEnvironment.GOAL);
    double goalY = episode.state(0, PointMassEnvironment.GOAL + 1);
    Shapes.paintGoal(g, goalX, goalY, successDistance);
  }

  private static java.awt.Shape disc(Trajectory episode, int t) {
    return Shapes.circle(episode.state(t, 0), episode.state(t, 1), PointMassEnvironment.RADIUS);
  }

  private static void paintDisc(Graphics2D g, Trajectory episode, int t, Color fill, Color edge) {
    double x = episode.state(t, 0);
    double y = episode.state(t, 1);
    Shapes.paintDot(g, x, y, PointMassEnvironment.RADIUS, fill, edge);
  }
}
