package org.guidedpolicy.fit;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/** What the regressions and their mixtures are fitted to, as rows of points. */
public final class Tuples {
  private Tuples() {}

  /**
   * z = [x_t; u_t; x_{t+1}] for the T-1 transitions of each trajectory, one trajectory after the
   * other; of one that ended early for the transitions that happened.
   *
   * @param trajectories newest first
   * @param cap how many of them are used, from the first; at least 1
   * @return points x (2 dX + dU), row-major
   */
  public static double[] transitions(List<Trajectory> trajectories, int cap) {
    List<Trajectory> used = trajectories.subList(0, used(trajectories, cap));
    return executed(used, completedTransitions(used), used.get(0).horizon() - 1);
  }

  /**
   * For T-1 transitions of each trajectory: those after an early end are from a state to itself.
   */
  static double[] completedTransitions(List<Trajectory> trajectories) {
    Trajectory first = requireAlike(trajectories);
    int steps = first.horizon() - 1;
    if (steps < 1) {
      throw new IllegalArgumentException(
          "a transition takes two steps, but the trajectories' horizon is " + first.horizon());
    }
    int dX = first.stateDimension();
    int dU = first.actionDimension();
    int d = 2 * dX + dU;
    double[] result = new double[trajectories.size() * steps * d];
    int row = 0;
    for (Trajectory trajectory : trajectories) {
      for (int t = 0; t < steps; t++, row += d) {
        trajectory.copyState(t, result, row);
        trajectory.copyAction(t, result, row + dX);
        trajectory.copyState(t + 1, result, row + dX + dU);
      }
    }
    return result;
  }

  /**
   * z = [x_t; mu(o_t)] for the executed steps of each trajectory, one trajectory after the other;
   * mu is the policy's noise-free action.
   *
   * @param trajectories newest first
   * @param cap how many of them are used, from the first; at least 1
   * @param policy the policy to linearize
   * @return points x (dX + dU), row-major
   */
  public static double[] policyActions(
      List<Trajectory> trajectories, int cap, GaussianPolicy policy) {
    List<Trajectory> used = trajectories.subList(0, used(trajectories, cap));
    return executed(used, completedPolicyActions(used, policy), used.get(0).horizon());
  }

  /** For the T steps of each trajectory, those after an early end included. */
  static double[] completedPolicyActions(List<Trajectory> trajectories, GaussianPolicy policy) {
    Trajectory first = requireAlike(trajectories);
    int T = first.horizon();
    int dX = first.stateDimension();
    int dU = policy.actionDimension();
    int d = dX + dU;
    double[] result = new double[trajectories.size() * T * d];
    double[] action = new double[dU];
    int row = 0;
    for (Trajectory trajectory : trajectories) {
      for (int t = 0; t < T; t++, row += d) {
        trajectory.copyState(t, result, row);
        policy.action(trajectory.observation(t), action);
        System.arraycopy(action, 0, result, row + dX, dU);
      }
    }
    return result;
  }

  /**
   * Those tuples of the executed steps, in the same order; the very array where none ended early.
   *
   * @param completed of trajectories x steps, row-major
   * @param steps of each trajectory
   */
  static double[] executed(List<Trajectory> trajectories, double[] completed, int steps) {
    if (trajectories.stream().allMatch(m -> m.steps() >= steps)) {
      return completed;
    }
    int each = completed.length / trajectories.size();
    int d = each / steps;
    double[] result = new double[completed.length];
    int length = 0;
    for (int m = 0; m < trajectories.size(); m++) {
      int entries = Math.min(trajectories.get(m).steps(), steps) * d;
      System.arraycopy(completed, m * each, result, length, entries);
      length += entries;
    }
    return Arrays.copyOf(result, length);
  }

  /** How many steps of each trajectory were executed. */
  static int[] steps(List<Trajectory> trajectories) {
    return trajectories.stream().mapToInt(Trajectory::steps).toArray();
  }

  /** The first trajectory, after a check that all have its horizon and dimensions. */
  static Trajectory requireAlike(List<Trajectory> trajectories) {
    if (trajectories.isEmpty()) {
      throw new IllegalArgumentException("a fit needs at least one trajectory");
    }
    Trajectory first = trajectories.get(0);
    for (int m = 1; m < trajectories.size(); m++) {
      Trajectory other = trajectories.get(m);
      if (other.horizon() != first.horizon()
          || other.stateDimension() != first.stateDimension()
          || other.actionDimension() != first.actionDimension()) {
        throw new IllegalArgumentException(
            "trajectory "
                + m
                + " has T, dX, dU = "
                + other.horizon()
                + ", "
                + other.stateDimension()
                + ", "
                + other.actionDimension()
                + "; trajectory 0 has "
                + first.horizon()
                + ", "
                + first.stateDimension()
                + ", "
                + first.actionDimension());
      }
    }
    return first;
  }

  private static int used(List<Trajectory> trajectories, int cap) {
    return Math.min(Require.atLeast("cap", cap, 1), trajectories.size());
  }
}
