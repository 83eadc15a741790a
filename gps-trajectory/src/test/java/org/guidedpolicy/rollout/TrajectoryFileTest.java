package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.FrameKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryFileTest {
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1).observation(1).horizon(3).build();

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("episodes");
  }

  /** With observations of its own; every number tells where it is from. */
  private static Trajectory trajectory(int number) {
    double[] all = new double[14];
    Arrays.setAll(all, i -> number + i / 100.0);
    return new Trajectory(
        3,
        Arrays.copyOfRange(all, 0, 8),
        Arrays.copyOfRange(all, 8, 11),
        Arrays.copyOfRange(all, 11, 14));
  }

  private void add(int iteration, int... episodes) throws IOException {
    try (TrajectoryFile file = TrajectoryFile.append(file(), SPEC)) {
      for (int episode : episodes) {
        file.add(iteration, episode, trajectory(10 * iteration + episode));
      }
    }
  }

  private static List<Integer> numbers(List<Trajectory> trajectories) {
    return trajectories.stream().map(t -> (int) t.state(0, 0)).toList();
  }

  private void cut(int bytes) throws IOException {
    byte[] all = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(all, all.length - bytes));
  }

  @Test
  void episodesComeBackInTheirOrderWhateverTheyWereFinishedIn() throws IOException {
    add(2, 1, 0);
    add(1, 0, 2, 1);
    Recording read = TrajectoryFile.read(file());
    assertEquals(List.of(10, 11, 12, 20, 21), numbers(read.trajectories()));
    assertEquals(trajectory(12), read.trajectories().get(2));
    assertEquals(List.of(2, 2, 1, 1, 1), read.episodes().stream().map(e -> e.iteration()).toList());
    assertEquals(List.of(), read.problems());
  }

  @Test
  void anEpisodeThatWasRunAgainIsThereOnceIfItIsTheSame() throws IOException {
    add(1, 0, 1);
    add(1, 0, 1, 2);
    assertEquals(5, TrajectoryFile.read(file()).episodes().size());
    assertEquals(List.of(10, 11, 12), numbers(TrajectoryFile.read(file()).trajectories()));
  }

  @Test
  void anUnfinishedLastEpisodeIsToldAndTheOthersAreRead() throws IOException {
    add(1, 0, 1, 2);
    cut(5);
    Recording read = TrajectoryFile.read(file());
    assertEquals(List.of(10, 11), numbers(read.trajectories()));
    assertEquals(1, read.problems().size());
    assertTrue(read.problems().get(0).contains("was not finished"), read.problems()::toString);
  }

  @Test
  void episodesCanBeAddedAfterAnUnfinishedOne() throws IOException {
    add(1, 0, 1, 2);
    cut(5);
    add(2, 0);
    Recording read = TrajectoryFile.read(file());
    assertEquals(List.of(10, 11, 20), numbers(read.trajectories()));
    assertEquals(List.of(), read.problems());
  }

  @Test
  void aDamagedEpisodeInTheMiddleIsToldAndTheOthersAreRead() throws IOException {
    add(1, 0, 1, 2);
    byte[] all = Files.readAllBytes(file());
    int each = 48 + 8 * 14;
    all[all.length - each - each / 2] ^= 4;
    Files.write(file(), all);
    Recording read = TrajectoryFile.read(file());
    assertEquals(List.of(10, 12), numbers(read.trajectories()));
    assertTrue(read.problems().get(0).contains("record 1 "), read.problems()::toString);
  }

  @Test
  void aFileOfAnotherEnvironmentIsLeftAlone() throws IOException {
    add(1, 0);
    byte[] before = Files.readAllBytes(file());
    EnvironmentSpec longer = EnvironmentSpec.builder(2, 1).observation(1).horizon(4).build();
    TrajectoryFileException e =
        assertThrows(
            TrajectoryFileException.class, () -> TrajectoryFile.append(file(), longer).close());
    assertTrue(e.getMessage().contains("another environment"), e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file()));
    add(1, 1); // the lock was given back
  }

  @Test
  void aTrajectoryOfOtherSizesIsRefused() throws IOException {
    TrajectoryFile file = TrajectoryFile.append(file(), SPEC);
    try {
      Trajectory other = new Trajectory(1, new double[4], new double[1], new double[1]);
      assertThrows(IllegalArgumentException.class, () -> file.add(1, 0, other));
    } finally {
      file.close();
    }
    assertEquals(List.of(), TrajectoryFile.read(file()).episodes());
  }

  @Test
  void whatIsNoTrajectoryFileSaysSo() throws IOException {
    assertThrows(NoSuchFileException.class, () -> TrajectoryFile.read(file()));
    Files.write(file(), new byte[200]);
    TrajectoryFileException e =
        assertThrows(TrajectoryFileException.class, () -> TrajectoryFile.read(file()));
    assertTrue(e.getMessage().contains("is no trajectory file"), e.getMessage());
    assertThrows(TrajectoryFileException.class, () -> TrajectoryFile.append(file(), SPEC).close());
  }

  @Test
  void hostileHeadersAreRefused() throws IOException {
    FrameKind kind = new FrameKind("trajectory", 'T', 2, "further header", 1 << 20, 1 << 30);
    for (String sizes : List.of("0,1,1,1", "1,1,1,2147483647", "1048576,1,1,1048576", "1,1,-1,1")) {
      String[] size = sizes.split(",");
      String header =
          String.format(
              "{\"stateDimension\":%s,\"actionDimension\":%s,\"observationDimension\":%s,"
                  + "\"horizon\":%s,\"timeStep\":0.1,\"stateNames\":[],\"actionNames\":[]}",
              (Object[]) size);
      byte[] bytes = kind.bytes(header.getBytes(StandardCharsets.UTF_8), new byte[0]);
      Files.write(file(), Arrays.copyOf(bytes, bytes.length + 1000));
      TrajectoryFileException e =
          assertThrows(TrajectoryFileException.class, () -> TrajectoryFile.read(file()));
      assertTrue(e.getMessage().contains("its header is wrong"), e.getMessage());
    }
    for (int length : new int[] {-1, Integer.MAX_VALUE, 1 << 21}) {
      byte[] bytes = kind.bytes("{}".getBytes(StandardCharsets.UTF_8), new byte[0]);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(12, length);
      Files.write(file(), bytes);
      assertThrows(TrajectoryFileException.class, () -> TrajectoryFile.read(file()));
      Files.delete(file());
    }
  }
}
