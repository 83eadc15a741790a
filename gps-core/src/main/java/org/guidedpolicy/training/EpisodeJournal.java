package org.guidedpolicy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FileProblem;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.Sha256;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.EpisodeMemory.Outcome;
import org.guidedpolicy.rollout.Trajectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one iteration's attempts at episodes, as docs/checkpoint-format.md describes it: each
 * is synced before the next begins. All records are of one length, so that a damaged one hides no
 * other. One thread.
 */
final class EpisodeJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EpisodeJournal.class);
  private static final FrameKind KIND =
      new FrameKind("episodes", 'E', 1, "further header", 1 << 25, Integer.MAX_VALUE);
  private static final int HEAD_BYTES = 4 * Integer.BYTES + Long.BYTES;
  private static final int MIN_CONTENT_BYTES = 1024;
  private static final int FINISHED = 1;
  private static final int FAILED = 2;

  private final Path path;
  private final EnvironmentSpec spec;
  private final RandomAccessFile file;
  private long end;

  private final Map<Place, Trajectory> finished = new HashMap<>();
  private final Map<Place, EpisodeException> failed = new HashMap<>();

  /** Whether failures ended the training: then they count no more where they can be repeated. */
  private boolean forgiven;

  /** An attempt at an episode. */
  private record Place(int attempt, int episode) {}

  /**
   * What the episodes belong to.
   *
   * @param options of the training
   * @param environment the spec's settings
   * @param policyTrainer its factory's description
   * @param iteration from 1
   * @param policy SHA-256 of the policy that acts, in the learner's bytes; empty before there is
   *     one
   */
  record Header(
      TrainingOptions options,
      JsonNode environment,
      String policyTrainer,
      int iteration,
      String policy) {}

  private EpisodeJournal(Path path, EnvironmentSpec spec, RandomAccessFile file, long start) {
    this.path = path;
    this.spec = spec;
    this.file = file;
    this.end = start;
  }

  /**
   * Reads what is there and is ready for more; a part of a record at the end is cut off.
   *
   * @param header for the file if it does not exist; else its own stays, which the caller has
   *     compared
   * @param allowed failures of the iteration that do not end training; if there are more, they
   *     ended it, and who resumes has removed their reason: the missing episodes' attempts begin
   *     anew
   */
  static EpisodeJournal open(Path path, Header header, EnvironmentSpec spec, int allowed)
      throws IOException {
    if (!Files.exists(path)) {
      WholeFile.write(path, KIND.bytes(StrictJson.bytes(header), new byte[0]));
    }
    long start = start(path).length;
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    boolean opened = false;
    try {
      EpisodeJournal journal = new EpisodeJournal(path, spec, file, start);
      journal.readAll();
      journal.forgiven = journal.failed.size() > allowed;
      opened = true;
      return journal;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /**
   * @throws CheckpointException if the file is foreign, damaged at its beginning, or of another
   *     version
   */
  static Header header(Path path) throws IOException {
    try {
      return StrictJson.parse(KIND.parse(start(path)).header(), Header.class);
    } catch (FormatException e) {
      throw new CheckpointException(path, e.getMessage(), e);
    }
  }

  private static byte[] start(Path path) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(path, StandardOpenOption.READ)) {
      long length = KIND.frameBytes(bytes(channel, FrameKind.PREFIX_BYTES));
      channel.position(0);
      return bytes(channel, length);
    } catch (FormatException e) {
      throw new CheckpointException(path, e.getMessage(), e);
    }
  }

  /** As many bytes as there are, but not more than wanted. */
  private static byte[] bytes(SeekableByteChannel channel, long wanted) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(wanted, channel.size()));
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      continue;
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  private int numbers() {
    int T = spec.horizon();
    return (T + 1) * spec.stateDimension()
        + T * spec.actionDimension()
        + T * spec.observationDimension();
  }

  private int contentBytes() {
    return HEAD_BYTES + Math.max(MIN_CONTENT_BYTES, numbers() * Double.BYTES);
  }

  private void readAll() throws IOException {
    byte[] record = new byte[contentBytes() + Sha256.BYTES];
    for (; file.length() - end >= record.length; end += record.length) {
      file.seek(end);
      file.readFully(record);
      try {
        read(record);
      } catch (FormatException e) {
        LOG.warn(
            "{}: the record at byte {} {}; its episode is run again", path, end, e.getMessage());
      }
    }
    if (file.length() > end) {
      LOG.warn("{}: the episode at its end was not finished and is cut off", path);
      file.setLength(end);
    }
  }

  private void read(byte[] record) throws FormatException {
    int content = contentBytes();
    if (!Arrays.equals(
        Sha256.of(record, 0, content), Arrays.copyOfRange(record, content, record.length))) {
      throw new FormatException("is damaged: its checksum is wrong");
    }
    BinaryInput in = new BinaryInput(ByteBuffer.wrap(record, 0, content));
    int kind = in.getInt("kind");
    Place place = new Place(in.getInt("attempt"), in.getInt("episode"));
    int step = in.getInt("step");
    in.getLong("time");
    try {
      switch (kind) {
        case FINISHED -> finished.put(place, trajectory(step, in));
        case FAILED -> failed.put(place, failure(place.episode, step, in));
        default -> throw new FormatException("is damaged: its kind is " + kind);
      }
    } catch (IllegalArgumentException e) {
      throw new FormatException("is damaged: " + e.getMessage(), e);
    }
  }

  private Trajectory trajectory(int steps, BinaryInput in) throws FormatException {
    int T = spec.horizon();
    return new Trajectory(
        T,
        steps,
        in.getDoubles("states", (T + 1L) * spec.stateDimension()),
        in.getDoubles("actions", (long) T * spec.actionDimension()),
        in.getDoubles("observations", (long) T * spec.observationDimension()));
  }

  private static EpisodeException failure(int episode, int step, BinaryInput in)
      throws FormatException {
    String problem = new String(in.getBytes("problem"), StandardCharsets.UTF_8);
    return new EpisodeException(episode, step, problem);
  }

  /** How many episodes are finished and on the disk. */
  int finished() {
    return (int) finished.keySet().stream().mapToInt(Place::episode).distinct().count();
  }

  /** As {@link org.guidedpolicy.rollout.EpisodeMemory#earlier}. */
  Optional<Outcome> outcome(int attempt, int episode) {
    Place place = new Place(attempt, episode);
    if (finished.containsKey(place)) {
      return Optional.of(new Outcome.Finished(finished.get(place)));
    }
    boolean later =
        finished.keySet().stream().anyMatch(p -> p.episode == episode && p.attempt > attempt);
    return failed.containsKey(place) && (later || !forgiven)
        ? Optional.of(new Outcome.Failed(failed.get(place)))
        : Optional.empty();
  }

  /** Adds a finished episode; it is on the disk when this returns. */
  void add(int attempt, int episode, Trajectory trajectory) throws IOException {
    BinaryOutput content = head(FINISHED, attempt, episode, trajectory.steps());
    content
        .putDoubles(trajectory.states())
        .putDoubles(trajectory.actions())
        .putDoubles(trajectory.observations());
    append(content);
    finished.put(new Place(attempt, episode), trajectory);
  }

  /** Adds a failed attempt; of a long message as much as there is room for. */
  void add(int attempt, EpisodeException failure) throws IOException {
    byte[] problem = failure.problem().getBytes(StandardCharsets.UTF_8);
    int room = MIN_CONTENT_BYTES - Integer.BYTES;
    append(
        head(FAILED, attempt, failure.episode(), failure.step())
            .putBytes(Arrays.copyOf(problem, Math.min(room, problem.length))));
    failed.put(new Place(attempt, failure.episode()), failure);
  }

  private static BinaryOutput head(int kind, int attempt, int episode, int step) {
    return new BinaryOutput()
        .putInt(kind)
        .putInt(attempt)
        .putInt(episode)
        .putInt(step)
        .putLong(Instant.now().toEpochMilli());
  }

  private void append(BinaryOutput content) throws IOException {
    byte[] padded = Arrays.copyOf(content.toByteArray(), contentBytes());
    byte[] record = Arrays.copyOf(padded, padded.length + Sha256.BYTES);
    System.arraycopy(Sha256.of(padded, 0, padded.length), 0, record, padded.length, Sha256.BYTES);
    FileProblem.named(
        path,
        () -> {
          file.seek(end);
          file.write(record);
          file.getFD().sync();
        });
    end += record.length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
