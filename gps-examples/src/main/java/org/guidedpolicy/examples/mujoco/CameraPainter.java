package org.guidedpolicy.examples.mujoco;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Composite;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.function.Supplier;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.mujoco.MujocoCamera;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.Palette;
import org.guidedpolicy.rollout.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * Draws the episodes of a MuJoCo task as a camera sees them, with the way of one point; where no
 * pictures can be taken, another painter steps in. Setting up a camera takes a tenth of a second
 * and some 16 MB outside of Java's heap, so one is kept until the painter is closed. Thread-safe.
 */
final class CameraPainter implements EpisodePainter {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 420;

  /** Of the start in the picture of an episode's end. */
  private static final float START_OPACITY = 0.3f;

  private final Supplier<Stage> stages;
  private final EpisodePainter without;
  private final boolean possible;
  private @Nullable Studio studio;

  /**
   * @param stages makes what is posed, when first needed
   * @param without draws where OSMesa is missing
   */
  CameraPainter(Supplier<Stage> stages, EpisodePainter without) {
    this.stages = stages;
    this.without = without;
    this.possible = Mujoco.pictureProblem().isEmpty();
  }

  @Override
  public Rectangle2D world() {
    return possible ? new Rectangle2D.Double(0, 0, WIDTH, HEIGHT) : without.world();
  }

  @Override
  public void paintEpisode(Graphics2D g, Trajectory episode) {
    if (!possible) {
      without.paintEpisode(g, episode);
      return;
    }
    synchronized (this) {
      int T = episode.horizon();
      paint(g, studio().picture(episode.state(T)));
      Composite opaque = g.getComposite();
      g.setComposite(AlphaComposite.getInstance(AlphaComposite.SRC_OVER, START_OPACITY));
      paint(g, studio().picture(episode.state(0)));
      g.setComposite(opaque);
      paintWay(g, episode, T);
    }
  }

  @Override
  public void paintStep(Graphics2D g, Trajectory episode, int step) {
    if (!possible) {
      without.paintStep(g, episode, step);
      return;
    }
    synchronized (this) {
      paint(g, studio().picture(episode.state(step)));
      paintWay(g, episode, step);
    }
  }

  private Studio studio() {
    if (studio == null) {
      Stage stage = stages.get();
      studio = new Studio(stage, stage.environment().camera(stage.camera(), WIDTH, HEIGHT));
    }
    return studio;
  }

  /** The world's y points upwards, a picture's rows go down. */
  private static void paint(Graphics2D g, BufferedImage picture) {
    g.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    g.drawImage(picture, new AffineTransform(1, 0, 0, -1, 0, HEIGHT), null);
  }

  private void paintWay(Graphics2D g, Trajectory episode, int until) {
    Path2D way = new Path2D.Double();
    for (int t = 0; t <= until; t++) {
      double[] p = studio().stage.point(episode.state(t));
      var pixel = studio().camera.pixel(p[0], p[1], p[2]);
      if (pixel.isPresent()) {
        double x = pixel.get().getX();
        double y = HEIGHT - pixel.get().getY();
        if (way.getCurrentPoint() == null) {
          way.moveTo(x, y);
        } else {
          way.lineTo(x, y);
        }
      }
    }
    g.setColor(Palette.withOpacity(Palette.GREEN, 0.8));
    g.setStroke(new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.draw(way);
  }

  @Override
  public synchronized void close() {
    if (studio != null) {
      studio.stage.environment().close();
      studio = null;
    }
  }

  private record Studio(Stage stage, MujocoCamera camera) {
    BufferedImage picture(double[] state) {
      stage.pose(state);
      return camera.picture();
    }
  }
}
