package org.guidedpolicy.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.examples.pointmass.PointMassEnvironment;
import org.guidedpolicy.examples.pointmass.PointMassTask;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingException;
import org.guidedpolicy.training.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  private static final int TRAJECTORIES = 4;

  @TempDir Path folder;
  private final List<IterationReport> seen = new ArrayList<>();

  private Run run(Task task, Consumer<IterationReport> watcher) throws IOException {
    RunOptions options =
        OptionTree.of(RunOptions.defaults(task, new ResetFree()))
            .with("iterations", "50")
            .with("trajectories", "" + TRAJECTORIES)
            .with("training.algorithm.clusters", "1")
            .with("training.threads", "1")
            .with("hidden", "8")
            .toOptions();
    RunSettings settings = RunSettings.withoutCheckpoints(false);
    return new Run(task, options, settings, RunFolder.create(folder, true), watcher);
  }

  @Test
  void aFailureKeepsWhatTheFinishedIterationsGave() throws Exception {
    Run run = run(new BreakingTask(2 * TRAJECTORIES), seen::add);
    assertThrows(TrainingException.class, run::toEnd);
    assertEquals(2, run.stop());
    requireFilesOf(2);
    assertFalse(Files.exists(folder.resolve("result.json")));
  }

  @Test
  void everyPainterThatARunHasAskedForIsClosedAtItsEnd() throws Exception {
    BreakingTask task = new BreakingTask(2 * TRAJECTORIES);
    Run run = run(task, seen::add);
    assertThrows(TrainingException.class, run::toEnd);
    run.stop();
    assertTrue(task.painters.get() > 0);
    assertEquals(0, task.open.get());
  }

  @Test
  void aStoppedRunKeepsItsFilesAndAddsNothingMore() throws Exception {
    Run[] run = new Run[1];
    List<Integer> stopped = new ArrayList<>();
    Thread[] stopper = new Thread[1];
    run[0] =
        run(
            new PointMassTask(),
            report -> {
              seen.add(report);
              if (report.iteration() == 2) {
                stopper[0] = new Thread(() -> stopped.add(stop(run[0])));
                stopper[0].start();
                awaitBlocked(stopper[0]);
              }
            });
    assertTrue(run[0].toEnd().isEmpty());
    stopper[0].join();
    assertEquals(seen.size(), stopped.get(0));
    requireFilesOf(seen.size());
    assertFalse(Files.exists(folder.resolve("result.json")));
  }

  /** Until it wants what this thread holds: training may then end before it does. */
  private static void awaitBlocked(Thread thread) {
    while (thread.getState() != Thread.State.BLOCKED) {
      Thread.onSpinWait();
    }
  }

  private static int stop(Run run) {
    try {
      return run.stop();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void requireFilesOf(int iterations) throws IOException {
    assertEquals(iterations, Files.readAllLines(folder.resolve("progress.jsonl")).size());
    assertEquals(iterations + 1, Files.readAllLines(folder.resolve("progress.csv")).size());
    assertEquals(6, Policy.load(folder.resolve("policy.gps")).observationDimension());
    assertTrue(Files.size(folder.resolve("learning.png")) > 1000);
    assertTrue(Files.size(folder.resolve("trajectories.png")) > 1000);
    String page = Files.readString(folder.resolve("report.html"));
    assertTrue(page.contains("after " + iterations + " of 50 iterations"), "the page's end");
    assertTrue(page.contains("data:image/png"), "the page's pictures");
  }

  /** The sliding disc on a table that breaks after some training episodes. */
  private static final class BreakingTask implements Task {
    private final Task task = new PointMassTask();
    private final AtomicInteger left;
    final AtomicInteger painters = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();

    BreakingTask(int episodes) {
      this.left = new AtomicInteger(episodes);
    }

    @Override
    public Supplier<Environment> environments() {
      return () -> new Breaking(left);
    }

    @Override
    public String name() {
      return task.name();
    }

    @Override
    public String description() {
      return task.description();
    }

    @Override
    public IntFunction<Environment> testEnvironments() {
      return task.testEnvironments();
    }

    @Override
    public int testEpisodes() {
      return task.testEpisodes();
    }

    @Override
    public CostFunction cost(HessianForm form) {
      return task.cost(form);
    }

    @Override
    public InitialController initialController() {
      return task.initialController();
    }

    @Override
    public TrainingOptions training(Algorithm algorithm) {
      return task.training(algorithm);
    }

    @Override
    public Optional<ToDoubleFunction<Trajectory>> finalDistance() {
      return task.finalDistance();
    }

    @Override
    public Optional<Predicate<Trajectory>> success() {
      return task.success();
    }

    @Override
    public Optional<EpisodePainter> painter() {
      painters.incrementAndGet();
      open.incrementAndGet();
      EpisodePainter painter = task.painter().orElseThrow();
      return Optional.of(counted(painter));
    }

    private EpisodePainter counted(EpisodePainter painter) {
      return new EpisodePainter() {
        @Override
        public Rectangle2D world() {
          return painter.world();
        }

        @Override
        public void paintEpisode(Graphics2D g, Trajectory episode) {
          painter.paintEpisode(g, episode);
        }

        @Override
        public void paintStep(Graphics2D g, Trajectory episode, int step) {
          painter.paintStep(g, episode, step);
        }

        @Override
        public void close() {
          open.decrementAndGet();
        }
      };
    }
  }

  private static final class Breaking implements Environment {
    private final Environment table = new PointMassEnvironment();
    private final AtomicInteger left;

    Breaking(AtomicInteger left) {
      this.left = left;
    }

    @Override
    public EnvironmentSpec spec() {
      return table.spec();
    }

    @Override
    public TimeStep reset(RandomGenerator random) throws IOException {
      if (left.getAndDecrement() <= 0) {
        throw new IllegalStateException("the table broke");
      }
      return table.reset(random);
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      return table.step(action);
    }
  }
}
