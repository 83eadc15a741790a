package org.guidedpolicy.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlotsTest {
  @TempDir Path folder;

  private static LearningPlot.Point point(int episodes, double cost, double success) {
    return new LearningPlot.Point(episodes, cost, cost - 1, 0.5, success);
  }

  private static int pixels(BufferedImage image, int rgb) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xffffff) == rgb ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aLearningPlotShowsEveryCurve() throws Exception {
    Path png = folder.resolve("learning.png");
    LearningPlot.write(
        "t", "s", List.of(point(40, 9, 0), point(80, 5, 0.5), point(120, 4, 1)), png);
    BufferedImage image = ImageIO.read(png.toFile());
    assertTrue(image.getWidth() > 1000 && image.getHeight() > 1000);
    for (var color : List.of(Palette.BLUE, Palette.ORANGE, Palette.GREEN)) {
      assertTrue(pixels(image, color.getRGB() & 0xffffff) > 500, "no " + color);
    }
    assertEquals(List.of(png), Files.list(folder).toList());
  }

  @Test
  void aDiagnosisShowsEveryPart() throws Exception {
    Path png = folder.resolve("diagnosis.png");
    double[] episodes = {40, 80, 120};
    List<DiagnosisPlot.Part> parts =
        List.of(part("a", 0.1), part("b", 0.3), part("c", 0.5), part("d", 0.7));
    var variant = new DiagnosisPlot.Variant("v", episodes, parts);
    DiagnosisPlot.write("t", "s", List.of(variant), png);
    BufferedImage one = ImageIO.read(png.toFile());
    for (var color : List.of(Palette.MUTED, Palette.ORANGE, Palette.GREEN, Palette.BLUE)) {
      assertTrue(pixels(one, color.getRGB() & 0xffffff) > 500, "no " + color);
    }
    DiagnosisPlot.write("t", "s", Collections.nCopies(4, variant), png);
    assertTrue(ImageIO.read(png.toFile()).getHeight() > one.getHeight());
  }

  private static DiagnosisPlot.Part part(String name, double y) {
    double[] values = {y, y + 0.1, y + 0.2};
    return new DiagnosisPlot.Part(name, values, values, values);
  }

  @Test
  void oneIterationAndValuesThatAreNotFiniteCanBeDrawn() throws Exception {
    Path png = folder.resolve("learning.png");
    LearningPlot.write("t", "s", List.of(point(40, 9, 0.5)), png);
    LearningPlot.write("t", "s", List.of(point(40, Double.NaN, Double.NaN)), png);
    LearningPlot.write(
        "t", "s", List.of(point(40, Double.POSITIVE_INFINITY, 0), point(80, 3, 0.1)), png);
    LearningPlot.write("t", "s", List.of(), png);
    assertTrue(Files.size(png) > 0);
  }

  @Test
  void pointsThatAreNotFiniteAreLeftOut() {
    double nan = Double.NaN;
    Curve curve =
        new Curve(
                "c",
                Palette.BLUE,
                new double[] {1, 2, 3},
                new double[] {1, nan, 3},
                new double[] {0, 1, 2},
                new double[] {2, 3, Double.POSITIVE_INFINITY})
            .finite();
    assertArrayEquals(new double[] {1}, curve.x());
    assertArrayEquals(new double[] {2}, curve.high());
  }

  /** A flat state at each height, so that a colour's place tells whose curve it is. */
  @Test
  void statesOverTimeShowTheFirstTheBestAndTheWorst() throws Exception {
    List<JudgedEpisode> episodes =
        List.of(flat(0, 5), flat(1, 9), flat(2, 7), flat(3, 1)); // height, cost
    Path png = folder.resolve("states.png");
    TimeSeriesPlot.write("t", "s", episodes, 0.1, png);
    BufferedImage image = ImageIO.read(png.toFile());
    double first = height(image, Palette.BLUE);
    double worst = height(image, Palette.RED);
    double best = height(image, Palette.GREEN);
    assertEquals((first - worst) / (first - best), 1 / 3.0, 0.05);
  }

  private static JudgedEpisode flat(double height, double cost) {
    double[] states = {height, height, height, height};
    Trajectory episode = new Trajectory(3, states, new double[3], new double[3]);
    return new JudgedEpisode(episode, cost, Optional.empty(), Optional.empty());
  }

  /** The row of the first panel in which a colour is longest. */
  private static double height(BufferedImage image, java.awt.Color color) {
    int longest = 0;
    int row = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      int count = 0;
      for (int x = 0; x < image.getWidth() / 2; x++) {
        count += image.getRGB(x, y) == color.getRGB() ? 1 : 0;
      }
      if (count > longest) {
        longest = count;
        row = y;
      }
    }
    return row;
  }

  @Test
  void trajectoriesAreDrawnInMetresWithYUpwards() throws Exception {
    EpisodePainter corner =
        new EpisodePainter() {
          @Override
          public Rectangle2D world() {
            return new Rectangle2D.Double(-2, -1, 4, 2);
          }

          @Override
          public void paintEpisode(Graphics2D g, Trajectory episode) {
            g.setColor(Palette.RED);
            g.fill(new Rectangle2D.Double(1, 0.5, 1, 0.5));
          }

          @Override
          public void paintStep(Graphics2D g, Trajectory episode, int step) {}
        };
    Trajectory still = new Trajectory(1, new double[2], new double[1], new double[1]);
    Path png = folder.resolve("trajectories.png");
    TrajectoriesPlot.write(
        "t",
        "s",
        Collections.nCopies(5, new JudgedEpisode(still, 1, Optional.of(0.25), Optional.of(true))),
        corner,
        png);
    BufferedImage image = ImageIO.read(png.toFile());
    int red = Palette.RED.getRGB() & 0xffffff;
    int x = 0;
    int y = 0;
    search:
    for (y = 0; y < image.getHeight(); y++) {
      for (x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xffffff) == red) {
          break search;
        }
      }
    }
    // the first cell is 230 wide from 28; its rightmost quarter starts at 28 + 3/4 230
    assertEquals(2 * (28 + 0.75 * 230), x, 3);
    assertEquals(2 * 78, y, 3);
    int cell = 2 * 230;
    assertEquals(5 * cell / 4.0 * cell / 8.0, pixels(image, red), 3000);
  }
}
