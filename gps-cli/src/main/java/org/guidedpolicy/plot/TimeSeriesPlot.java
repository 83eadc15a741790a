package org.guidedpolicy.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.rollout.Trajectory;

/**
 * State and action over time of some episodes' first, best and worst, by cost: a panel for each
 * entry. It serves every robot.
 */
public final class TimeSeriesPlot {
  private static final int COLUMNS = 3;
  private static final int WIDTH = 300;
  private static final int CHART = 96;
  private static final int GAP = 16;
  private static final int MARGIN = 32;
  private static final int HEAD = 84;

  private TimeSeriesPlot() {}

  /**
   * Draws the sheet.
   *
   * @param title first line
   * @param subtitle second line: what is shown
   * @param episodes at least one; the best has the least cost
   * @param timeStep seconds of one step
   * @param png the file, replaced if it exists
   */
  public static void write(
      String title, String subtitle, List<JudgedEpisode> episodes, double timeStep, Path png)
      throws IOException {
    WholeFile.write(png, picture(title, subtitle, episodes, timeStep));
  }

  /** The same as the bytes of a PNG. */
  public static byte[] picture(
      String title, String subtitle, List<JudgedEpisode> episodes, double timeStep)
      throws IOException {
    List<Panel> panels = panels(episodes, timeStep);
    double seconds = episodes.get(0).trajectory().horizon() * timeStep;
    int columns = Math.min(COLUMNS, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    int header = headerHeight(panels);
    int height = header + CHART + GAP;
    Picture picture =
        new Picture(
            2 * MARGIN + columns * (WIDTH + GAP) - GAP, HEAD + rows * height - GAP + 2 * MARGIN);
    picture.text(title, MARGIN, 40, Palette.bold(17), Palette.INK);
    picture.text(subtitle, MARGIN, 60, Palette.text(12), Palette.MUTED);
    for (int i = 0; i < panels.size(); i++) {
      Graphics2D g = (Graphics2D) picture.graphics().create();
      g.translate(MARGIN + (i % columns) * (WIDTH + GAP), HEAD + (i / columns) * height);
      int own = panels.get(i).headerHeight(g, WIDTH);
      panels.get(i).paint(g, WIDTH, CHART + header - own, seconds, true);
      g.dispose();
    }
    int bottom = HEAD + rows * height - GAP + MARGIN;
    picture.text("seconds", MARGIN, bottom, Palette.text(11), Palette.MUTED);
    return picture.png();
  }

  private static int headerHeight(List<Panel> panels) {
    Graphics2D g = new Picture(1, 1).graphics();
    int highest = panels.stream().mapToInt(panel -> panel.headerHeight(g, WIDTH)).max().orElse(0);
    g.dispose();
    return highest;
  }

  private interface Entry {
    double at(Trajectory episode, int t);
  }

  private static List<Panel> panels(List<JudgedEpisode> episodes, double timeStep) {
    Trajectory any = episodes.get(0).trajectory();
    int T = any.horizon();
    List<Panel> panels = new ArrayList<>();
    for (int i = 0; i < any.stateDimension(); i++) {
      int entry = i;
      panels.add(panel("state " + i, episodes, T + 1, timeStep, (e, t) -> e.state(t, entry)));
    }
    for (int i = 0; i < any.actionDimension(); i++) {
      int entry = i;
      panels.add(panel("action " + i, episodes, T, timeStep, (e, t) -> e.action(t, entry)));
    }
    return panels;
  }

  private static Panel panel(
      String title, List<JudgedEpisode> episodes, int points, double timeStep, Entry entry) {
    Comparator<JudgedEpisode> cost = Comparator.comparingDouble(JudgedEpisode::cost);
    Trajectory first = episodes.get(0).trajectory();
    Trajectory best = Collections.min(episodes, cost).trajectory();
    Trajectory worst = Collections.max(episodes, cost).trajectory();
    return new Panel(
        title,
        List.of(
            curve("first", Palette.BLUE, points, timeStep, t -> entry.at(first, t)),
            curve("worst", Palette.RED, points, timeStep, t -> entry.at(worst, t)),
            curve("best", Palette.GREEN, points, timeStep, t -> entry.at(best, t))),
        Panel.Scale.FREE);
  }

  private static Curve curve(
      String name, Color color, int points, double timeStep, IntToDoubleFunction value) {
    double[] seconds = IntStream.range(0, points).mapToDouble(t -> t * timeStep).toArray();
    return Curve.line(
        name, color, seconds, IntStream.range(0, points).mapToDouble(value).toArray());
  }
}
