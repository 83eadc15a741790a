package org.guidedpolicy.training;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.resetfree.ResetFreeGPS;

/**
 * A training on one robot in a process of its own, for {@link RobotKillTest}: resumes where the
 * last one ended. The robot keeps a log of its own.
 */
final class KilledRobot {
  static final int ITERATIONS = 8;
  static final int EPISODES = 12;

  private KilledRobot() {}

  /** In the folder given: checkpoints, recorded episodes, the robot's log, policy at the end. */
  public static void main(String[] arguments) throws Exception {
    train(Path.of(arguments[0]), 1);
  }

  static void train(Path folder, int millisecondsPerStep) throws IOException {
    try (OutputStream log = new FileOutputStream(folder.resolve("log").toFile(), true)) {
      log.write("process\n".getBytes(StandardCharsets.UTF_8));
      Runs.small(ResetFreeGPS.builder(new LoggingRobot(log, millisecondsPerStep), PointMass.COST))
          .iterations(ITERATIONS)
          .trajectoriesPerIteration(EPISODES)
          .record(folder.resolve("episodes.trajectories"))
          .checkpoints(Checkpoints.in(folder.resolve("checkpoints")).resume(true))
          .build()
          .train()
          .policy()
          .save(folder.resolve("policy"));
    }
  }

  /** Writes where each episode starts, and again after its last step; gets stuck now and then. */
  private static final class LoggingRobot extends PointMass {
    private final OutputStream log;
    private final int milliseconds;
    private double start;
    private int steps;

    LoggingRobot(OutputStream log, int milliseconds) {
      this.log = log;
      this.milliseconds = milliseconds;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      TimeStep first = super.reset(random);
      start = first.state()[0];
      steps = 0;
      write("begin " + start);
      return first;
    }

    @Override
    public TimeStep step(double[] action) {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (steps == 3 && start > 0.9) {
        throw new IllegalStateException("stuck");
      }
      TimeStep now = super.step(action);
      if (++steps == T) {
        write("end " + start);
      }
      return now;
    }

    private void write(String line) {
      try {
        log.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
