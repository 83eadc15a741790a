package com.example;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/** What the program is told about the boom. The first four methods are all that a task must have. */
public final class BoomTask implements Task {
  @Override
  public String name() {
    return "boom";
  }

  @Override
  public String description() {
    return "boom on a hinge, 1 torque; lifts its tip to a random height and holds it";
  }

  @Override
  public Supplier<Environment> environments() {
    return Boom::new;
  }

  @Override
  public CostFunction cost(HessianForm form) {
    return CostFunction.sum(
        ActionCost.quadratic(1e-3),
        DistanceCost.toTarget(new int[] {Boom.MISS, 1}, 0, 0).weights(1, 0.1).hessian(form));
  }

  @Override
  public InitialController initialController() {
    return HoldPosition.defaults().gains(3).variance(9);
  }

  @Override
  public TrainingOptions training(Algorithm algorithm) {
    return TrainingOptions.of(algorithm).with(o -> o.iterations = 5);
  }

  @Override
  public Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return Optional.of(BoomTask::distance);
  }

  @Override
  public Optional<Predicate<Trajectory>> success() {
    return Optional.of(episode -> distance(episode) < 0.05);
  }

  /** From the tip to where it shall be, m. */
  private static double distance(Trajectory episode) {
    return 2 * Math.abs(Math.sin(episode.state(episode.horizon(), Boom.MISS) / 2));
  }
}
