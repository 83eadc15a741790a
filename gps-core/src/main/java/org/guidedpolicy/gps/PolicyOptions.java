package org.guidedpolicy.gps;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * What the network is trained on in the S-phase.
 *
 * @param targets which action is wanted at a visited state
 * @param targetBound a target stays as near to the linearized network, at the state it belongs to,
 *     as this many times the local policy's KL per step allows; 0 for no bound. The KL bound of the
 *     C-phase alone does not ensure that: it holds where the local policy is expected to go, not
 *     where the episode went
 * @param replayedIterations earlier iterations whose targets the network is trained on again. The
 *     local policies of one iteration err, each in its own way, and more of them average it out
 * @param rounds C- and S-phases on one batch of trajectories; the KL bound is shared equally among
 *     them
 * @param covariance form of the policy's covariance
 * @param explorationFloor floor on the standard deviation of each action entry as a share of the
 *     first network's, which imitates the first controller: it keeps exploration alive, and with it
 *     the steps that the KL bound allows, which are as long as the noise is wide. Where local
 *     policies are rehearsed and gain less than a tenth of the cost, it falls with their gain. 0
 *     for none
 * @param minStandardDeviation floor on the policy's standard deviation in every direction of the
 *     action, which keeps exploration alive; in units of the action, 0 for none
 */
public record PolicyOptions(
    Targets targets,
    double targetBound,
    int replayedIterations,
    int rounds,
    Covariance covariance,
    double explorationFloor,
    double minStandardDeviation) {

  /** Which action is wanted at a visited state x. */
  public enum Targets {
    /** The local policy's own: K x + k. */
    ABSOLUTE,
    /**
     * The network's action moved by what the C-phase changed: mu(o) + (K - Kp) x + (k - kp). An
     * error of the linearization then does not enter the target.
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
    Require.notNegative("targetBound", targetBound);
    Require.atLeast("replayedIterations", replayedIterations, 0);
    Require.atLeast("rounds", rounds, 1);
    Require.share("explorationFloor", explorationFloor);
    Require.notNegative("minStandardDeviation", minStandardDeviation);
  }

  private PolicyOptions(Draft d) {
    this(
        d.targets,
        d.targetBound,
        d.replayedIterations,
        d.rounds,
        d.covariance,
        d.explorationFloor,
        d.minStandardDeviation);
  }

  /**
   * The local policies' own actions as targets, within their bound and with those of two earlier
   * iterations, one round, a diagonal covariance without a floor.
   */
  public static PolicyOptions defaults() {
    return new PolicyOptions(new Draft());
  }

  /** These options with some changed: {@code options.with(o -> o.rounds = 2)}. */
  public PolicyOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.targets = targets;
    draft.targetBound = targetBound;
    draft.replayedIterations = replayedIterations;
    draft.rounds = rounds;
    draft.covariance = covariance;
    draft.explorationFloor = explorationFloor;
    draft.minStandardDeviation = minStandardDeviation;
    change.accept(draft);
    return new PolicyOptions(draft);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public Targets targets = Targets.ABSOLUTE; // which action is wanted at a visited state
    public double targetBound = 1; // in the local policy's KL per step; 0 for none
    public int replayedIterations = 2; // earlier iterations whose targets are used again
    public int rounds = 1; // C- and S-phases on one batch of trajectories
    public Covariance covariance = Covariance.DIAGONAL; // form of the policy's
    public double explorationFloor = 0; // as a share of the first network's deviation; 0 for none
    public double minStandardDeviation = 0; // in units of the action; 0 for none
  }
}
