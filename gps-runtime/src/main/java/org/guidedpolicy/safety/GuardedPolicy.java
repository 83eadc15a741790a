package org.guidedpolicy.safety;

import java.util.Arrays;
import java.util.Optional;
import org.guidedpolicy.environment.ActionLimiter;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.Policy;

/**
 * A policy for a control loop of your own: whatever it is given, and whatever the policy makes of
 * it, no call throws, and every action is within the limits and slew limits. Where the policy has
 * no finite action, or the observation is not as it should be, the safe action takes its place and
 * the call says so; stopping the robot is then the caller's part. Where the robot is an {@link
 * Environment}, {@link SafeEnvironment} does both.
 *
 * <p>Remembers the last action for the slew limits: one instance and one thread for each robot.
 * Allocates nothing while all goes well, if the policy does not.
 */
public final class GuardedPolicy {
  private final Policy policy;
  private final int dO;
  private final double[] safeAction;
  private final double[] action;
  private final ActionLimiter limiter;
  private String problem = "";

  private GuardedPolicy(Policy policy, EnvironmentSpec spec, double[] safeAction) {
    this.policy = policy;
    this.dO = policy.observationDimension();
    this.safeAction = safeAction;
    this.action = new double[safeAction.length];
    this.limiter = new ActionLimiter(spec);
  }

  /**
   * With the safe action 0, or the limits nearest to 0.
   *
   * @param spec the robot's, with its limits
   * @throws IllegalArgumentException if the policy's dimensions are not the spec's
   */
  public static GuardedPolicy of(Policy policy, EnvironmentSpec spec) {
    return of(policy, spec, SafeAction.nearestToZero(spec));
  }

  /**
   * @param spec the robot's, with its limits
   * @param safeAction dU entries within the limits; not subject to slew limits
   * @throws IllegalArgumentException if the policy's dimensions are not the spec's, or the safe
   *     action is not within the limits
   */
  public static GuardedPolicy of(Policy policy, EnvironmentSpec spec, double... safeAction) {
    requireEqual("observation", policy.observationDimension(), spec.observationDimension());
    requireEqual("action", policy.actionDimension(), spec.actionDimension());
    return new GuardedPolicy(policy, spec, SafeAction.checked(spec, safeAction));
  }

  private static void requireEqual(String name, int policys, int specs) {
    if (policys != specs) {
      throw new IllegalArgumentException(
          "the policy's "
              + name
              + " has "
              + policys
              + " entries, the spec's "
              + specs
              + "; was it trained for another robot?");
    }
  }

  /** Before an episode: the first action may differ from rest by one step's change. */
  public void restart() {
    limiter.restart();
    problem = "";
  }

  /**
   * Writes the policy's action, limited, or the safe action.
   *
   * @param observation dO finite entries
   * @param actionOut receives dU entries; if it has another length, as many as it has
   * @return whether the action is the policy's; if not, {@link #problem} says why
   */
  public boolean action(double[] observation, double[] actionOut) {
    boolean sound = isSound(observation) && act(observation);
    if (!sound) {
      System.arraycopy(safeAction, 0, action, 0, action.length);
      limiter.follow(action);
    }
    if (actionOut == null || actionOut.length != action.length) {
      problem = "actionOut does not have " + action.length + " entries";
      sound = false;
    }
    if (actionOut != null) {
      System.arraycopy(action, 0, actionOut, 0, Math.min(action.length, actionOut.length));
    }
    return sound;
  }

  private boolean isSound(double[] observation) {
    if (observation == null || observation.length != dO) {
      problem = "the observation does not have " + dO + " entries";
      return false;
    }
    for (int i = 0; i < dO; i++) {
      if (!Double.isFinite(observation[i])) {
        problem = "the observation is " + observation[i] + " at entry " + i;
        return false;
      }
    }
    return true;
  }

  private boolean act(double[] observation) {
    try {
      policy.action(observation, action);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      problem = "the policy failed: " + e;
      return false;
    }
    if (!limiter.limitIfFinite(action)) {
      problem = "the policy's action is " + Arrays.toString(action);
      return false;
    }
    return true;
  }

  /** Why the last safe action since {@link #restart} was sent; empty if there was none. */
  public Optional<String> problem() {
    return problem.isEmpty() ? Optional.empty() : Optional.of(problem);
  }
}
