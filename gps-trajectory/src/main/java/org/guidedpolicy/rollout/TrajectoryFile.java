package org.guidedpolicy.rollout;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FileProblem;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.InUseException;
import org.guidedpolicy.file.ProcessLock;
import org.guidedpolicy.file.Sha256;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.file.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of episodes, as docs/trajectory-file-format.md describes it: robot time is scarce, so what
 * a robot did is kept and can be learned from again. Episodes are appended one by one, each with a
 * checksum and synced, so that an interruption costs at most the one being written. Thread-safe.
 *
 * <pre>{@code
 * try (TrajectoryFile file = TrajectoryFile.append(path, spec)) {
 *   file.add(iteration, episode, trajectory);
 * }
 * List<Trajectory> again = TrajectoryFile.read(path).trajectories();
 * }</pre>
 */
public final class TrajectoryFile implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TrajectoryFile.class);
  private static final FrameKind KIND = kind(2);

  /** Its records do not say how many steps were executed: all of them were. */
  private static final FrameKind FIRST_KIND = kind(1);

  private static final int MAX_DIMENSION = 1 << 20;
  private static final long MAX_RECORD_BYTES = 1L << 28;
  private static final int RECORD_HEAD_BYTES = 2 * Integer.BYTES + Long.BYTES;

  private final Path path;
  private final Header header;
  private final ProcessLock lock;
  private final RandomAccessFile file;
  private long end;

  private static FrameKind kind(int version) {
    return new FrameKind("trajectory", 'T', version, "further header", 1 << 20, Integer.MAX_VALUE);
  }

  private TrajectoryFile(
      Path path, Header header, ProcessLock lock, RandomAccessFile file, long end) {
    this.path = path;
    this.header = header;
    this.lock = lock;
    this.file = file;
    this.end = end;
  }

  private record Header(
      int stateDimension,
      int actionDimension,
      int observationDimension,
      int horizon,
      double timeStep,
      List<String> stateNames,
      List<String> actionNames) {

    static Header of(EnvironmentSpec spec) {
      return new Header(
          spec.stateDimension(),
          spec.actionDimension(),
          spec.observationDimension(),
          spec.horizon(),
          spec.timeStep(),
          spec.stateNames(),
          spec.actionNames());
    }

    private long states() {
      return (horizon + 1L) * stateDimension;
    }

    private long actions() {
      return (long) horizon * actionDimension;
    }

    private long observations() {
      return (long) horizon * observationDimension;
    }

    long recordBytes(FrameKind kind) {
      long numbers = states() + actions() + observations();
      long steps = kind.equals(FIRST_KIND) ? 0 : Integer.BYTES;
      return RECORD_HEAD_BYTES + steps + numbers * Double.BYTES + Sha256.BYTES;
    }

    void requireSizes() throws FormatException {
      for (int value : new int[] {stateDimension, actionDimension, observationDimension, horizon}) {
        if (value < 1 || value > MAX_DIMENSION) {
          throw new FormatException(
              "its header is wrong: a dimension is " + value + ", expected 1 to " + MAX_DIMENSION);
        }
      }
      if (recordBytes(KIND) > MAX_RECORD_BYTES) {
        throw new FormatException(
            "its header is wrong: an episode would have "
                + recordBytes(KIND)
                + " bytes, at most "
                + MAX_RECORD_BYTES
                + " are allowed");
      }
    }
  }

  /** A header and where the records begin. */
  private record Start(FrameKind kind, Header header, long records) {}

  /**
   * Opens a file to add episodes to it, or makes it. What an interrupted write left at its end is
   * cut off.
   *
   * @param spec the environment's; a file holds episodes of one size only
   * @throws TrajectoryFileException if the file holds something else, or another training writes
   */
  public static TrajectoryFile append(Path path, EnvironmentSpec spec) throws IOException {
    ProcessLock lock = lock(path);
    boolean opened = false;
    try {
      TrajectoryFile file = FileProblem.named(path, () -> open(path, Header.of(spec), lock));
      opened = true;
      return file;
    } catch (FormatException e) {
      throw new TrajectoryFileException(path, e.getMessage(), e);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  private static ProcessLock lock(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    try {
      return ProcessLock.acquire(file.resolveSibling("." + file.getFileName() + ".lock"));
    } catch (InUseException e) {
      throw new TrajectoryFileException(path, "is being written: " + e.getMessage(), e);
    }
  }

  private static TrajectoryFile open(Path path, Header header, ProcessLock lock)
      throws IOException {
    header.requireSizes();
    if (!Files.exists(path)) {
      WholeFile.write(path, KIND.bytes(StrictJson.bytes(header), new byte[0]));
    }
    Start start;
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ)) {
      start = start(channel);
    }
    if (start.kind.equals(FIRST_KIND)) {
      throw new FormatException(
          "has format version 1, which cannot say that an episode ended early; it can be read, but"
              + " new episodes go into a new file");
    }
    if (!start.header.equals(header)) {
      throw new FormatException(
          "has episodes of another environment: " + start.header + ", this one is " + header);
    }
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    boolean opened = false;
    try {
      long excess = (file.length() - start.records) % header.recordBytes(KIND);
      long end = file.length() - excess;
      if (excess > 0) {
        LOG.warn("{}: its last episode is truncated and is cut off", path);
        file.setLength(end);
      }
      opened = true;
      return new TrajectoryFile(path, header, lock, file, end);
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /**
   * Adds an episode; it is on the disk when this returns.
   *
   * @param iteration of the training, from 1
   * @param episode its number in the iteration, from 0
   * @throws IllegalArgumentException if its dimensions are not the file's
   * @throws IOException if it cannot be written; the episodes before are unharmed
   */
  public synchronized void add(int iteration, int episode, Trajectory trajectory)
      throws IOException {
    requireFits(trajectory);
    byte[] content =
        new BinaryOutput()
            .putInt(iteration)
            .putInt(episode)
            .putLong(Instant.now().toEpochMilli())
            .putInt(trajectory.steps())
            .putDoubles(trajectory.states())
            .putDoubles(trajectory.actions())
            .putDoubles(trajectory.observations())
            .toByteArray();
    byte[] record = Arrays.copyOf(content, content.length + Sha256.BYTES);
    byte[] checksum = Sha256.of(content, 0, content.length);
    System.arraycopy(checksum, 0, record, content.length, Sha256.BYTES);
    try {
      FileProblem.named(path, () -> write(record));
    } catch (IOException e) {
      cutOff(e);
      throw e;
    }
    end += record.length;
  }

  private void write(byte[] record) throws IOException {
    file.seek(end);
    file.write(record);
    file.getFD().sync();
  }

  /** If even that fails, the next episode is written over the part, or a reader leaves it out. */
  private void cutOff(IOException cause) {
    try {
      file.setLength(end);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void requireFits(Trajectory trajectory) {
    if (trajectory.horizon() != header.horizon
        || trajectory.stateDimension() != header.stateDimension
        || trajectory.actionDimension() != header.actionDimension
        || trajectory.observationDimension() != header.observationDimension) {
      throw new IllegalArgumentException(path + " holds " + header + ", not a " + trajectory);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      file.close();
    } finally {
      lock.close();
    }
  }

  /**
   * Reads all episodes that are whole; also while another process adds to the file.
   *
   * @return the episodes, and what is wrong with others
   * @throws TrajectoryFileException if the file as a whole is no trajectory file, its header is
   *     damaged, or it is of another version
   * @throws IOException if the file cannot be read
   */
  public static Recording read(Path path) throws IOException {
    return FileProblem.named(path, () -> recording(path));
  }

  private static Recording recording(Path path) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ)) {
      Start start = start(channel);
      return records(path, channel, start);
    } catch (FormatException e) {
      throw new TrajectoryFileException(path, e.getMessage(), e);
    }
  }

  private static Start start(SeekableByteChannel channel) throws IOException {
    byte[] prefix = bytes(channel, Math.min(FrameKind.PREFIX_BYTES, channel.size()));
    FrameKind kind = FIRST_KIND.isVersionOf(prefix) ? FIRST_KIND : KIND;
    long length = kind.frameBytes(prefix);
    channel.position(0);
    byte[] frame = bytes(channel, Math.min(length, channel.size()));
    Header header = StrictJson.parse(kind.parse(frame).header(), Header.class);
    header.requireSizes();
    return new Start(kind, header, frame.length);
  }

  private static Recording records(Path path, SeekableByteChannel channel, Start start)
      throws IOException {
    List<Recording.RecordedEpisode> episodes = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    long size = channel.size();
    long each = start.header.recordBytes(start.kind);
    long at = start.records;
    for (int i = 0; size - at >= each; i++) {
      try {
        episodes.add(episode(start, bytes(channel, each)));
      } catch (FormatException e) {
        problems.add(path + ": record " + i + " at byte " + at + " " + e.getMessage());
      }
      at += each;
    }
    if (at < size) {
      problems.add(
          path
              + ": the last record, at byte "
              + at
              + ", has "
              + (size - at)
              + " of "
              + each
              + " bytes: it was not finished");
    }
    problems.forEach(LOG::warn);
    return new Recording(episodes, problems);
  }

  private static Recording.RecordedEpisode episode(Start start, byte[] record)
      throws FormatException {
    Header header = start.header;
    int content = record.length - Sha256.BYTES;
    byte[] checksum = Arrays.copyOfRange(record, content, record.length);
    if (!Arrays.equals(checksum, Sha256.of(record, 0, content))) {
      throw new FormatException("is damaged: its checksum is wrong");
    }
    BinaryInput in = new BinaryInput(ByteBuffer.wrap(record, 0, content));
    int iteration = in.getInt("iteration");
    int episode = in.getInt("episode");
    Instant time = Instant.ofEpochMilli(in.getLong("time"));
    int steps = start.kind.equals(FIRST_KIND) ? header.horizon : in.getInt("executed steps");
    double[] states = in.getDoubles("states", header.states());
    double[] actions = in.getDoubles("actions", header.actions());
    double[] observations = in.getDoubles("observations", header.observations());
    try {
      return new Recording.RecordedEpisode(
          iteration,
          episode,
          time,
          new Trajectory(header.horizon, steps, states, actions, observations));
    } catch (IllegalArgumentException e) {
      throw new FormatException("is damaged: " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(SeekableByteChannel channel, long count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new FormatException("became shorter while it was read");
      }
    }
    return buffer.array();
  }
}
