package org.guidedpolicy.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.safety.SafeEnvironment;
import org.guidedpolicy.training.Runs;
import org.guidedpolicy.training.Training;
import org.guidedpolicy.training.TrainingException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a robot goes on to be moved after {@code Training.stopNow} is called, by the clock of
 * the robot's own process, while other threads keep all processors busy.
 */
class StopTimeTest {
  @TempDir Path folder;

  @Test
  @Tag("long") // a starved machine is late enough to be taken for a hang
  @Timeout(60)
  void tenStops() throws Exception {
    stop(10);
  }

  @Test
  @Tag("long")
  @Timeout(1800)
  void aThousandStops() throws Exception {
    Files.writeString(Path.of("target", "stop-times.txt"), stop(1000));
  }

  private String stop(int times) throws Exception {
    List<Thread> busy = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread spinning = new Thread(StopTimeTest::spin);
      spinning.setDaemon(true);
      spinning.start();
      busy.add(spinning);
    }
    SplittableRandom random = new SplittableRandom(1);
    long[] called = new long[times];
    long[] returned = new long[times];
    try (RobotLink link = new RobotLink(folder, 1000, "")) {
      for (int n = 0; n < times; n++) {
        stopOnce(link, random.nextInt(40), called, returned, n);
      }
      return judge(link.log(), called, returned);
    } finally {
      busy.forEach(Thread::interrupt);
    }
  }

  private static void spin() {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
  }

  private static void stopOnce(
      RobotLink link, int milliseconds, long[] called, long[] returned, int n) throws Exception {
    CountDownLatch moving = new CountDownLatch(2);
    try (SafeEnvironment robot =
        SafeEnvironment.builder(new Kept(link))
            .allowedLateSteps(1, 0)
            .endWhen(
                report -> {
                  moving.countDown();
                  return false;
                })
            .build()) {
      Training training =
          Runs.small(ResetFreeGPS.builder(robot, RobotLink.COST)).iterations(1).build();
      Thread running = new Thread(() -> assertThrows(TrainingException.class, training::train));
      running.start();
      moving.await();
      Thread.sleep(milliseconds);
      called[n] = System.nanoTime();
      training.stopNow();
      returned[n] = System.nanoTime();
      running.join();
    }
  }

  /** By the robot's log: times from the call to the last movement, and to the return. */
  private static String judge(RobotLog log, long[] called, long[] returned) {
    assertEquals(List.of(), log.events("VIOLATION"));
    long[] moves =
        log.lines().stream().filter(RobotLog::moves).mapToLong(RobotLog::time).sorted().toArray();
    double[] onward = new double[called.length];
    double[] stopped = new double[called.length];
    int after = 0;
    for (int n = 0; n < called.length; n++) {
      long next = n + 1 < called.length ? called[n + 1] : Long.MAX_VALUE;
      long last = called[n];
      for (long move : moves) {
        if (move > called[n] && move <= returned[n]) {
          last = Math.max(last, move);
        }
      }
      onward[n] = 1e-6 * (last - called[n]);
      stopped[n] = 1e-6 * (returned[n] - called[n]);
      after += onward[n] > 0 ? 1 : 0;
      assertQuiet(log, returned[n], next);
    }
    Arrays.sort(onward);
    Arrays.sort(stopped);
    int last = onward.length - 1;
    String counts =
        String.format(
            Locale.ROOT,
            "%d stops; movements after the call in %d; last movement after at most %.2f ms; stopNow"
                + " returned after %.1f ms (median), at most %.1f%n",
            onward.length,
            after,
            onward[last],
            stopped[last / 2],
            stopped[last]);
    assertTrue(onward[last] <= 1e-6 * FakedRobot.PERIOD, counts);
    return counts;
  }

  /** After the return nothing moves before the next training's reset. */
  private static void assertQuiet(RobotLog log, long returned, long next) {
    for (String line : log.lines()) {
      if (RobotLog.moves(line) && RobotLog.time(line) > returned && RobotLog.time(line) < next) {
        assertTrue(RobotLog.event(line).startsWith("R "), "after the return: " + line);
        return;
      }
    }
  }

  /** The robot stays on when its guard is closed. */
  private static final class Kept implements Environment {
    private final RobotLink link;

    Kept(RobotLink link) {
      this.link = link;
    }

    @Override
    public EnvironmentSpec spec() {
      return link.spec();
    }

    @Override
    public TimeStep reset(RandomGenerator random) throws IOException {
      return link.reset(random);
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      return link.step(action);
    }

    @Override
    public void abort() {
      link.abort();
    }
  }
}
