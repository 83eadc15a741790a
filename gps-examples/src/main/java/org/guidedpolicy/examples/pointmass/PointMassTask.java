package org.guidedpolicy.examples.pointmass;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.TunedSettings;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/**
 * Sliding to a random goal without touching a pillar. An episode succeeds if in the state after the
 * last action the disc is within 0.1 m of the goal and in no state its rim was inside a pillar.
 */
public final class PointMassTask implements Task {
  /** m. */
  private static final double SUCCESS_DISTANCE = 0.1;

  /** Wanted between the disc's centre and a pillar, m; less than starts and goals have. */
  private static final double MARGIN = PointMassEnvironment.RADIUS + 0.1;

  private static final int GOAL = PointMassEnvironment.GOAL;

  @Override
  public String name() {
    return "point-mass";
  }

  @Override
  public String description() {
    return "sliding disc, 2 forces; from a random start to a random goal between pillars";
  }

  @Override
  public Supplier<Environment> environments() {
    return PointMassEnvironment::new;
  }

  @Override
  public int testEpisodes() {
    return 200;
  }

  /** Effort, distance from the goal, and being close to a pillar or in it. */
  @Override
  public CostFunction cost(HessianForm form) {
    CostFunction distance =
        DistanceCost.between(new int[] {0, 1}, new int[] {GOAL, GOAL + 1})
            .l1(1)
            .l2(1)
            .alpha(1e-3)
            .hessian(form);
    return CostFunction.sum(
        Stream.concat(
                Stream.of(ActionCost.quadratic(1e-2), distance),
                PointMassEnvironment.PILLARS.stream().map(p -> new PillarCost(p, MARGIN, 300)))
            .toArray(CostFunction[]::new));
  }

  @Override
  public InitialController initialController() {
    return HoldPosition.defaults().variance(4);
  }

  @Override
  public NetworkOptions network() {
    return TunedSettings.network();
  }

  @Override
  public TrainingOptions training(Algorithm algorithm) {
    return TrainingOptions.of(
            algorithm instanceof ResetFree resetFree
                ? TunedSettings.groups(4, resetFree)
                : algorithm)
        .with(o -> o.iterations = 15);
  }

  @Override
  public Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return Optional.of(PointMassTask::distance);
  }

  @Override
  public Optional<Predicate<Trajectory>> success() {
    return Optional.of(PointMassTask::reaches);
  }

  static double distance(Trajectory trajectory) {
    int end = trajectory.horizon();
    return Math.hypot(
        trajectory.state(end, 0) - trajectory.state(end, GOAL),
        trajectory.state(end, 1) - trajectory.state(end, GOAL + 1));
  }

  static boolean reaches(Trajectory trajectory) {
    return distance(trajectory) <= SUCCESS_DISTANCE && !touches(trajectory);
  }

  private static boolean touches(Trajectory trajectory) {
    for (int t = 0; t <= trajectory.horizon(); t++) {
      for (Pillar pillar : PointMassEnvironment.PILLARS) {
        double clearance = pillar.clearance(trajectory.state(t, 0), trajectory.state(t, 1));
        if (clearance < PointMassEnvironment.RADIUS) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public Optional<EpisodePainter> painter() {
    return Optional.of(new PointMassPainter(SUCCESS_DISTANCE));
  }
}
