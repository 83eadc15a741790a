package org.guidedpolicy.plot;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Draws a task's episodes in its own plane: metres, y upwards. Thread-safe, but closed by who made
 * it once nobody draws any more.
 */
public interface EpisodePainter extends AutoCloseable {

  /** The part of the plane that is shown. */
  Rectangle2D world();

  /**
   * The whole episode in one picture: where it started, the way, where it ended, the goal.
   *
   * @param g in metres, y upwards
   */
  void paintEpisode(Graphics2D g, Trajectory episode);

  /**
   * One moment of the episode, for moving pictures.
   *
   * @param g in metres, y upwards
   * @param step 0 .. T
   */
  void paintStep(Graphics2D g, Trajectory episode, int step);

  /** Frees what drawing needed; nothing, unless said otherwise. */
  @Override
  default void close() {}
}
