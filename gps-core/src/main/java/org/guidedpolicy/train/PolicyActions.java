package org.guidedpolicy.train;

import java.util.List;
import org.guidedpolicy.environment.Trajectory;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;

/**
 * A policy's mean actions at visited states.
 *
 * @param policy the policy asked
 * @param means T x dU for each trajectory
 */
record PolicyActions(GaussianPolicy policy, List<double[]> means) {

  static PolicyActions of(GaussianPolicy policy, List<Trajectory> trajectories, WorkPool pool) {
    int dU = policy.actionDimension();
    double[][] means = new double[trajectories.size()][];
    pool.forEach(
        means.length,
        m -> {
          Trajectory trajectory = trajectories.get(m);
          means[m] = new double[trajectory.horizon() * dU];
          double[] action = new double[dU];
          for (int t = 0; t < trajectory.horizon(); t++) {
            policy.action(trajectory.observation(t), action);
            System.arraycopy(action, 0, means[m], t * dU, dU);
          }
        });
    return new PolicyActions(policy, List.of(means));
  }
}
