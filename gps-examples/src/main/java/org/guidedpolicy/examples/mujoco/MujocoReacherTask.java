package org.guidedpolicy.examples.mujoco;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.TunedSettings;
import org.guidedpolicy.examples.reacher.ReacherEnvironment;
import org.guidedpolicy.examples.reacher.ReacherTask;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.mujoco.Reading;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/**
 * The reacher's arm simulated by MuJoCo: the same state, targets, cost and judgement as {@link
 * ReacherTask}.
 */
public final class MujocoReacherTask implements Task {
  static final String TARGET = "target";

  private final Task reacher = new ReacherTask();
  private final ModelResource model = new ModelResource("reacher.xml");

  @Override
  public String name() {
    return "mujoco-reacher";
  }

  @Override
  public String description() {
    return reacher.description() + "; simulated by MuJoCo";
  }

  @Override
  public Optional<String> problem() {
    return Mujoco.problem();
  }

  @Override
  public Supplier<Environment> environments() {
    return this::environment;
  }

  MujocoEnvironment environment() {
    return arm(model.get())
        .onReset(
            start -> {
              double x = start.random().nextDouble(-1, 1);
              double y = start.random().nextDouble(-1, 1);
              start.setBodyPosition(TARGET, x, y, 0);
            })
        .conditions(
            ReacherEnvironment.TARGETS.stream()
                .<Consumer<EpisodeStart>>map(
                    at -> start -> start.setBodyPosition(TARGET, at[0], at[1], 0))
                .toList())
        .build();
  }

  /** The arm stretched along x, the state as the reacher's. */
  static MujocoEnvironment.Builder arm(MujocoModel model) {
    return MujocoEnvironment.builder(model)
        .state(
            Reading.jointPositions(),
            Reading.jointVelocities(),
            Reading.sitePositions("fingertip"),
            Reading.bodyPositions(TARGET),
            Reading.siteVelocities("fingertip"),
            Reading.bodyVelocities(TARGET))
        .horizon(ReacherEnvironment.HORIZON)
        .substeps(5);
  }

  @Override
  public int testEpisodes() {
    return reacher.testEpisodes();
  }

  @Override
  public CostFunction cost(HessianForm form) {
    return reacher.cost(form);
  }

  @Override
  public InitialController initialController() {
    return reacher.initialController();
  }

  @Override
  public NetworkOptions network() {
    return TunedSettings.network();
  }

  @Override
  public TrainingOptions training(Algorithm algorithm) {
    return reacher.training(algorithm);
  }

  @Override
  public Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return reacher.finalDistance();
  }

  @Override
  public Optional<Predicate<Trajectory>> success() {
    return reacher.success();
  }

  @Override
  public Optional<EpisodePainter> painter() {
    return reacher
        .painter()
        .map(flat -> new CameraPainter(() -> new ReacherStage(model.get()), flat));
  }
}
