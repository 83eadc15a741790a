package org.guidedpolicy.examples.mujoco;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.guidedpolicy.examples.mujoco.PegRegion.Offset;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.EpisodesAnimation;
import org.guidedpolicy.plot.JudgedEpisode;
import org.guidedpolicy.plot.TrajectoriesPlot;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsMujoco
class PaintersTest {
  private final PegTask task = new PegTask.InSquare();
  private final Trajectory insertion =
      new ScriptedInsertion(task, new Offset(0.1, -0.1, 0)).episode();

  private static BufferedImage picture(EpisodePainter painter, Trajectory episode, int step) {
    Rectangle2D world = painter.world();
    var image = new BufferedImage(400, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.scale(400 / world.getWidth(), -300 / world.getHeight());
    g.translate(-world.getX(), -world.getMaxY());
    if (step < 0) {
      painter.paintEpisode(g, episode);
    } else {
      painter.paintStep(g, episode, step);
    }
    g.dispose();
    return image;
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** How many pixels differ. */
  private static long difference(BufferedImage a, BufferedImage b) {
    int[] first = pixels(a);
    int[] second = pixels(b);
    return IntStream.range(0, first.length).filter(i -> first[i] != second[i]).count();
  }

  @Test
  void everyPainterShowsTheMotion() {
    for (EpisodePainter each : List.of(task.painter().orElseThrow(), new PegSketch())) {
      try (EpisodePainter painter = each) {
        BufferedImage start = picture(painter, insertion, 0);
        BufferedImage end = picture(painter, insertion, 100);
        assertTrue(difference(start, end) > 1000);
        assertTrue(difference(end, picture(painter, insertion, -1)) > 300);
        assertEquals(0, difference(end, picture(painter, insertion, 100)));
      }
    }
  }

  @Test
  void aClosedPainterHasLetItsEnvironmentGo() {
    PegStage stage = new PegStage(task.model());
    EpisodePainter painter = new CameraPainter(() -> stage, new PegSketch());
    picture(painter, insertion, 0);
    painter.close();
    painter.close();
    SplittableRandom random = new SplittableRandom(0);
    assertThrows(IllegalStateException.class, () -> stage.environment().reset(random));
  }

  @Test
  void aPainterServesManyThreads() {
    var alone = new ArrayList<BufferedImage>();
    try (EpisodePainter painter = task.painter().orElseThrow();
        WorkPool pool = WorkPool.of(3)) {
      for (int step = 0; step <= 100; step += 10) {
        alone.add(picture(painter, insertion, step));
      }
      pool.forEach(
          alone.size(),
          i -> assertEquals(0, difference(alone.get(i), picture(painter, insertion, 10 * i))));
    }
  }

  @Test
  void aSheetOfEpisodesCanBeDrawn(@TempDir Path folder) throws Exception {
    Path png = folder.resolve("episodes.png");
    var episode = new JudgedEpisode(insertion, 9, Optional.of(0.03), Optional.of(true));
    try (EpisodePainter painter = task.painter().orElseThrow()) {
      TrajectoriesPlot.write("peg-2d", "by hand", List.of(episode), painter, png);
    }
    assertTrue(Files.size(png) > 10_000);
  }

  @Test
  void episodesCanBeSeenMoving(@TempDir Path folder) throws Exception {
    Path gif = folder.resolve("episodes.gif");
    var reached = new JudgedEpisode(insertion, 9, Optional.of(0.03), Optional.of(true));
    var missed = new JudgedEpisode(insertion, 99, Optional.of(0.3), Optional.of(false));
    try (EpisodePainter painter = task.painter().orElseThrow()) {
      EpisodesAnimation.write(List.of(reached, missed), 0.05, painter, gif);
    }
    var reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (var in = ImageIO.createImageInputStream(gif.toFile())) {
      reader.setInput(in);
      assertEquals(51, reader.getNumImages(true));
      assertTrue(difference(reader.read(0), reader.read(25)) > 1000);
      assertEquals(List.of(gif), Files.list(folder).toList());
    }
  }
}
