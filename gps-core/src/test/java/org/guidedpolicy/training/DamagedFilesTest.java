package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.Sha256;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.PolicyFileException;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Recording;
import org.guidedpolicy.rollout.TrajectoryFile;
import org.guidedpolicy.rollout.TrajectoryFileException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Flips bytes of the files of a training, {@code -Dflips=N} of each, and cuts them at every length.
 */
class DamagedFilesTest {
  private static final int FLIPS = Integer.getInteger("flips", 400);
  private static final long MAX_BYTES = 64L << 20;
  private static final long MAX_NANOSECONDS = 1_000_000_000L;

  @TempDir static Path shared;
  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    TrainingResult result =
        Runs.pointMass()
            .checkpoints(Checkpoints.in(shared.resolve("checkpoints")).keep(1))
            .record(shared.resolve(File.TRAJECTORIES.name()))
            .trajectoriesPerIteration(4)
            .build()
            .train();
    result.policy().save(shared.resolve(File.POLICY.name()));
    Files.copy(
        Checkpoint.newest(shared.resolve("checkpoints")).file(),
        shared.resolve(File.CHECKPOINT.name()));
  }

  private interface Reader {
    void read(Path file) throws IOException;
  }

  private enum File {
    CHECKPOINT(CheckpointException.class, Checkpoint::read),
    POLICY(PolicyFileException.class, Policy::load),
    TRAJECTORIES(TrajectoryFileException.class, File::readAndCompare);

    private final Class<? extends IOException> error;
    private final Reader reader;

    File(Class<? extends IOException> error, Reader reader) {
      this.error = error;
      this.reader = reader;
    }

    byte[] good() throws IOException {
      return Files.readAllBytes(shared.resolve(name()));
    }

    /** What is read is what was written; one record is missing, and that is told. */
    private static void readAndCompare(Path file) throws IOException {
      Recording whole = TrajectoryFile.read(shared.resolve(TRAJECTORIES.name()));
      Recording read = TrajectoryFile.read(file);
      List<Recording.RecordedEpisode> missing = new ArrayList<>(whole.episodes());
      for (Recording.RecordedEpisode episode : read.episodes()) {
        assertTrue(missing.remove(episode), "an episode that was never recorded");
      }
      if (read.problems().size() == 1) {
        throw new TestedProblem();
      }
    }

    void assertRefused(Path file, String damage) {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long thread = Thread.currentThread().getId();
      long bytes = threads.getThreadAllocatedBytes(thread);
      long start = System.nanoTime();
      IOException e = assertThrows(IOException.class, () -> reader.read(file), damage);
      assertTrue(error.isInstance(e) || e instanceof TestedProblem, damage + ": " + e);
      if (!(e instanceof TestedProblem)) {
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
      }
      assertTrue(System.nanoTime() - start < MAX_NANOSECONDS, damage + " took too long");
      long taken = threads.getThreadAllocatedBytes(thread) - bytes;
      assertTrue(taken < MAX_BYTES, damage + " took " + taken + " bytes");
    }
  }

  private static final class TestedProblem extends IOException {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(File.class)
  void everyFlippedByteIsNoticed(File kind) throws IOException {
    byte[] good = kind.good();
    Path file = folder.resolve("damaged");
    SplittableRandom random = new SplittableRandom(kind.ordinal());
    for (int i = 0; i < FLIPS; i++) {
      byte[] bytes = good.clone();
      int at = random.nextInt(random.nextInt(4) == 0 ? Math.min(400, bytes.length) : bytes.length);
      int flip = 1 + random.nextInt(255);
      bytes[at] ^= (byte) flip;
      Files.write(file, bytes);
      kind.assertRefused(file, "byte " + at + " ^ " + flip);
    }
  }

  @ParameterizedTest
  @EnumSource(File.class)
  void everyTruncationIsNoticed(File kind) throws IOException {
    byte[] good = kind.good();
    Path file = folder.resolve("damaged");
    SplittableRandom random = new SplittableRandom(5);
    int step = Math.max(1, good.length / FLIPS);
    for (int length = 0; length < good.length; length += 1 + random.nextInt(step * 2 - 1)) {
      Files.write(file, Arrays.copyOf(good, length));
      if (kind == File.TRAJECTORIES && endsWithWholeRecords(good, length)) {
        assertEquals(List.of(), TrajectoryFile.read(file).problems());
      } else {
        kind.assertRefused(file, "cut to " + length);
      }
    }
  }

  /** A file of fewer episodes is a good file. */
  private static boolean endsWithWholeRecords(byte[] good, int length) {
    int header = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
    int start = FrameKind.PREFIX_BYTES + header + Sha256.BYTES;
    int each = (good.length - start) / 12;
    return length >= start && (length - start) % each == 0;
  }

  @Test
  void theFilesThemselvesAreGood() throws IOException {
    assertEquals(3, Checkpoint.read(shared.resolve(File.CHECKPOINT.name())).iteration());
    Policy.load(shared.resolve(File.POLICY.name()));
    Recording whole = TrajectoryFile.read(shared.resolve(File.TRAJECTORIES.name()));
    assertEquals(12, whole.episodes().size());
    assertEquals(List.of(), whole.problems());
  }

  @Test
  void damageUnderAValidChecksumGivesAStateOrAClearError() throws IOException {
    byte[] good = File.CHECKPOINT.good();
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < FLIPS; i++) {
      byte[] bytes = good.clone();
      for (int k = 0; k <= random.nextInt(3); k++) {
        bytes[random.nextInt(bytes.length - Sha256.BYTES)] = (byte) random.nextInt();
      }
      sign(bytes);
      try {
        CheckpointFormat.parse(bytes);
      } catch (FormatException e) {
        assertTrue(e.getMessage().length() > 10);
      }
    }
  }

  private static void sign(byte[] bytes) {
    int covered = bytes.length - Sha256.BYTES;
    System.arraycopy(Sha256.of(bytes, 0, covered), 0, bytes, covered, Sha256.BYTES);
  }

  @Test
  void sizesBeyondTheFileAreRefusedWithoutTakingMemory() throws IOException {
    int huge = Integer.MAX_VALUE;
    TrainingState state = CheckpointFormat.parse(File.CHECKPOINT.good());
    byte[] header = StrictJson.bytes(state.header());
    List<BinaryOutput> contents = new ArrayList<>();
    contents.add(new BinaryOutput());
    contents.add(new BinaryOutput().putInt(huge));
    contents.add(new BinaryOutput().putInt(-1));
    for (int[] learner : new int[][] {{}, {huge}, {-1}, {1}, {5, 0}, {0, 0}}) {
      BinaryOutput out = new BinaryOutput().putBytes(new byte[9]);
      if (state.bestPolicy().isPresent()) {
        out.putBytes(new byte[9]);
      }
      for (int number : learner) {
        out.putInt(number);
      }
      contents.add(out);
    }
    Path file = folder.resolve("hostile");
    for (BinaryOutput content : contents) {
      Files.write(file, ofVersion(3).bytes(header, content.toByteArray()));
      File.CHECKPOINT.assertRefused(file, "content " + contents.indexOf(content));
    }
  }

  private static FrameKind ofVersion(int version) {
    return new FrameKind("checkpoint", 'C', version, "state", 1 << 25, 1 << 30);
  }

  @ParameterizedTest
  @CsvSource({"2, use the older gps-core that wrote it", "4, use a newer gps-core"})
  void aCheckpointOfAnotherVersionIsRefusedWithWhatReadsIt(int version, String remedy)
      throws IOException {
    FrameKind.Frame frame = ofVersion(3).parse(File.CHECKPOINT.good());
    byte[] content = new byte[frame.content().remaining()];
    frame.content().get(content);
    Path file = folder.resolve("iteration-000003.checkpoint");
    Files.write(file, ofVersion(version).bytes(frame.header(), content));
    CheckpointException e =
        assertThrows(CheckpointException.class, () -> Checkpoint.newest(folder));
    assertTrue(
        e.getMessage()
            .startsWith(
                file + " has format version " + version + ", this library reads version 3; "),
        e.getMessage());
    assertTrue(e.getMessage().contains(remedy), e.getMessage());
  }

  @Test
  void aDamagedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    Runs.pointMass().checkpoints(Checkpoints.in(checkpoints)).build().train();
    Path newest = Checkpoint.newest(checkpoints).file();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    assertEquals(2, Checkpoint.newest(checkpoints).iteration());
    TrainingResult result =
        ResetFreeGPS.resume(checkpoints, PointMass::new, PointMass.COST)
            .policy(LeastSquaresTrainer::new)
            .build()
            .train();
    assertEquals(Runs.numbers(Runs.pointMass().build().train()), Runs.numbers(result));
    assertArrayEquals(
        new int[] {1, 2, 3}, result.history().stream().mapToInt(r -> r.iteration()).toArray());
  }
}
