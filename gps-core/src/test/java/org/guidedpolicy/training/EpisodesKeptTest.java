package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Recording;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one robot did in an iteration that was interrupted is on the disk, and not done again. */
class EpisodesKeptTest {
  private static final int EPISODES = 12;

  @TempDir Path folder;

  @AfterEach
  void leaveNoInterrupt() {
    Thread.interrupted();
  }

  /** Fails from some starts; is interrupted in its N-th episode. */
  private static final class Robot extends PointMass {
    private final int last;
    private int begun;
    private int steps;
    private double start;
    final List<Double> finished = new ArrayList<>();

    Robot(int last) {
      this.last = last;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      TimeStep first = super.reset(random);
      begun++;
      steps = 0;
      start = first.state()[0];
      return first;
    }

    @Override
    public TimeStep step(double[] action) {
      steps++;
      if (steps == 5 && begun == last) {
        Thread.currentThread().interrupt();
      }
      if (steps == 7 && start > 0.8) {
        throw new IllegalStateException("stuck");
      }
      if (steps == T) {
        finished.add(start);
      }
      return super.step(action);
    }
  }

  private static ResetFreeGPS.Builder training(Robot robot) {
    return Runs.small(ResetFreeGPS.builder(robot, PointMass.COST));
  }

  private Checkpoints checkpoints() {
    return Checkpoints.in(folder.resolve("checkpoints")).resume(true);
  }

  private static boolean isInterrupted(ResetFreeGPS run) {
    try {
      return run.train().ending() == TrainingResult.Ending.CANCELLED;
    } catch (TrainingException e) {
      assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
      return true;
    } finally {
      Thread.interrupted();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** The same as undisturbed, reports and policy, and every episode finished once. */
  private void assertSameInPieces(int attempts, int every) throws IOException {
    Robot undisturbed = new Robot(0);
    TrainingResult expected = training(undisturbed).build().train();
    assertTrue(
        expected.history().stream()
            .anyMatch(r -> r.fallbacks().containsKey(Fallback.EPISODE_REPEATED)));
    Path record = folder.resolve("episodes.trajectories");
    List<Double> finished = new ArrayList<>();
    boolean interrupted = true;
    TrainingResult[] result = new TrainingResult[1];
    while (interrupted) {
      Robot robot = new Robot(attempts);
      ResetFreeGPS run =
          training(robot)
              .record(record)
              .checkpoints(checkpoints().every(every))
              .listener(new End(result))
              .build();
      interrupted = isInterrupted(run);
      finished.addAll(robot.finished);
    }
    assertEquals(Runs.timeless(expected), Runs.timeless(result[0]));
    assertEquals(Runs.numbers(expected), Runs.numbers(result[0]));
    assertEquals(3 * EPISODES, new HashSet<>(finished).size());
    assertEquals(3 * EPISODES, finished.size(), "an episode was run again");
    assertEquals(new HashSet<>(undisturbed.finished), new HashSet<>(finished));
    List<Recording.RecordedEpisode> recorded = TrajectoryFile.read(record).episodes();
    assertEquals(3 * EPISODES, recorded.size());
  }

  private record End(TrainingResult[] result) implements TrainingListener {
    @Override
    public void onIteration(IterationReport report, org.guidedpolicy.policy.Policy policy) {}

    @Override
    public void onEnd(TrainingResult end) {
      result[0] = end;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 30})
  void interruptedAgainAndAgainItGivesTheSameAndRunsNoFinishedEpisodeTwice(int attempts)
      throws IOException {
    assertSameInPieces(attempts, 1);
  }

  @Test
  void episodesOfIterationsWithoutACheckpointAreNotRunAgainEither() throws IOException {
    assertSameInPieces(17, 3);
  }

  @Test
  void aFailureInTheFirstIterationLosesNoEpisode() throws IOException {
    Robot robot = new Robot(0);
    Path checkpoints = folder.resolve("checkpoints");
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () ->
                training(robot)
                    .allowedFailures(0)
                    .checkpoints(Checkpoints.in(checkpoints))
                    .build()
                    .train());
    int done = robot.finished.size();
    assertTrue(done > 0);
    assertTrue(
        e.getMessage()
            .endsWith(
                done
                    + " finished episodes of this iteration are stored in "
                    + checkpoints
                    + ": resuming runs only those that are missing"),
        e.getMessage());
    TrainingResult resumed =
        ResetFreeGPS.resume(checkpoints, robot, PointMass.COST)
            .policy(LeastSquaresTrainer::new)
            .allowedFailures(10)
            .build()
            .train();
    assertEquals(3 * EPISODES, new HashSet<>(robot.finished).size());
    assertEquals(3 * EPISODES, robot.finished.size());
    TrainingResult expected = training(new Robot(0)).build().train();
    assertEquals(Runs.numbers(expected), Runs.numbers(resumed));
  }

  @Test
  void aTrainingThatLeftEpisodesIsNotBegunAnew() {
    isInterrupted(training(new Robot(4)).checkpoints(checkpoints()).build());
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> training(new Robot(0)).checkpoints(checkpoints().resume(false)).build().train());
    assertTrue(e.getMessage().contains("episodes of an earlier training"), e.getMessage());
  }

