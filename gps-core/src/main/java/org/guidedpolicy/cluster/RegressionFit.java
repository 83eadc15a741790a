package org.guidedpolicy.cluster;

import java.util.Optional;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearization;

/**
 * Fits the model of a group from the three parts of [RF, Eq. 1]; leaves members out in closed form,
 * which costs little more than one fit. Immutable and thread-safe.
 *
 * @param initial of the trajectories to be grouped
 * @param dynamics the same trajectories first, others may follow
 * @param policy the same trajectories first, others may follow
 */
public record RegressionFit(
    InitialStateFitter initial, DynamicsFitter dynamics, PolicyLinearization policy)
    implements ClusterFit {

  @Override
  public ClusterModel fit(int[] members) {
    return new ClusterModel(initial.fit(members), dynamics.fit(members), policy.fit(members));
  }

  @Override
  public Optional<double[]> leaveOneOut(int[] members) {
    double[] result = initial.leaveOneOut(members);
    double[] transitions = dynamics.leaveOneOut(members);
    double[] actions = policy.leaveOneOut(members);
    for (int i = 0; i < result.length; i++) {
      result[i] += transitions[i] + actions[i];
    }
    return Optional.of(result);
  }
}
