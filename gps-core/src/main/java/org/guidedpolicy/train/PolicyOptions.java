package org.guidedpolicy.train;

import java.util.Objects;

/**
 * What the network is trained on in the S-phase.
 *
 * @param targets which action is wanted at a visited state
 * @param rounds C- and S-phases on one batch of trajectories; the KL bound is shared equally among
 *     them
 * @param covariance form of the policy's covariance
 * @param minStandardDeviation floor on the policy's standard deviation in every direction of the
 *     action, which keeps exploration alive; in units of the action, 0 for none
 */
public record PolicyOptions(
    Targets targets, int rounds, Covariance covariance, double minStandardDeviation) {

  /** Which action is wanted at a visited state x. */
  public enum Targets {
    /** The local policy's own: K x + k. */
    ABSOLUTE,
    /**
     * The network's action moved by what the C-phase changed: mu(o) + (K - Kp) x + (k - kp). An
     * error of the linearisation then does not enter the target.
     */
    CORRECTION
  }

  /** Form of the policy's covariance. */
  public enum Covariance {
    /** Actions may be correlated. */
    FULL,
    /** Actions are independent of each other. */
    DIAGONAL
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public PolicyOptions {
    Objects.requireNonNull(targets, "targets");
    Objects.requireNonNull(covariance, "covariance");
    Require.atLeast("rounds", rounds, 1);
    Require.notNegative("minStandardDeviation", minStandardDeviation);
  }

  /**
   * The local policies' own actions as targets, one round, a diagonal covariance without a floor.
   */
  public static PolicyOptions defaults() {
    return new PolicyOptions(Targets.ABSOLUTE, 1, Covariance.DIAGONAL, 0);
  }

  /** These options with another {@link #targets}. */
  public PolicyOptions withTargets(Targets value) {
    return new PolicyOptions(value, rounds, covariance, minStandardDeviation);
  }

  /** These options with another {@link #rounds}. */
  public PolicyOptions withRounds(int value) {
    return new PolicyOptions(targets, value, covariance, minStandardDeviation);
  }

  /** These options with another {@link #covariance}. */
  public PolicyOptions withCovariance(Covariance value) {
    return new PolicyOptions(targets, rounds, value, minStandardDeviation);
  }

  /** These options with another {@link #minStandardDeviation}. */
  public PolicyOptions withMinStandardDeviation(double value) {
    return new PolicyOptions(targets, rounds, covariance, value);
  }
}
