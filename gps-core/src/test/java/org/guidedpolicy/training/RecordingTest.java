package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Recording;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("episodes.trajectories");
  }

  private TrainingResult recorded(int threads) {
    return Runs.pointMass().threads(threads).record(file()).build().train();
  }

  /** A robot that must not be moved. */
  private static Environment untouchable() {
    return new PointMass() {
      @Override
      public TimeStep reset(java.util.random.RandomGenerator random) {
        throw new AssertionError("the robot was moved");
      }
    };
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void everyEpisodeIsRecordedAndNothingElseChanges(int threads) throws IOException {
    TrainingResult result = recorded(threads);
    assertEquals(Runs.numbers(Runs.pointMass().build().train()), Runs.numbers(result));
    Recording recording = TrajectoryFile.read(file());
    assertEquals(List.of(), recording.problems());
    assertEquals(36, recording.trajectories().size());
    for (Recording.RecordedEpisode episode : recording.episodes()) {
      assertTrue(1 <= episode.iteration() && episode.iteration() <= 3);
      assertTrue(0 <= episode.episode() && episode.episode() < 12);
    }
  }

  @Test
  void learningAgainFromARecordingGivesTheSamePolicyAndMovesNothing() throws IOException {
    TrainingResult first = recorded(2);
    TrainingResult again =
        Runs.small(RecordingTest::untouchable)
            .initialController(HoldPosition.defaults())
            .learnFrom(TrajectoryFile.read(file()).trajectories())
            .build()
            .train();
    assertEquals(Runs.numbers(first), Runs.numbers(again));
    assertEquals(List.of(0, 0, 0), again.history().stream().map(r -> r.episodes()).toList());
  }

  @Test
  void trainingGoesOnWithTheRobotWhenTheRecordingIsUsedUp() throws IOException {
    recorded(1);
    TrainingResult result =
        Runs.pointMass()
            .iterations(5)
            .learnFrom(TrajectoryFile.read(file()).trajectories())
            .build()
            .train();
    assertEquals(
        List.of(0, 0, 0, 12, 24), result.history().stream().map(r -> r.episodes()).toList());
    assertTrue(Runs.lastCost(result) < 0.5 * Runs.firstCost(result), () -> "" + result.history());
  }

  /** A zigzag about the right action, as no controller of this library makes it. */
  private static List<Trajectory> foreign(int count) {
    return java.util.stream.IntStream.range(0, count)
        .mapToObj(
            m -> {
              PointMass robot = new PointMass();
              TimeStep now = robot.reset(new java.util.SplittableRandom(m));
              int T = PointMass.T;
              double[] x = new double[2 * (T + 1)];
              double[] u = new double[T];
              for (int t = 0; t < T; t++) {
                System.arraycopy(now.state(), 0, x, 2 * t, 2);
                u[t] = -now.state()[0] - now.state()[1] + ((t + m) % 3 - 1);
                now = robot.step(new double[] {u[t]});
              }
              System.arraycopy(now.state(), 0, x, 2 * T, 2);
              return new Trajectory(T, x, u, java.util.Arrays.copyOf(x, 2 * T));
            })
        .toList();
  }

  @Test
  void allRecordingsAreLearnedFrom() {
    IterationReport first =
        Runs.pointMass()
            .iterations(1)
            .clusters(1)
            .learnFrom(foreign(20))
            .build()
            .train()
            .history()
            .get(0);
    assertEquals(20, Runs.figure(first, "clusters", "largest"));
  }

  @Test
  void recordingsOfOtherOriginAreImitatedAndImproved() {
    TrainingResult result = Runs.pointMass().iterations(6).learnFrom(foreign(20)).build().train();
    List<Double> costs = result.history().stream().map(IterationReport::meanCost).toList();
    assertTrue(costs.get(5) < 0.7 * costs.get(1), costs::toString);
  }

  @Test
  void anInterruptedTrainingFromARecordingNeedsItAgainOnlyWhileItLasts() throws IOException {
    List<Trajectory> foreign = foreign(24);
    Path checkpoints = folder.resolve("checkpoints");
    TrainingResult whole = Runs.pointMass().learnFrom(foreign).build().train();
    Runs.pointMass()
        .learnFrom(foreign)
        .checkpoints(Checkpoints.in(checkpoints))
        .stopWhen(r -> r.iteration() == 1)
        .build()
        .train();
    TrainingException e =
        assertThrows(TrainingException.class, () -> resumed(checkpoints).build().train());
    assertTrue(e.getMessage().contains("learnFrom"), e.getMessage());
    assertThrows(
        TrainingException.class, () -> resumed(checkpoints).learnFrom(foreign(25)).build().train());
    resumed(checkpoints).learnFrom(foreign).stopWhen(r -> r.iteration() == 2).build().train();
    assertEquals(Runs.numbers(whole), Runs.numbers(resumed(checkpoints).build().train()));
  }

  private static ResetFreeGPS.Builder resumed(Path checkpoints) throws IOException {
    return ResetFreeGPS.resume(checkpoints, PointMass::new, PointMass.COST)
        .policy(LeastSquaresTrainer::new);
  }

  @Test
  void trajectoriesThatDoNotFitAreRefusedBeforeAnythingMoves() {
    List<Trajectory> shorter =
        List.of(new Trajectory(1, new double[4], new double[1], new double[2]));
    TrainingException e =
        assertThrows(
            TrainingException.class,
            () -> Runs.small(RecordingTest::untouchable).learnFrom(shorter).build().train());
    assertTrue(e.getMessage().contains("does not fit"), e.getMessage());
    e =
        assertThrows(
            TrainingException.class,
            () -> Runs.small(RecordingTest::untouchable).learnFrom(foreign(1)).build().train());
    assertTrue(e.getMessage().contains("fewer than the 2 clusters"), e.getMessage());
  }

  @Test
  void twoTrainingsCannotRecordIntoOneFile() throws IOException {
    TrajectoryFile open = TrajectoryFile.append(file(), PointMass.SPEC);
    try {
      TrainingException e = assertThrows(TrainingException.class, () -> recorded(1));
      assertTrue(e.getMessage().contains("is being written"), e.getMessage());
    } finally {
      open.close();
    }
    recorded(1);
  }
}
