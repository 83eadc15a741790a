package org.guidedpolicy.initial;

import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Controllers;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Makes the controller of a first episode after its start is seen [RF, Alg. 2 line 1]. Thread-safe.
 */
@FunctionalInterface
public interface InitialController {
  /**
   * What a spec suggests: {@link ActionNoise} as wide as the action limits allow if all actions
   * have limits, else {@link HoldPosition} where the spec names actuated joints, else noise of
   * standard deviation 1. A real robot that must start gently wants a controller of its own, say
   * {@code HoldPosition.defaults().variance(0.1)}.
   */
  static InitialController fromSpec() {
    return new SuggestedController();
  }

  /**
   * The same controller whenever it is asked for the same start.
   *
   * @param spec the environment's
   * @param x1 the first state, dX entries
   */
  LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1);

  /** Makes the controllers of the first episodes. */
  default ControllerFactory controllers(EnvironmentSpec spec) {
    return Controllers.following(x1 -> startingAt(spec, x1));
  }

  /**
   * Reasons to doubt that the first episodes go well, told before the robot moves; by default none.
   *
   * @return a sentence for each
   */
  default List<String> doubts(EnvironmentSpec spec) {
    return List.of();
  }

  /**
   * What a policy is to imitate of an episode that {@link #controllers} ran: a controller that has
   * the right mean action and covariance at the states of this episode.
   */
  default LinearGaussianController along(EnvironmentSpec spec, Trajectory episode) {
    return startingAt(spec, episode.state(0));
  }
}
