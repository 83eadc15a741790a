package org.guidedpolicy.examples.mujoco;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.badmm.Badmm;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.CostRamp;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.DistanceCost.Norm;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.cost.KinematicCost;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.TunedSettings;
import org.guidedpolicy.examples.mujoco.PegRegion.Offset;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.mirror.MirrorDescent;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.Frame;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.Level;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/**
 * Inserting a peg into a hole [RF, Sec. VI]. An arm of seven joints starts in the same posture, the
 * peg in its hand; where the arm stands relative to the hole is random. The arm moves freely above
 * the table until the peg touches it.
 *
 * <p>State, all of it observed, in rad, m and s: joint angles (0-6), their velocities (7-13), lower
 * end of the peg relative to its target (14-16), upper end relative to its target (17-19), their
 * velocities (20-25). The targets are the bottom of the hole and the point 0.3 m above it, where
 * the ends are when the peg is in. Actions are torques in N m, limited to 100. An action lasts 0.05
 * s, five simulator steps.
 *
 * <p>An episode succeeds if, after its last action, the lower end is within the hole's opening and
 * at least 0.02 m below the table's surface.
 */
public abstract sealed class PegTask implements Task {
  static final int JOINTS = 7;
  static final int LOWER_END = 2 * JOINTS;
  static final int UPPER_END = LOWER_END + 3;

  /** Half the opening's side, m. */
  static final double HALF_OPENING = 0.033;

  /** m. */
  static final double HOLE_DEPTH = 0.1;

  private static final double SUCCESS_DEPTH = 0.02;
  private static final String SHOULDER = "shoulder";

  /** How strong the joints are compared with each other. */
  private static final double[] GAINS = {3.09, 1.08, 0.393, 0.674, 0.111, 0.152, 0.098};

  private final PegRegion region;
  private final ModelResource model = new ModelResource("peg.xml");

  private PegTask(PegRegion region) {
    this.region = region;
  }

  /** The arm stands anywhere in a horizontal square of 0.4 m. */
  public static final class InSquare extends PegTask {
    public InSquare() {
      super(PegRegion.SQUARE);
    }
  }

  /** The arm stands anywhere in a cube of 0.3 m. */
  public static final class InCube extends PegTask {
    public InCube() {
      super(PegRegion.CUBE);
    }
  }

  @Override
  public String name() {
    return region.name();
  }

  @Override
  public String description() {
    String where = region == PegRegion.CUBE ? "cube of 0.3 m" : "square of 0.4 m";
    return "arm, 7 torques; inserts a peg into a hole drawn at random from a " + where + "; MuJoCo";
  }

  @Override
  public Optional<String> problem() {
    return Mujoco.problem();
  }

  @Override
  public Supplier<Environment> environments() {
    return () -> environment(region::draw);
  }

  @Override
  public IntFunction<Environment> testEnvironments() {
    return episode -> environment(random -> region.testOffset(episode));
  }

  @Override
  public int testEpisodes() {
    return region.testOffsets();
  }

  MujocoModel model() {
    return model.get();
  }

  /** An environment whose arm stands where it is told. */
  MujocoEnvironment environment(Function<RandomGenerator, Offset> place) {
    return peg(model.get())
        .onReset(start -> stand(start, place.apply(start.random())))
        .conditions(
            region.corners().stream()
                .<Consumer<EpisodeStart>>map(corner -> start -> stand(start, corner))
                .toList())
        .build();
  }

  /** The arm in its starting posture, the state as described. */
  static MujocoEnvironment.Builder peg(MujocoModel model) {
    Frame lower = Frame.site("lower end");
    Frame upper = Frame.site("upper end");
    Frame lowerTarget = Frame.site("target of the lower end");
    Frame upperTarget = Frame.site("target of the upper end");
    return MujocoEnvironment.builder(model)
        .state(
            Reading.jointPositions(),
            Reading.jointVelocities(),
            Reading.relativePosition(lower, lowerTarget),
            Reading.relativePosition(upper, upperTarget),
            Reading.relativeVelocity(lower, lowerTarget),
            Reading.relativeVelocity(upper, upperTarget))
        .horizon(100)
        .substeps(5)
        .keyframe("start");
  }

  /** Moves the whole arm. */
  static void stand(EpisodeStart start, Offset offset) {
    double[] at = start.bodyPosition(SHOULDER);
    start.setBodyPosition(SHOULDER, at[0] + offset.x(), at[1] + offset.y(), at[2] + offset.z());
  }