  @Test
  void otherOptionsThanThoseOfTheStoredEpisodesAreRefused() {
    isInterrupted(training(new Robot(4)).checkpoints(checkpoints()).build());
    Robot untouched = new Robot(0);
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> training(untouched).seed(2).checkpoints(checkpoints()).build().train());
    assertTrue(e.getMessage().contains("another seed: it was 1, now it is 2"), e.getMessage());
    assertEquals(0, untouched.begun);
  }

  @Test
  void episodesAreStoredOnOneRobotAndElsewhereWhereAskedFor() throws IOException {
    training(new Robot(0)).iterations(1).checkpoints(checkpoints().episodes(false)).build().train();
    assertEquals(List.of("iteration-000001.checkpoint", "lock"), files());
    checkpoints().delete();
    Runs.pointMass().iterations(2).checkpoints(checkpoints()).build().train();
    assertFalse(files().stream().anyMatch(f -> f.endsWith("episodes")), files()::toString);
    checkpoints().delete();
    Runs.pointMass()
        .threads(3)
        .iterations(2)
        .checkpoints(checkpoints().episodes(true))
        .build()
        .train();
    assertEquals(
        List.of(
            "iteration-000001.checkpoint",
            "iteration-000002.checkpoint",
            "iteration-000002.episodes",
            "lock"),
        files());
  }

  @Test
  void episodesStayAsLongAsACheckpointFromBeforeThem() throws IOException {
    training(new Robot(0)).iterations(4).checkpoints(checkpoints().keep(2)).build().train();
    assertEquals(
        List.of(
            "iteration-000003.checkpoint",
            "iteration-000004.checkpoint",
            "iteration-000004.episodes",
            "lock"),
        files());
    Files.write(folder.resolve("checkpoints/iteration-000004.checkpoint"), new byte[100]);
    Robot untouched = new Robot(0);
    TrainingResult result =
        training(untouched).iterations(4).checkpoints(checkpoints()).build().train();
    assertEquals(0, untouched.begun, "the episodes of a damaged checkpoint were run again");
    assertEquals(4, result.history().size());
    checkpoints().delete();
    assertEquals(List.of("lock"), files());
  }

  @Test
  void aDamagedEpisodeIsRunAgainAndNoOther() throws IOException {
    isInterrupted(training(new Robot(8)).checkpoints(checkpoints()).build());
    Path file = folder.resolve("checkpoints/iteration-000001.episodes");
    byte[] bytes = Files.readAllBytes(file);
    int record = 8 * 3 + 1024 + 32; // the head, the least room for numbers, the checksum
    bytes[bytes.length - 3 * record + 100] ^= 1;
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length + 11)); // and a half one
    Robot rest = new Robot(0);
    TrainingResult result = training(rest).checkpoints(checkpoints()).build().train();
    assertEquals(Runs.numbers(training(new Robot(0)).build().train()), Runs.numbers(result));
    Robot first = new Robot(8);
    isInterrupted(training(first).build());
    assertEquals(3 * EPISODES - first.finished.size() + 1, rest.finished.size());
  }

  @Test
  void episodesOfAnotherPolicyAreKeptUnderAnotherNameAndRunAgain() throws IOException {
    isInterrupted(training(new Robot(EPISODES + 9)).checkpoints(checkpoints()).build());
    Path file = folder.resolve("checkpoints/iteration-000002.episodes");
    EpisodeJournal.Header own = EpisodeJournal.header(file);
    Files.delete(file);
    EpisodeJournal.open(
            file,
            new EpisodeJournal.Header(
                own.options(), own.environment(), own.policyTrainer(), 2, "0123456789abcdef"),
            PointMass.SPEC,
            0)
        .close();
    TrainingResult result = training(new Robot(0)).checkpoints(checkpoints()).build().train();
    assertEquals(Runs.numbers(training(new Robot(0)).build().train()), Runs.numbers(result));
    assertTrue(
        files().stream().anyMatch(f -> f.equals("iteration-000002.episodes.01234567.unused")),
        files()::toString);
  }

  @Test
  void aFileThatCannotBeUsedIsAnErrorBeforeTheRobotMoves() throws IOException {
    Path file = folder.resolve("checkpoints/iteration-000001.episodes");
    for (byte[] bytes : List.of(new byte[0], new byte[200])) {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      Robot untouched = new Robot(0);
      TrainingException e =
          assertThrows(
              TrainingException.class,
              () -> training(untouched).checkpoints(checkpoints()).build().train());
      assertTrue(e.getMessage().contains(file + " is no episodes file"), e.getMessage());
      assertEquals(0, untouched.begun);
    }
  }
}
