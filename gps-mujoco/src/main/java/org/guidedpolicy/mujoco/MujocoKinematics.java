package org.guidedpolicy.mujoco;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.KinematicCost;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/**
 * How the frames in an environment's state move with the joints in it, by MuJoCo's own Jacobians. A
 * cost of frames is expanded in the joints by
 *
 * <pre>{@code
 * CostFunction cost = MujocoKinematics.of(arm).expand(distance);
 * }</pre>
 *
 * <p>The points are the positions of sites and bodies, absolute or relative to each other, that
 * move with joints whose positions the state holds too: hinges, slides, balls and free joints.
 * Frames that move with none of them, such as a fixed target, remain entries of their own, and so
 * do velocities and sensors.
 *
 * <p>The lengths are those of the model. {@link EpisodeStart#setBodyPosition} may move a target or
 * a robot's base, anything that no joint of a point moves, since Jacobians do not change with it. A
 * body that is moved within a chain changes them, unseen: then write a {@link
 * KinematicCost.Kinematics}.
 *
 * <p>Nothing needs to be closed: the native memory, an mjData for each thread at once, is shared by
 * all kinematics of a model and freed with it. Usable as long as the model or one of its
 * environments is open. Immutable and thread-safe; results do not depend on the thread.
 */
public final class MujocoKinematics implements KinematicCost.Kinematics {
  private final MujocoModel model;
  private final int stateDimension;
  private final JointEntries joints;
  private final int[] points;

  /** What is in the Jacobian's rows from its offset on. */
  private final List<FrameTerm> terms;

  private MujocoKinematics(MujocoModel model, Parts state, List<Reading> readings) {
    this.model = model;
    stateDimension = state.dimension();
    var groups = new TreeMap<Integer, List<FrameTerm>>();
    for (FrameTerm term : state.frames(readings)) {
      groups.computeIfAbsent(term.offset(), offset -> new ArrayList<>()).add(term);
    }
    var moving = new TreeSet<Integer>();
    var rows = new ArrayList<FrameTerm>();
    int[] starts =
        groups.keySet().stream()
            .filter(offset -> addJoints(model, state, groups.get(offset), moving))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < starts.length; i++) {
      for (FrameTerm term : groups.get(starts[i])) {
        rows.add(term.shifted(3 * i - starts[i]));
      }
    }
    points = IntStream.of(starts).flatMap(s -> IntStream.range(s, s + 3)).toArray();
    requirePoints(state, readings);
    terms = List.copyOf(rows);
    joints = JointEntries.of(model, state, moving.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The kinematics of the environments that a builder makes with its present settings.
   *
   * @param points positions in the state that are to be points; without any, all that move with the
   *     state's joints
   * @throws IllegalArgumentException if the state does not hold all joints that a point moves with,
   *     or has no point
   * @throws IllegalStateException if the model is closed
   */
  public static MujocoKinematics of(MujocoEnvironment.Builder environment, Reading... points) {
    return environment.withState((model, state) -> of(model, state, points));
  }

  /**
   * The kinematics of an environment.
   *
   * @param points positions in the state that are to be points; without any, all that move with the
   *     state's joints
   * @throws IllegalArgumentException if the state does not hold all joints that a point moves with,
   *     or has no point
   * @throws IllegalStateException if the environment is closed
   */
  public static MujocoKinematics of(MujocoEnvironment environment, Reading... points) {
    return environment.withState((model, state) -> of(model, state, points));
  }

  private static MujocoKinematics of(MujocoModel model, Parts state, Reading... points) {
    return new MujocoKinematics(model, state, List.of(points));
  }

  /**
   * A cost with the same value, expanded in the joints.
   *
   * @param cost of the points, and of anything else besides them
   */
  public KinematicCost expand(CostFunction cost) {
    return KinematicCost.of(cost, points, joints.entries(), this);
  }

  /** State entries that follow from the joints: the Jacobian's rows. */
  public int[] points() {
    return points.clone();
  }

  /** State entries that are positions of joints which move a point: the Jacobian's columns. */
  public int[] joints() {
    return joints.entries();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the model and all its environments are closed
   */
  @Override
  public void jacobian(double[] x, double[] jacobian) {
    Require.length("state", x, stateDimension);
    Require.length("jacobian", jacobian, points.length * joints.count());
    Arrays.fill(jacobian, 0);
    double[] q = joints.of(x);
    model.configurations().lend(configuration -> fill(configuration, q, jacobian));
  }

  private void fill(Configuration configuration, double[] q, double[] out) {
    configuration.take(joints.addresses(), q);
    int dofs = configuration.dofs();
    for (FrameTerm term : terms) {
      double[] byDof = configuration.jacobian(term.kind(), term.id());
      for (int axis = 0; axis < 3; axis++) {
        int row = term.offset() + axis;
        joints.addRow(q, term.sign(), byDof, axis * dofs, out, row * joints.count());
      }
    }
  }

  /**
   * Adds the joints that move a point.
   *
   * @return false if the state has none of them, so that it is no point
   */
  private static boolean addJoints(
      MujocoModel model, Parts state, List<FrameTerm> point, TreeSet<Integer> moving) {
    int[] all =
        point.stream()
            .flatMapToInt(term -> Joints.moving(model, term.kind(), term.id()))
            .distinct()
            .sorted()
            .toArray();
    int[] missing = IntStream.of(all).filter(j -> !inState(model, state, j)).toArray();
    if (missing.length == all.length) {
      return false;
    }
    if (missing.length > 0) {
      throw new IllegalArgumentException(
          point.stream().map(term -> text(model, term)).collect(Collectors.joining(" minus "))
              + " in the state moves with joints whose positions are not: "
              + IntStream.of(missing).mapToObj(j -> text(model, j)).toList()
              + "; add Reading.jointPositions of them to the state, or name the readings that are"
              + " to be points");
    }
    IntStream.of(all).forEach(moving::add);
    return true;
  }

  private void requirePoints(Parts state, List<Reading> readings) {
    for (Reading reading : readings) {
      int[] entries = state.indices(reading);
      if (IntStream.of(points).noneMatch(p -> IntStream.of(entries).anyMatch(e -> e == p))) {
        throw noPoint(reading.toString());
      }
    }
    if (points.length == 0) {
      throw noPoint("the state " + state);
    }
  }

  private static IllegalArgumentException noPoint(String where) {
    return new IllegalArgumentException(
        "no frame in "
            + where
            + " moves with a joint whose position is in the state; points are positions of sites or"
            + " bodies, and the state needs Reading.jointPositions of the joints that move them");
  }

  private static boolean inState(MujocoModel model, Parts state, int joint) {
    return Joints.positions(model, joint).allMatch(address -> state.positionEntry(address) >= 0);
  }

  private static String text(MujocoModel model, FrameTerm term) {
    return term.kind() + " " + model.names(term.kind()).get(term.id());
  }

  private static String text(MujocoModel model, int joint) {
    String name = model.names(Kind.JOINT).get(joint);
    return name.isEmpty() ? "number " + joint + ", without a name" : name;
  }
}
