package org.guidedpolicy.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.SupervisedTargets;

/** The bytes of a checkpoint, as docs/checkpoint-format.md describes them. */
final class CheckpointFormat {
  private static final FrameKind KIND =
      new FrameKind("checkpoint", 'C', 1, "state", 1 << 25, 1 << 30);

  /** A trajectory's horizon and dimensions and one of each number. */
  private static final long LEAST_TRAJECTORY_BYTES = 4 * Integer.BYTES + 4 * Double.BYTES;

  /** A set's size and dimensions and one of each number. */
  private static final long LEAST_TARGETS_BYTES = 3 * Integer.BYTES + 3 * Double.BYTES;

  private CheckpointFormat() {}

  static byte[] bytes(TrainingState state) throws IOException {
    BinaryOutput out = new BinaryOutput();
    out.putBytes(state.policy());
    state.bestPolicy().ifPresent(out::putBytes);
    out.putBytes(state.trainer());
    out.putInt(state.trajectories().size());
    for (List<Trajectory> iteration : state.trajectories()) {
      out.putInt(iteration.size());
      iteration.forEach(trajectory -> write(out, trajectory));
    }
    out.putInt(state.targets().size());
    state.targets().forEach(targets -> write(out, targets));
    return KIND.bytes(StrictJson.bytes(state.header()), out.toByteArray());
  }

  private static void write(BinaryOutput out, Trajectory trajectory) {
    out.putInt(trajectory.horizon())
        .putInt(trajectory.stateDimension())
        .putInt(trajectory.actionDimension())
        .putInt(trajectory.observationDimension())
        .putDoubles(trajectory.states())
        .putDoubles(trajectory.actions())
        .putDoubles(trajectory.observations());
  }

  private static void write(BinaryOutput out, SupervisedTargets targets) {
    out.putInt(targets.size())
        .putInt(targets.observationDimension())
        .putInt(targets.actionDimension())
        .putDoubles(targets.observations())
        .putDoubles(targets.means())
        .putDoubles(targets.precisions());
  }

  static TrainingState read(Path file) throws IOException {
    try {
      return parse(KIND.readAll(file));
    } catch (FormatException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  static TrainingState parse(byte[] bytes) throws FormatException {
    FrameKind.Frame frame = KIND.parse(bytes);
    TrainingState.Header header = StrictJson.parse(frame.header(), TrainingState.Header.class);
    if (header.history().isEmpty()) {
      throw new FormatException("is damaged: it holds no iteration");
    }
    BinaryInput in = new BinaryInput(frame.content());
    try {
      byte[] policy = in.getBytes("policy");
      Optional<byte[]> best =
          header.best().isPresent() ? Optional.of(in.getBytes("best policy")) : Optional.empty();
      TrainingState state =
          new TrainingState(
              header,
              policy,
              best,
              in.getBytes("trainer"),
              list(in, "earlier iterations", Integer.BYTES, CheckpointFormat::iteration),
              list(in, "iterations of targets", LEAST_TARGETS_BYTES, CheckpointFormat::targets));
      in.requireEnd();
      return state;
    } catch (IllegalArgumentException e) {
      throw new FormatException("is damaged: " + e.getMessage(), e);
    }
  }

  private interface Reader<E> {
    E read(BinaryInput in) throws FormatException;
  }

  /** So many entries as the number before them says, each of at least some bytes. */
  private static <E> List<E> list(BinaryInput in, String name, long least, Reader<E> reader)
      throws FormatException {
    int count = in.getCount(name, least);
    List<E> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(reader.read(in));
    }
    return List.copyOf(entries);
  }

  private static List<Trajectory> iteration(BinaryInput in) throws FormatException {
    return list(in, "trajectories", LEAST_TRAJECTORY_BYTES, CheckpointFormat::trajectory);
  }

  private static Trajectory trajectory(BinaryInput in) throws FormatException {
    int T = in.getPositive("horizon");
    long dX = in.getPositive("state dimension");
    long dU = in.getPositive("action dimension");
    long dO = in.getPositive("observation dimension");
    return new Trajectory(
        T,
        in.getDoubles("states", product(T + 1L, dX)),
        in.getDoubles("actions", product(T, dU)),
        in.getDoubles("observations", product(T, dO)));
  }

  private static SupervisedTargets targets(BinaryInput in) throws FormatException {
    long N = in.getPositive("targets");
    int dO = in.getPositive("observation dimension");
    int dU = in.getPositive("action dimension");
    return new SupervisedTargets(
        dO,
        dU,
        in.getDoubles("observations", product(N, dO)),
        in.getDoubles("target means", product(N, dU)),
        in.getDoubles("target precisions", product(product(N, dU), dU)));
  }

  /** Of sizes from a file; what is beyond all bounds stays there. */
  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }
}
