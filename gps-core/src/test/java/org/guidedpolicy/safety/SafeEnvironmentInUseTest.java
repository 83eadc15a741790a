package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A guarded robot in the hands of a collector, a training that is cancelled, a process that ends.
 */
@Timeout(30)
class SafeEnvironmentInUseTest {
  private static final double NAN = Double.NaN;
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final ControllerFactory NAN_AT_2 =
      (first, random) ->
          (t, now, out) -> {
            out[0] = t == 2 ? NAN : 0;
            out[1] = 3;
          };

  @Test
  void aCollectorsFailedEpisodeStopsTheRobot() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().build();
        RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(safe))) {
      assertEquals(
          2,
          assertThrows(
                  EpisodeException.class,
                  () ->
                      collector
                          .collect(Batch.of(3, new Behaviour.Local(NAN_AT_2), 1))
                          .trajectories())
              .step());
      assertEquals(List.of("STOP the episode was aborted", "step 0.0 2.0", "abort"), robot.last(3));
      assertThrows(
          EpisodeException.class,
          () ->
              collector.collect(
                  Batch.of(1, new Behaviour.Local(NAN_AT_2), 1).withAllowedFailures(0)));
    }
    assertEquals(1, robot.stops());
    assertEquals(1, robot.log.stream().filter("reset"::equals).count());
  }

  @Test
  void whatACollectorRecordsIsWhatIsExecutedBehindALimiter() {
    LoggingRobot robot = new LoggingRobot();
    try (SafeEnvironment safe = robot.guarded().build();
        RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(safe))) {
      Trajectory trajectory =
          collector
              .collect(
                  Batch.of(
                      1,
                      new Behaviour.Local(
                          (first, random) ->
                              (t, now, out) -> {
                                out[0] = 3 * random.nextGaussian();
                                out[1] = 3 * random.nextGaussian();
                              }),
                      1))
              .trajectories()
              .get(0);
      for (int t = 0; t < 5; t++) {
        assertEquals(
            "step " + trajectory.action(t, 0) + " " + trajectory.action(t, 1),
            robot.log.get(t + 1));
      }
    }
  }

  @Test
  void cancellingATrainingStopsTheRobot() throws InterruptedException {
    for (boolean deadline : new boolean[] {false, true}) {
      CountDownLatch inStep = new CountDownLatch(1);
      LoggingRobot robot =
          new LoggingRobot() {
            @Override
            TimeStep third() {
              inStep.countDown();
              Waiting.pause(60_000);
              return report();
            }
          };
      SafeEnvironment.Builder builder = robot.guarded();
      List<Throwable> thrown = Collections.synchronizedList(new ArrayList<>());
      try (SafeEnvironment safe = (deadline ? builder.stepDeadline(LONG) : builder).build();
          RolloutCollector collector = new RolloutCollector(LocalEpisodes.inTurn(safe))) {
        Thread training =
            new Thread(
                () -> {
                  try {
                    collector
                        .collect(
                            Batch.of(
                                1,
                                new Behaviour.Local((first, random) -> (t, now, out) -> out[1] = 3),
                                1))
                        .trajectories();
                  } catch (Throwable t) {
                    thrown.add(t);
                  }
                });
        training.start();
        assertTrue(Waiting.await(inStep));
        training.interrupt();
        training.join();
      }
      assertEquals(CancellationException.class, thrown.get(0).getClass());
      assertEquals(1, robot.stops(), robot.log.toString());
      assertTrue(robot.log.contains("abort"));
    }
  }

  @Test
  void hangingSimulationsAreReplacedInParallel() {
    List<LoggingRobot> robots = Collections.synchronizedList(new ArrayList<>());
    try (WorkPool pool = WorkPool.of(2);
        RolloutCollector collector =
            new RolloutCollector(
                LocalEpisodes.parallel(
                    () -> {
                      boolean bad = robots.size() == 1;
                      LoggingRobot robot =
                          new LoggingRobot() {
                            @Override
                            TimeStep third() {
                              Waiting.pause(bad ? 60_000 : 0);
                              return report();
                            }
                          };
                      robots.add(robot);
                      return robot.guarded().stepDeadline(Duration.ofSeconds(1)).build();
                    },
                    pool))) {
      ControllerFactory slow =
          (first, random) ->
              (t, now, out) -> {
                Waiting.pause(2);
                out[1] = 3;
              };
      var rollouts =
          collector.collect(Batch.of(20, new Behaviour.Local(slow), 1).withAllowedFailures(3));
      assertEquals(20, rollouts.trajectories().size());
      assertEquals(1, rollouts.failures().size());
      assertTrue(
          rollouts.failures().get(0).getMessage().contains("did not return within 1000 ms"),
          rollouts.failures().get(0).getMessage());
    }
  }

  @Test
  void theEndOfTheProcessStopsTheRobot() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Exits.class.getName())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(7, process.waitFor());
    assertTrue(out.contains("STOP the Java process ends"), out);
    assertTrue(out.contains("dry run: would send [0.0]") || out.contains("would stop"), out);
  }

  /** Ends its process in the middle of an episode. */
  static final class Exits {
    private Exits() {}

    public static void main(String[] args) {
      EnvironmentSpec spec = EnvironmentSpec.builder(1, 1).build();
      SafeEnvironment safe =
          SafeEnvironment.builder(
                  new DryRunEnvironment(spec, () -> TimeStep.fullyObserved(0), System.out::println))
              .onEmergency(reason -> System.out.println("STOP " + reason))
              .build();
      safe.reset(LoggingRobot.RANDOM);
      safe.step(new double[] {1});
      System.exit(7);
    }
  }
}
