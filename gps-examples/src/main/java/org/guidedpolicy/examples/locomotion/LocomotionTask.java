package org.guidedpolicy.examples.locomotion;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.importance.ImportanceSampling;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;
import org.jspecify.annotations.Nullable;

/**
 * A robot that is to move itself forward, always from the same start, with a demonstration that is
 * made anew: a gait found by trajectory optimization, or that of a controller. The motors' noise is
 * a tenth of how much each torque varies over the demonstration; how far the robot has come is not
 * observed. Thread-safe.
 */
public abstract class LocomotionTask implements Task {
  private final LocomotionRobot robot;
  private final String description;
  private final Supplier<Trajectory> demonstration;
  private final GaitGuide guide;
  private @Nullable MujocoModel model;

  private LocomotionTask(
      LocomotionRobot robot, String description, Supplier<Trajectory> demonstration) {
    this.robot = robot;
    this.description = description;
    this.demonstration = demonstration;
    this.guide = new GaitGuide(robot, demonstration);
  }

  /** Swims at half a metre a second. */
  public static final class Swimmer extends LocomotionTask {
    public Swimmer() {
      super(
          LocomotionRobot.swimmer(),
          "three fins with 2 motors in a liquid; swims forward",
          Demonstrations::swimmer);
    }
  }

  /** Hops at a metre a second; an episode succeeds if it never falls. */
  public static final class Hopper extends LocomotionTask {
    public Hopper() {
      super(
          LocomotionRobot.hopper(),
          "torso on one leg, 3 motors; hops forward",
          Demonstrations::hopper);
    }
  }

  /** Walks at a metre a second; an episode succeeds if it never falls. */
  public static final class Walker extends LocomotionTask {
    public Walker() {
      super(
          LocomotionRobot.walker(),
          "torso on two legs, 6 motors; walks forward",
          Demonstrations::walker);
    }
  }

  @Override
  public final String name() {
    return robot.name();
  }

  @Override
  public final String description() {
    return description;
  }

  @Override
  public final Optional<String> problem() {
    return Mujoco.problem();
  }

  @Override
  public final Supplier<Environment> environments() {
    return this::environment;
  }

  private Environment environment() {
    List<String> joints = model().names(MujocoModel.Kind.JOINT);
    String[] seen = joints.subList(robot.hiddenPositions(), joints.size()).toArray(String[]::new);
    return new NoisyMotors(
        MujocoEnvironment.builder(model())
            .state(Reading.jointPositions(), Reading.jointVelocities())
            .observation(Reading.jointPositions(seen), Reading.jointVelocities())
            .substeps(robot.substeps())
            .horizon(LocomotionRobot.HORIZON)
            .onReset(this::begin)
            .build(),
        robot.motorNoise());
  }

  private synchronized MujocoModel model() {
    if (model == null) {
      model = robot.load();
    }
    return model;
  }

  private void begin(EpisodeStart start) {
    double[] x = robot.start();
    List<String> joints = model().names(MujocoModel.Kind.JOINT);
    for (int i = 0; i < joints.size(); i++) {
      start.setJointPosition(joints.get(i), x[i]);
      start.setJointVelocity(joints.get(i), x[joints.size() + i]);
    }
  }

  @Override
  public final CostFunction cost(HessianForm form) {
    return robot.cost();
  }

  @Override
  public final int testEpisodes() {
    return 10; // there is one start, motors are noisy
  }

  /** Guides along the demonstration. */
  @Override
  public final InitialController initialController() {
    return guide;
  }

  @Override
  public final TrainingOptions training(Algorithm algorithm) {
    return TrainingOptions.of(
        algorithm instanceof ImportanceSampling sampling
            ? sampling.with(o -> o.maxNoise = robot.policyNoise())
            : algorithm);
  }

  @Override
  public final Optional<Predicate<Trajectory>> success() {
    return robot.canFall()
        ? Optional.of(
            episode ->
                IntStream.rangeClosed(0, episode.horizon())
                    .noneMatch(t -> robot.hasFallen(episode.state(t))))
        : Optional.empty();
  }

  @Override
  public final Optional<Supplier<Trajectory>> demonstration() {
    return Optional.of(() -> robot.observed(demonstration.get()));
  }
}
