package org.guidedpolicy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.pointmass.PointMassEnvironment;
import org.guidedpolicy.task.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that says nothing of distance, success and pictures, nor how it is trained. */
class MinimalTaskTest {
  @TempDir static Path folder;
  private static TaskPath path;
  private static Program.Result trained;

  public static final class Minimal implements Task {
    @Override
    public String name() {
      return "minimal";
    }

    @Override
    public String description() {
      return "a disc without a judge";
    }

    @Override
    public Supplier<Environment> environments() {
      return PointMassEnvironment::new;
    }

    @Override
    public CostFunction cost(HessianForm form) {
      return CostFunction.sum(
          ActionCost.quadratic(0.1), DistanceCost.between(new int[] {0, 1}, new int[] {4, 5}));
    }
  }

  @BeforeAll
  static void train() throws Exception {
    Path services = Files.createDirectories(folder.resolve("tasks/META-INF/services"));
    Files.writeString(services.resolve(Task.class.getName()), Minimal.class.getName());
    path = new TaskPath(folder.resolve("tasks"));
    trained = run("train", "minimal", "--out", folder.resolve("run"), "--diagnose");
  }

  @AfterAll
  static void close() throws Exception {
    path.close();
  }

  private static Program.Result run(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--iterations", 2, "--trajectories", 4, "--hidden", 8));
    return Program.run(all.toArray());
  }

  @Test
  void trainingTellsTheCost() throws Exception {
    assertEquals(0, trained.exitCode(), trained.err());
    assertTrue(trained.out().contains("The policy's 100 held-out episodes cost "), trained.out());
    assertTrue(trained.out().contains("cost from its own starts"), trained.out());
    assertFalse(trained.out().contains("success") || trained.out().contains("distance"));
    String line = Files.readAllLines(folder.resolve("run/progress.jsonl")).get(1);
    assertTrue(line.contains("\"testSuccess\":null"), line);
  }

  @Test
  void picturesShowStateAndActionOverTime() throws Exception {
    assertTrue(ImageIO.read(folder.resolve("run/trajectories.png").toFile()).getWidth() > 1000);
    String page = Files.readString(folder.resolve("run/report.html"));
    assertTrue(page.contains("state and action over time"), "the page's picture");
    Program.Result replayed =
        Program.run("replay", "minimal", "--policy", folder.resolve("run"), "--episodes", 3);
    assertEquals(0, replayed.exitCode(), replayed.err());
    assertFalse(replayed.out().contains("reach"), replayed.out());
    assertTrue(Files.exists(folder.resolve("run/replay/episodes.png")));
    assertFalse(Files.exists(folder.resolve("run/replay/episodes.gif")));
  }

  @Test
  void evaluateTellsTheCostAlone() {
    Program.Result result = Program.run("evaluate", "minimal", "--policy", folder.resolve("run"));
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("cost  "), result.out());
    assertFalse(result.out().contains("success") || result.out().contains("distance"));
  }

  @Test
  void anExperimentComparesCosts() throws Exception {
    Path out = folder.resolve("experiment");
    Object[] screen = {"--screen", "klPerStep=1,2", "--screen", "noiseWidth=1,2"};
    List<Object> words = new ArrayList<>(List.of("experiment", "minimal", "--out", out));
    words.addAll(List.of("--seeds", "0-1"));
    words.addAll(List.of(screen));
    Program.Result result = run(words.toArray());
    assertEquals(0, result.exitCode(), result.err());
    assertTrue(result.out().contains("seed 0  cost "), result.out());
    assertTrue(result.out().contains("| setting | cost at end |"), result.out());
    String table = Files.readString(out.resolve("table.md"));
    assertTrue(table.contains("| cost at end |"), table);
    assertFalse(table.contains("NaN"), table);
    assertFalse(Files.readString(out.resolve("runs.csv")).contains("NaN"));
  }
}
