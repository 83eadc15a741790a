package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.check.EnvironmentChecks;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Episodes that ended early, as data. */
class EarlyEndTest {
  private static final EnvironmentSpec SPEC = EnvironmentSpec.builder(1, 1).horizon(4).build();

  @TempDir Path folder;

  private static Trajectory ended(int steps, double... states) {
    double[] actions = Arrays.copyOf(new double[] {1, 2, 3, 4}, 4);
    return new Trajectory(4, steps, states, actions, Arrays.copyOf(states, 4));
  }

  @Test
  void aRobotThatMovesAfterItsEndIsRefused() {
    ended(2, 5, 6, 7, 7, 7);
    assertEquals(
        "the episode ended after 2 steps, so its states must stay as they are there; those at step"
            + " 4 differ",
        assertThrows(IllegalArgumentException.class, () -> ended(2, 5, 6, 7, 7, 8)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> ended(0, 5, 5, 5, 5, 5));
    assertThrows(IllegalArgumentException.class, () -> ended(5, 5, 5, 5, 5, 5));
  }

  @Test
  void endingEarlyAndStandingStillAreDifferentEpisodes() {
    assertNotEquals(ended(2, 5, 6, 7, 7, 7), ended(4, 5, 6, 7, 7, 7));
    assertEquals(ended(2, 5, 6, 7, 7, 7), ended(2, 5, 6, 7, 7, 7));
    assertEquals(
        "Trajectory[horizon=4, ended after 2, dX=1, dU=1, dO=1]",
        ended(2, 5, 6, 7, 7, 7).toString());
  }

  @Test
  void aRecordedEpisodeComesBackWithItsLength() throws IOException {
    Path file = folder.resolve("episodes");
    try (TrajectoryFile out = TrajectoryFile.append(file, SPEC)) {
      out.add(1, 0, ended(2, 5, 6, 7, 7, 7));
      out.add(1, 1, ended(4, 5, 6, 7, 8, 9));
    }
    assertEquals(
        List.of(ended(2, 5, 6, 7, 7, 7), ended(4, 5, 6, 7, 8, 9)),
        TrajectoryFile.read(file).trajectories());
  }

  @Test
  void filesOfTheFirstFormatAreReadAndNotAddedTo() throws IOException {
    String header =
        "{\"stateDimension\":1,\"actionDimension\":1,\"observationDimension\":1,\"horizon\":4,"
            + "\"timeStep\":0.1,\"stateNames\":[],\"actionNames\":[]}";
    byte[] frame =
        new FrameKind("trajectory", 'T', 1, "further header", 1 << 20, 1 << 30)
            .bytes(header.getBytes(StandardCharsets.UTF_8), new byte[0]);
    Trajectory whole = ended(4, 5, 6, 7, 8, 9);
    byte[] content =
        new BinaryOutput()
            .putInt(1)
            .putInt(0)
            .putLong(0)
            .putDoubles(whole.states())
            .putDoubles(whole.actions())
            .putDoubles(whole.observations())
            .toByteArray();
    byte[] all = Arrays.copyOf(frame, frame.length + content.length + Sha256.BYTES);
    System.arraycopy(content, 0, all, frame.length, content.length);
    System.arraycopy(
        Sha256.of(content, 0, content.length), 0, all, frame.length + content.length, Sha256.BYTES);
    Path file = folder.resolve("old");
    Files.write(file, all);
    assertEquals(List.of(whole), TrajectoryFile.read(file).trajectories());
    TrajectoryFileException e =
        assertThrows(TrajectoryFileException.class, () -> TrajectoryFile.append(file, SPEC));
    assertTrue(e.getMessage().contains("new episodes go into a new file"), e.getMessage());
  }

  /** Counts up by the action, and ends at a number, or after so many steps. */
  private static final class Counter implements Environment {
    private final double end;
    private final int limit;
    private double x;
    private int t;
    private boolean over = true;

    Counter(double end, int limit) {
      this.end = end;
      this.limit = limit;
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(1, 1)
          .horizon(30)
          .actionLimits(new double[] {0}, new double[] {1})
          .build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      x = random.nextDouble();
      t = 0;
      over = false;
      return TimeStep.fullyObserved(x);
    }

    @Override
    public TimeStep step(double[] action) {
      if (over) {
        throw new IllegalStateException("step after the end");
      }
      x += action[0];
      over = x > end || ++t == limit;
      return over ? TimeStep.fullyObserved(x).ending() : TimeStep.fullyObserved(x);
    }
  }

  private static List<String> endsFound(double end, int limit) {
    List<String> messages = new ArrayList<>();
    for (Finding finding : EnvironmentChecks.check(() -> new Counter(end, limit))) {
      assertTrue(finding.severity() != Finding.Severity.ERROR, finding.toString());
      if (finding.kind() == Finding.Kind.EPISODE_ENDS_EARLY) {
        messages.add(finding.message());
      }
    }
    return messages;
  }

  @Test
  void theChecksSayHowManyEpisodesEndEarlyAndGoOnLooking() {
    assertTrue(
        endsFound(8, 99).get(0).matches("5 of 5 episodes ended early, after \\d+ to \\d+ of .*"),
        endsFound(8, 99).get(0));
    assertTrue(
        endsFound(1e9, 20)
            .get(0)
            .contains("after 20 of 30 steps; if that is a time limit, make it the spec's horizon"),
        endsFound(1e9, 20).get(0));
    assertEquals(List.of(), endsFound(1e9, 99));
  }
}
