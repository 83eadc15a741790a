package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.SupervisedTargets;

/** Trajectories and targets that the next iterations depend on, in a checkpoint. */
final class MemoryFormat {
  /** A trajectory's horizon, steps and dimensions and one of each number. */
  private static final long MIN_TRAJECTORY_BYTES = 5 * Integer.BYTES + 4 * Double.BYTES;

  /** A set's size and dimensions and one of each number. */
  private static final long MIN_TARGETS_BYTES = 3 * Integer.BYTES + 3 * Double.BYTES;

  private MemoryFormat() {}

  static void writeTrajectories(BinaryOutput out, List<List<Trajectory>> iterations) {
    out.putInt(iterations.size());
    for (List<Trajectory> iteration : iterations) {
      out.putInt(iteration.size());
      iteration.forEach(trajectory -> write(out, trajectory));
    }
  }

  static List<List<Trajectory>> readTrajectories(BinaryInput in) throws FormatException {
    return list(in, "earlier iterations", Integer.BYTES, MemoryFormat::iteration);
  }

  static void writeTargets(BinaryOutput out, List<SupervisedTargets> iterations) {
    out.putInt(iterations.size());
    iterations.forEach(targets -> write(out, targets));
  }

  static List<SupervisedTargets> readTargets(BinaryInput in) throws FormatException {
    return list(in, "iterations of targets", MIN_TARGETS_BYTES, MemoryFormat::targets);
  }

  private static void write(BinaryOutput out, Trajectory trajectory) {
    out.putInt(trajectory.horizon())
        .putInt(trajectory.steps())
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

  private interface Reader<E> {
    E read(BinaryInput in) throws FormatException;
  }

  /** So many entries as the number before them says, each of at least some bytes. */
  private static <E> List<E> list(BinaryInput in, String name, long min, Reader<E> reader)
      throws FormatException {
    int count = in.getCount(name, min);
    List<E> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(reader.read(in));
    }
    return List.copyOf(entries);
  }

  private static List<Trajectory> iteration(BinaryInput in) throws FormatException {
    return list(in, "trajectories", MIN_TRAJECTORY_BYTES, MemoryFormat::trajectory);
  }

  private static Trajectory trajectory(BinaryInput in) throws FormatException {
    int T = in.getPositive("horizon");
    int steps = in.getPositive("executed steps");
    long dX = in.getPositive("state dimension");
    long dU = in.getPositive("action dimension");
    long dO = in.getPositive("observation dimension");
    return new Trajectory(
        T,
        steps,
        in.getDoubles("states", T + 1L, dX),
        in.getDoubles("actions", T, dU),
        in.getDoubles("observations", T, dO));
  }

  private static SupervisedTargets targets(BinaryInput in) throws FormatException {
    long N = in.getPositive("targets");
    int dO = in.getPositive("observation dimension");
    int dU = in.getPositive("action dimension");
    return new SupervisedTargets(
        dO,
        dU,
        in.getDoubles("observations", N, dO),
        in.getDoubles("target means", N, dU),
        in.getDoubles("target precisions", N, dU, dU));
  }
}