  /**
   * Effort, with a weaker joint's torque more expensive, plus the distance of the peg's ends from
   * where they are when it is in, expanded in the joints.
   */
  @Override
  public CostFunction cost(HessianForm form) {
    int[] ends = IntStream.range(LOWER_END, LOWER_END + 6).toArray();
    DistanceCost distance =
        DistanceCost.toTarget(ends, 0, 0, 0, 0, 0, 0)
            .weights(2, 2, 1, 2, 2, 1)
            .norm(Norm.LOG)
            .alpha(1e-5)
            .hessian(form);
    CostFunction distances =
        CostFunction.sum(
            distance.l1(0.1).l2(10),
            distance.weights(20, 20, 10, 20, 20, 10).l1(1).l2(0).ramp(CostRamp.finalStep()));
    return CostFunction.sum(
        ActionCost.quadratic(DoubleStream.of(GAINS).map(gain -> 1e-3 / gain).toArray()),
        KinematicCost.of(
            distances, ends, IntStream.range(0, JOINTS).toArray(), PegKinematics::jacobian));
  }

  /** The logarithm's negative curvature along the error tells how little is gained far away. */
  @Override
  public HessianForm hessian() {
    return HessianForm.EXACT;
  }

  @Override
  public InitialController initialController() {
    return HoldPosition.defaults()
        .gains(DoubleStream.of(GAINS).map(gain -> 1 / gain).toArray())
        .stiffness(1)
        .velocityStiffness(0.5)
        .finalWeight(50)
        .variance(1);
  }

  @Override
  public NetworkOptions network() {
    return TunedSettings.network();
  }

  /**
   * What the 2017 comparison gives the methods with resets, the whole noise in every episode
   * included: five episodes of a condition must tell what its actions do. What learns best for
   * reset-free.
   */
  @Override
  public TrainingOptions training(Algorithm algorithm) {
    boolean cube = region == PegRegion.CUBE;
    Algorithm own = algorithm;
    if (algorithm instanceof ResetFree resetFree) {
      own = resetFree(resetFree);
    } else if (algorithm instanceof MirrorDescent mirror) {
      own =
          mirror.with(
              o -> {
                o.klPerStep = 2;
                o.minMultiplier = 0.5;
                o.models = o.models.with(m -> m.minPointsPerComponent = 40);
              });
    } else if (algorithm instanceof Badmm badmm) {
      own =
          badmm.with(
              o -> {
                o.initialPolicyWeight = 0.002;
                o.klPerStep = cube ? 0.25 : 0.5;
                o.models = o.models.with(m -> m.minPointsPerComponent = 40);
              });
    }
    return TrainingOptions.of(own).with(o -> o.iterations = cube ? 20 : 12);
  }

  /**
   * Noise shakes the peg into the hole, so some episodes have little of it: they show where the
   * policy alone leaves the peg on the edge. Joints with limits and damping do not wind up, so the
   * first steps need not be small.
   */
  private ResetFree resetFree(ResetFree algorithm) {
    boolean cube = region == PegRegion.CUBE;
    return TunedSettings.groups(cube ? 16 : 8, algorithm)
        .with(
            o -> {
              o.trajectories = cube ? 40 : 20;
              o.minNoiseScale = 0;
              o.models = o.models.with(m -> m.minPointsPerComponent = 40);
              o.step =
                  o.step.with(
                      s -> {
                        s.klPerStep = 12;
                        s.warmUpIterations = 0;
                      });
            });
  }

  @Override
  public Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return Optional.of(PegTask::distance);
  }

  @Override
  public Optional<Level> distanceLevel() {
    return Optional.of(new Level("the hole's depth", HOLE_DEPTH));
  }

  @Override
  public Optional<Predicate<Trajectory>> success() {
    return Optional.of(PegTask::reaches);
  }

  /** Norm of both ends' distances together, 6 entries. */
  static double distance(Trajectory trajectory) {
    double squares = 0;
    for (int i = LOWER_END; i < LOWER_END + 6; i++) {
      double d = trajectory.state(trajectory.horizon(), i);
      squares += d * d;
    }
    return Math.sqrt(squares);
  }

  static boolean reaches(Trajectory trajectory) {
    int end = trajectory.horizon();
    double height = trajectory.state(end, LOWER_END + 2);
    return Math.abs(trajectory.state(end, LOWER_END)) < HALF_OPENING
        && Math.abs(trajectory.state(end, LOWER_END + 1)) < HALF_OPENING
        && height <= HOLE_DEPTH - SUCCESS_DEPTH;
  }

  @Override
  public Optional<EpisodePainter> painter() {
    return Optional.of(new CameraPainter(() -> new PegStage(model.get()), new PegSketch()));
  }
}
