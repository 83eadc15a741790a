package org.guidedpolicy.examples.reacher;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.badmm.Badmm;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.cost.KinematicCost;
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
 * Reaching a random target with a planar arm of three hinges [RF, Sec. VI]. An episode succeeds if
 * the fingertip is within 0.1 m of the target in the state after the last action.
 */
public final class ReacherTask implements Task {
  /** m. */
  private static final double SUCCESS_DISTANCE = 0.1;

  private static final int TIP = ReacherEnvironment.TIP;
  private static final int TARGET = ReacherEnvironment.TARGET;

  @Override
  public String name() {
    return "reacher";
  }

  @Override
  public String description() {
    return "planar arm, 3 torques; the fingertip reaches a target drawn at random from a square";
  }

  @Override
  public Supplier<Environment> environments() {
    return ReacherEnvironment::new;
  }

  @Override
  public int testEpisodes() {
    return 200;
  }

  /**
   * 1/2 1e-3 |u|^2 + sqrt(1e-5 + |d|^2) + 1/2 |d|^2, d from the target to the fingertip, expanded
   * in the joints that move the fingertip.
   */
  @Override
  public CostFunction cost(HessianForm form) {
    int[] tip = {TIP, TIP + 1, TIP + 2};
    CostFunction distance =
        DistanceCost.between(tip, new int[] {TARGET, TARGET + 1, TARGET + 2})
            .l1(1)
            .l2(1)
            .alpha(1e-5)
            .hessian(form);
    return CostFunction.sum(
        ActionCost.quadratic(1e-3),
        KinematicCost.of(distance, tip, new int[] {0, 1, 2}, ReacherTask::fingertipJacobian));
  }

  /** d (fingertip x, y, z) / d angles: a hinge moves all links after it. */
  static void fingertipJacobian(double[] x, double[] J) {
    int n = ReacherEnvironment.JOINTS;
    Arrays.fill(J, 0);
    double th = 0;
    for (int link = 0; link < n; link++) {
      th += x[link];
      double length = ReacherEnvironment.LINKS.get(link).length();
      for (int hinge = 0; hinge <= link; hinge++) {
        J[hinge] -= length * Math.sin(th);
        J[n + hinge] += length * Math.cos(th);
      }
    }
  }

  @Override
  public InitialController initialController() {
    return HoldPosition.defaults().gains(100).variance(10);
  }

  @Override
  public NetworkOptions network() {
    return TunedSettings.network();
  }

  @Override
  public TrainingOptions training(Algorithm algorithm) {
    Algorithm own = algorithm;
    if (algorithm instanceof ResetFree resetFree) {
      own = TunedSettings.groups(16, resetFree);
    } else if (algorithm instanceof Badmm badmm) {
      own =
          badmm.with(
              o -> {
                o.initialPolicyWeight = 0.002;
                o.innerIterations = 2;
              });
    }
    return TrainingOptions.of(own).with(o -> o.iterations = 15);
  }

  @Override
  public Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return Optional.of(ReacherTask::distance);
  }

  @Override
  public Optional<Predicate<Trajectory>> success() {
    return Optional.of(ReacherTask::reaches);
  }

  static double distance(Trajectory trajectory) {
    int end = trajectory.horizon();
    return Math.hypot(
        trajectory.state(end, TIP) - trajectory.state(end, TARGET),
        trajectory.state(end, TIP + 1) - trajectory.state(end, TARGET + 1));
  }

  static boolean reaches(Trajectory trajectory) {
    return distance(trajectory) <= SUCCESS_DISTANCE;
  }

  @Override
  public Optional<EpisodePainter> painter() {
    return Optional.of(new ReacherPainter(SUCCESS_DISTANCE));
  }
}
