package org.guidedpolicy.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicInteger;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Recording;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.safety.SafeEnvironment;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.Runs;
import org.guidedpolicy.training.TrainingResult;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day with a robot on which everything goes wrong now and then. By the robot's own log there are
 * never two commands at once, an action beyond the limits, or a movement after a stop; every
 * episode is kept, or its failure is told.
 */
class RobotDayTest {
  private static final int T = 10;

  @TempDir Path folder;

  /** An iteration's episodes and each kind of fault once. */
  @Test
  @Timeout(120)
  void aMorning() throws Exception {
    run(2, 10, 1, 0);
  }

  @Test
  @Tag("long")
  @Timeout(1200)
  void aDay() throws Exception {
    String counts = run(10, 30, 3, 2);
    Files.writeString(Path.of("target", "robot-day.txt"), counts);
  }

  /** Each kind as often, at random moments that are some episodes apart. */
  private static String faults(int steps, int ofEachKind) {
    List<Fault> kinds = new ArrayList<>();
    for (int i = 0; i < ofEachKind; i++) {
      kinds.addAll(List.of(Fault.values()));
    }
    Random random = new Random(Long.getLong("seed", 1));
    Collections.shuffle(kinds, random);
    int apart = steps / kinds.size();
    StringJoiner script = new StringJoiner(",");
    for (int i = 0; i < kinds.size(); i++) {
      script.add((1 + i * apart + random.nextInt(apart)) + ":" + kinds.get(i));
    }
    return script.toString();
  }

  private String run(int iterations, int episodes, int ofEachKind, int testsEvery)
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger stops = new AtomicInteger();
    String script = faults(iterations * episodes * T, ofEachKind);
    try (RobotLink link = new RobotLink(folder, T, script)) {
      SafeEnvironment robot =
          SafeEnvironment.builder(link)
              .stopWhen("joint limit", report -> Math.abs(report.state()[0]) > 2)
              .stepDeadline(Duration.ofMillis(400))
              .commandDeadline(Duration.ofSeconds(20))
              .lateAfter(Duration.ofMillis(50))
              .onEmergency(
                  reason -> {
                    stops.incrementAndGet();
                    link.signal('E');
                  })
              .operator(
                  question -> {
                    asked.incrementAndGet();
                    link.signal('C');
                    return true;
                  })
              .build();
      link.onButton(() -> press(link, robot));
      ResetFreeGPS.Builder training =
          Runs.small(ResetFreeGPS.builder(robot, RobotLink.COST))
              .iterations(iterations)
              .trajectoriesPerIteration(episodes)
              .allowedFailures(1000)
              .checkpoints(Checkpoints.in(folder.resolve("checkpoints")))
              .record(folder.resolve("episodes.trajectories"));
      if (testsEvery > 0) {
        training.evaluation(Evaluation.of(3, robot).every(testsEvery));
      }
      TrainingResult result = training.build().train();
      String late = robot.stepTimes().sentence();
      robot.close();
      RobotLog log = link.log();
      String told = check(log, result, iterations * episodes, ofEachKind);
      assertTrue(asked.get() >= 1 && stops.get() >= asked.get(), asked + " of " + stops);
      return told + "stops " + stops + ", asked " + asked + "; " + late + "\n";
    }
  }

  /** Another thread, some milliseconds later. */
  private static void press(RobotLink link, SafeEnvironment robot) {
    Thread button =
        new Thread(
            () -> {
              try {
                Thread.sleep(7);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              robot.stopNow("the button was pressed");
              link.signal('D');
            });
    button.start();
  }

  private String check(RobotLog log, TrainingResult result, int episodes, int ofEachKind)
      throws Exception {
    assertEquals(List.of(), log.events("VIOLATION"));
    assertEquals(ofEachKind * Fault.values().length, log.events("FAULT").size());
    Recording recording = TrajectoryFile.read(folder.resolve("episodes.trajectories"));
    assertEquals(List.of(), recording.problems());
    Set<Double> kept = new HashSet<>();
    recording.episodes().forEach(e -> kept.add(e.trajectory().state(0)[0]));
    assertEquals(episodes, kept.size());
    assertTrue(log.starts().containsAll(kept), "kept, but never run");
    int failures = 0;
    int tests = 0;
    for (IterationReport report : result.history()) {
      failures += report.fallbacks().getOrDefault(Fallback.EPISODE_REPEATED, 0);
      tests += report.test().map(t -> t.episodes()).orElse(0);
    }
    int begun = log.starts().size();
    // what is neither kept nor a test has failed and was told
    assertTrue(begun <= episodes + tests + failures, begun + " begun, " + failures + " failed");
    Set<Double> lost = new HashSet<>(log.undisturbedStarts());
    lost.removeAll(kept);
    assertTrue(lost.size() <= tests, lost.size() + " undisturbed episodes were not kept");
    int harmful = ofEachKind * (Fault.values().length - 2);
    assertTrue(failures + tests >= harmful, failures + " told of " + harmful);
    return String.format(
        "episodes kept %d, tests %d, begun %d, failures told %d, steps %d, faults %s, on its way %d%n",
        episodes,
        tests,
        begun,
        failures,
        log.events("S ").size(),
        log.events("FAULT").stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    f -> f, java.util.TreeMap::new, java.util.stream.Collectors.counting())),
        log.events("on its way").size());
  }
}
