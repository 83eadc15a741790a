package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {
  @TempDir Path temporary;

  /** A disk of so many bytes. */
  private static FileSystem disk(long bytes) {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder().setBlockSize(1).setMaxSize(bytes).build());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whereverTheDiskIsFullTheCheckpointBeforeStillLoads() throws IOException {
    TrainingState first = state(1);
    TrainingState second = state(2);
    byte[] one = CheckpointFormat.bytes(first);
    byte[] two = CheckpointFormat.bytes(second);
    int lock = 100;
    int refused = 0;
    for (int room = 0; room <= two.length; room++) {
      try (FileSystem disk = disk(lock + one.length + room)) {
        Path folder = disk.getPath("/checkpoints");
        try (CheckpointFolder open = CheckpointFolder.open(folder, 3)) {
          open.save(1, one);
          fill(disk.getPath("/filler"), lock);
          try {
            open.save(2, two);
          } catch (IOException e) {
            refused++;
            assertEquals(List.of("iteration-000001.checkpoint", "lock"), names(folder));
          }
          byte[] newest = Files.readAllBytes(open.newest().orElseThrow().file());
          assertTrue(java.util.Arrays.equals(one, newest) || java.util.Arrays.equals(two, newest));
        }
      }
    }
    assertTrue(refused > 0.9 * two.length, "refused " + refused + " of " + two.length);
  }

  /** The lock's text takes some of the bytes that were meant for it, this the others. */
  private static void fill(Path file, int bytes) throws IOException {
    for (int size = bytes; size >= 0; size--) {
      try {
        Files.write(file, new byte[size]);
        return;
      } catch (IOException e) {
        Files.deleteIfExists(file);
      }
    }
  }

  private TrainingState state(int iterations) throws IOException {
    Path folder = temporary.resolve("state-" + iterations);
    Runs.pointMass()
        .iterations(iterations)
        .trajectoriesPerIteration(2)
        .clusters(1)
        .models(
            ModelOptions.defaults()
                .with(
                    o -> {
                      o.maxComponents = 2;
                      o.priorIterations = 1;
                    }))
        .checkpoints(Checkpoints.in(folder))
        .build()
        .train();
    return Checkpoint.newest(folder).state();
  }

  @Test
  void trainingGoesOnAndReportsWhatCouldNotBeStored() throws IOException {
    TrainingResult undisturbed = Runs.pointMass().build().train();
    try (FileSystem disk = disk(1000)) {
      Path folder = disk.getPath("/checkpoints");
      TrainingResult result = Runs.pointMass().checkpoints(Checkpoints.in(folder)).build().train();
      assertEquals(Runs.numbers(undisturbed), Runs.numbers(result));
      assertEquals(List.of("lock"), names(folder));
      List<Map<Fallback, Integer>> fallbacks =
          result.history().stream().map(IterationReport::fallbacks).toList();
      assertEquals(null, fallbacks.get(0).get(Fallback.CHECKPOINT_FAILED));
      assertEquals(1, fallbacks.get(1).get(Fallback.CHECKPOINT_FAILED));
      assertEquals(1, fallbacks.get(2).get(Fallback.CHECKPOINT_FAILED));
      String warning = result.history().get(1).warnings().get(0);
      assertTrue(warning.contains("checkpoint of iteration 1 could not be written"), warning);
    }
  }

  @Test
  void afterRoomIsMadeTheNextCheckpointIsStored() throws IOException {
    try (FileSystem disk = disk(200_000)) {
      Path folder = disk.getPath("/checkpoints");
      Path filler = disk.getPath("/filler");
      TrainingListener roomAfterTwo =
          (report, policy) -> {
            try {
              if (report.iteration() == 2) {
                Files.delete(filler);
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          };
      Files.write(filler, new byte[199_000]);
      Runs.pointMass().checkpoints(Checkpoints.in(folder)).listener(roomAfterTwo).build().train();
      assertEquals(List.of("iteration-000003.checkpoint", "lock"), names(folder));
    }
  }

  @Test
  void aFolderThatCannotBeWrittenToIsAnErrorBeforeAnythingMoves() throws IOException {
    Path file = Files.write(temporary.resolve("file"), new byte[3]);
    for (Path folder : List.of(file, file.resolve("below"), Path.of("/proc/none"))) {
      ResetFreeGPS run =
          Runs.small(
                  () ->
                      new PointMass() {
                        @Override
                        public org.guidedpolicy.environment.TimeStep reset(
                            java.util.random.RandomGenerator random) {
                          throw new AssertionError("moved");
                        }
                      })
              .checkpoints(Checkpoints.in(folder))
              .build();
      TrainingException e = assertThrows(TrainingException.class, run::train);
      assertTrue(e.getMessage().startsWith("checkpoints: "), e.getMessage());
    }
    assertArrayEquals(new byte[3], Files.readAllBytes(file));
  }
}
