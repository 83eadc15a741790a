package org.guidedpolicy.examples.reacher;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.Palette;
import org.guidedpolicy.plot.Shapes;
import org.guidedpolicy.rollout.Trajectory;

/** Draws the arm, the way of its fingertip and its target. */
final class ReacherPainter implements EpisodePainter {
  private static final int BETWEEN = 5;

  private final double successDistance;

  ReacherPainter(double successDistance) {
    this.successDistance = successDistance;
  }

  @Override
  public Rectangle2D world() {
    return new Rectangle2D.Double(-1.5, -1.5, 3, 3);
  }

  @Override
  public void paintEpisode(Graphics2D g, Trajectory episode) {
    int T = episode.horizon();
    paintReach(g);
    paintTarget(g, episode.state(T));
    for (int t = 0; t < T; t += BETWEEN) {
      Color color = Palette.between(Palette.PALE_BLUE, Palette.BLUE, 0.5 * t / T);
      paintArm(g, episode.state(t), Palette.withOpacity(color, 0.28), false);
    }
    paintArm(g, episode.state(0), Palette.PALE_BLUE, true);
    paintWay(g, episode, T);
    paintArm(g, episode.state(T), Palette.BLUE, true);
    Shapes.paintDot(g, tip(episode, 0, 0), tip(episode, 0, 1), 0.03, Palette.PAPER, Palette.ORANGE);
    Shapes.paintDot(
        g, tip(episode, T, 0), tip(episode, T, 1), 0.035, Palette.ORANGE, Palette.PAPER);
  }

  @Override
  public void paintStep(Graphics2D g, Trajectory episode, int step) {
    paintReach(g);
    paintTarget(g, episode.state(step));
    paintWay(g, episode, step);
    paintArm(g, episode.state(step), Palette.BLUE, true);
    double x = tip(episode, step, 0);
    double y = tip(episode, step, 1);
    Shapes.paintDot(g, x, y, 0.035, Palette.ORANGE, Palette.PAPER);
  }

  private static double tip(Trajectory episode, int t, int axis) {
    return episode.state(t, ReacherEnvironment.TIP + axis);
  }

  /** The square that targets come from and the circle that the arm reaches. */
  private static void paintReach(Graphics2D g) {
    double reach = 0;
    for (CapsuleLink link : ReacherEnvironment.LINKS) {
      reach += link.length();
    }
    g.setColor(Palette.PAPER);
    g.fill(Shapes.circle(0, 0, reach));
    g.setColor(Palette.RULE);
    g.setStroke(new BasicStroke(0.01f));
    g.draw(new Rectangle2D.Double(-1, -1, 2, 2));
  }

  private void paintTarget(Graphics2D g, double[] x) {
    Shapes.paintGoal(
        g, x[ReacherEnvironment.TARGET], x[ReacherEnvironment.TARGET + 1], successDistance);
  }

  private static void paintWay(Graphics2D g, Trajectory episode, int until) {
    Shapes.paintWay(g, episode, ReacherEnvironment.TIP, ReacherEnvironment.TIP + 1, until);
  }

  private static void paintArm(Graphics2D g, double[] x, Color color, boolean joints) {
    Path2D bones = new Path2D.Double();
    bones.moveTo(0, 0);
    double th = 0;
    for (int i = 0; i < ReacherEnvironment.JOINTS; i++) {
      double length = ReacherEnvironment.LINKS.get(i).length();
      th += x[i];
      double fromX = bones.getCurrentPoint().getX();
      double fromY = bones.getCurrentPoint().getY();
      bones.lineTo(fromX + length * Math.cos(th), fromY + length * Math.sin(th));
    }
    g.setColor(color);
    float width = (float) (2 * ReacherEnvironment.LINKS.get(0).radius());
    g.setStroke(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(bones);
    if (joints) {
      paintJoints(g, bones);
    }
  }

  private static void paintJoints(Graphics2D g, Path2D bones) {
    g.setColor(Palette.PAPER);
    double[] joint = new double[6];
    PathIterator it = bones.getPathIterator(null);
    for (int i = 0; i < ReacherEnvironment.JOINTS; i++) {
      it.currentSegment(joint);
      g.fill(Shapes.circle(joint[0], joint[1], 0.014));
      it.next();
    }
  }
}
