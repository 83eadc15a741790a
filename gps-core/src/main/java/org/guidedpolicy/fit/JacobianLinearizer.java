package org.guidedpolicy.fit;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.dynamics.ObservationModel;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.DifferentiablePolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Linearizes a policy by its exact derivative, averaged over the members' own states of each step:
 * K = mean of J(o_n) H(x_n), k = mean of mu(o_n) - K mean of x_n, covariance that of the policy,
 * where H is the derivative of what it observes by the state: the identity where it observes the
 * state itself.
 *
 * <p>A trajectory that ended early counts at its executed steps; where no member of a group
 * executed a step, all count with their last states.
 *
 * <p>Prepared once for a set of trajectories; a fit costs T dU dX operations for each member.
 * Immutable and thread-safe.
 */
public final class JacobianLinearizer implements PolicyLinearization {
  private final int T;
  private final int dX;
  private final int dU;
  private final List<Trajectory> trajectories;
  private final double[] jacobians;
  private final double[] actions;
  private final double[] covariance;

  private JacobianLinearizer(List<Trajectory> trajectories, double[] policyCovariance) {
    Trajectory first = Tuples.requireAlike(trajectories);
    this.T = first.horizon();
    this.dX = first.stateDimension();
    this.dU = first.actionDimension();
    this.trajectories = List.copyOf(trajectories);
    this.jacobians = new double[trajectories.size() * T * dU * dX];
    this.actions = new double[trajectories.size() * T * dU];
    this.covariance = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      System.arraycopy(policyCovariance, 0, covariance, t * dU * dU, dU * dU);
    }
  }

  /**
   * Prepares fits.
   *
   * @param trajectories all that may enter a fit, with one horizon and equal dimensions; members of
   *     a group are numbers into this list
   * @param policy the policy to linearize
   * @param pool threads; the result does not depend on how many
   * @throws IllegalArgumentException if an entry of the observation is no entry of the state
   */
  public static JacobianLinearizer prepare(
      List<Trajectory> trajectories, DifferentiablePolicy policy, WorkPool pool) {
    ObservationModel sight =
        ObservationModel.copying(trajectories)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the observation of these trajectories is more than entries of the state;"
                            + " linearize such a policy by regression (PolicyLinearizer), or give"
                            + " an ObservationModel"));
    return prepare(trajectories, policy, sight, pool);
  }

  /**
   * The same with a model of what the policy observes.
   *
   * @param sight of the trajectories' dimensions
   */
  public static JacobianLinearizer prepare(
      List<Trajectory> trajectories,
      DifferentiablePolicy policy,
      ObservationModel sight,
      WorkPool pool) {
    Require.length(
        "the policy's observation",
        policy.observationDimension(),
        sight.observationDimension(),
        "dO");
    var result = new JacobianLinearizer(trajectories, policy.covariance());
    pool.forEach(trajectories.size(), m -> result.evaluate(m, policy, sight));
    return result;
  }

  @Override
  public LinearGaussianController fit(int[] members) {
    int[] sorted = StepRegressions.requireMembers(members, trajectories.size());
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] states = new double[T * dX];
    for (int t = 0; t < T; t++) {
      int[] present = present(sorted, t);
      for (int m : present) {
        addShare(jacobians, m, t, dU * dX, present.length, K);
        addShare(actions, m, t, dU, present.length, k);
        for (int i = 0; i < dX; i++) {
          states[t * dX + i] += trajectories.get(m).state(t, i) / present.length;
        }
      }
      for (int i = t * dU; i < (t + 1) * dU; i++) {
        for (int j = 0; j < dX; j++) {
          k[i] -= K[i * dX + j] * states[t * dX + j];
        }
      }
    }
    return LinearGaussianController.of(T, dX, dU, K, k, covariance);
  }

  @Override
  public double[] leaveOneOut(int[] members) {
    if (members.length < 2) {
      throw new IllegalArgumentException("to leave one member out takes two, has one");
    }
    double[] result = new double[members.length];
    double[] mean = new double[dU];
    double[] residual = new double[dU];
    double[] policyCovariance = Arrays.copyOf(covariance, dU * dU);
    var density = new NormalDensity(dU);
    for (int i = 0; i < members.length; i++) {
      int m = members[i];
      LinearGaussianController others = fit(Arrays.stream(members).filter(o -> o != m).toArray());
      int n = Math.min(trajectories.get(m).steps(), T - 1);
      for (int t = 0; t < n; t++) {
        others.mean(t, trajectories.get(m).state(t), mean);
        for (int j = 0; j < dU; j++) {
          residual[j] = trajectories.get(m).action(t, j) - mean[j];
        }
        result[i] += density.log(residual, policyCovariance);
      }
    }
    return result;
  }

  /** Those that executed step t; all if none did. */
  private int[] present(int[] members, int t) {
    int[] present = Arrays.stream(members).filter(m -> t < trajectories.get(m).steps()).toArray();
    return present.length > 0 ? present : members;
  }

  private void addShare(double[] all, int m, int t, int each, int members, double[] sum) {
    for (int i = 0; i < each; i++) {
      sum[t * each + i] += all[(m * T + t) * each + i] / members;
    }
  }

  private void evaluate(int m, DifferentiablePolicy policy, ObservationModel sight) {
    int dO = sight.observationDimension();
    double[] J = new double[dU * dO];
    double[] H = new double[dO * dX];
    double[] action = new double[dU];
    Trajectory trajectory = trajectories.get(m);
    for (int t = 0; t < T; t++) {
      double[] o = trajectory.observation(t);
      policy.action(o, action);
      policy.jacobian(o, J);
      sight.jacobian(trajectory.state(t), H);
      multiply(J, H, dO, jacobians, (m * T + t) * dU * dX);
      System.arraycopy(action, 0, actions, (m * T + t) * dU, dU);
    }
  }

  /** out = J H, dU x dX; H is mostly zeros. */
  private void multiply(double[] J, double[] H, int dO, double[] out, int from) {
    for (int i = 0; i < dO; i++) {
      for (int j = 0; j < dX; j++) {
        double h = H[i * dX + j];
        if (h != 0) {
          for (int u = 0; u < dU; u++) {
            out[from + u * dX + j] += J[u * dO + i] * h;
          }
        }
      }
    }
  }
}
