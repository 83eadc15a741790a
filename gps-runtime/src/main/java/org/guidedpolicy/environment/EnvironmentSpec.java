package org.guidedpolicy.environment;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.argument.Require;

/** Dimensions, horizon and limits of an environment. Immutable and thread-safe. */
public final class EnvironmentSpec {
  private final int stateDimension;
  private final int actionDimension;
  private final int observationDimension;
  private final int horizon;
  private final double timeStep;
  private final int[] positions;
  private final int[] velocities;
  private final int[] angles;
  private final int[] observationAngles;
  private final double[] actionLower;
  private final double[] actionUpper;
  private final double[] slewLimits;
  private final List<String> stateNames;
  private final List<String> actionNames;

  private EnvironmentSpec(Builder b, int[] angles, int[] observationAngles) {
    this.stateDimension = b.stateDimension;
    this.actionDimension = b.actionDimension;
    this.observationDimension = b.observationDimension;
    this.horizon = b.horizon;
    this.timeStep = b.timeStep;
    this.positions = b.positions.clone();
    this.velocities = b.velocities.clone();
    this.angles = angles;
    this.observationAngles = observationAngles;
    this.actionLower = b.actionLower.clone();
    this.actionUpper = b.actionUpper.clone();
    this.slewLimits = b.slewLimits.clone();
    this.stateNames = b.stateNames;
    this.actionNames = b.actionNames;
  }

  /**
   * @param stateDimension dX
   * @param actionDimension dU
   */
  public static Builder builder(int stateDimension, int actionDimension) {
    return new Builder(stateDimension, actionDimension);
  }

  /** dX. */
  public int stateDimension() {
    return stateDimension;
  }

  /** dU. */
  public int actionDimension() {
    return actionDimension;
  }

  /** dO. */
  public int observationDimension() {
    return observationDimension;
  }

  /** T, the number of actions in an episode. */
  public int horizon() {
    return horizon;
  }

  /** Seconds from one action to the next. */
  public double timeStep() {
    return timeStep;
  }

  /** State entries of the actuated joints' positions, one for each action; empty if unknown. */
  public int[] actuatedPositions() {
    return positions.clone();
  }

  /** State entries of the actuated joints' velocities, one for each action; empty if unknown. */
  public int[] actuatedVelocities() {
    return velocities.clone();
  }

  /** State entries that are angles, rad, ascending; empty if none are declared. */
  public int[] angles() {
    return angles.clone();
  }

  /** Observation entries that are angles, rad, ascending; empty if none are. */
  public int[] observationAngles() {
    return observationAngles.clone();
  }

  /** Lower limits of the action, dU entries; may be -infinity. */
  public double[] actionLower() {
    return actionLower.clone();
  }

  /** Upper limits of the action, dU entries; may be +infinity. */
  public double[] actionUpper() {
    return actionUpper.clone();
  }

  /** Most that an action may change in a second, dU entries; may be +infinity. */
  public double[] slewLimits() {
    return slewLimits.clone();
  }

  /** Names of the state's entries; empty if not given. */
  public List<String> stateNames() {
    return stateNames;
  }

  /** Names of the action's entries; empty if not given. */
  public List<String> actionNames() {
    return actionNames;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnvironmentSpec that
        && stateDimension == that.stateDimension
        && actionDimension == that.actionDimension
        && observationDimension == that.observationDimension
        && horizon == that.horizon
        && timeStep == that.timeStep
        && Arrays.equals(positions, that.positions)
        && Arrays.equals(velocities, that.velocities)
        && Arrays.equals(angles, that.angles)
        && Arrays.equals(observationAngles, that.observationAngles)
        && Arrays.equals(actionLower, that.actionLower)
        && Arrays.equals(actionUpper, that.actionUpper)
        && Arrays.equals(slewLimits, that.slewLimits)
        && stateNames.equals(that.stateNames)
        && actionNames.equals(that.actionNames);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(
        new int[] {
          stateDimension,
          actionDimension,
          observationDimension,
          horizon,
          Double.hashCode(timeStep),
          Arrays.hashCode(positions),
          Arrays.hashCode(velocities),
          Arrays.hashCode(angles),
          Arrays.hashCode(observationAngles),
          Arrays.hashCode(actionLower),
          Arrays.hashCode(actionUpper),
          Arrays.hashCode(slewLimits)
        });
  }

  @Override
  public String toString() {
    return "EnvironmentSpec[state="
        + stateDimension
        + ", action="
        + actionDimension
        + ", observation="
        + observationDimension
        + ", horizon="
        + horizon
        + ", timeStep="
        + timeStep
        + ", actuatedPositions="
        + Arrays.toString(positions)
        + ", actuatedVelocities="
        + Arrays.toString(velocities)
        + ", actionLower="
        + Arrays.toString(actionLower)
        + ", actionUpper="
        + Arrays.toString(actionUpper)
        + ", slewLimits="
        + Arrays.toString(slewLimits)
        + (angles.length == 0 ? "" : ", angles=" + Arrays.toString(angles))
        + (observationAngles.length == 0
            ? ""
            : ", observationAngles=" + Arrays.toString(observationAngles))
        + (stateNames.isEmpty() ? "" : ", stateNames=" + stateNames)
        + (actionNames.isEmpty() ? "" : ", actionNames=" + actionNames)
        + "]";
  }

  /** Builds an {@link EnvironmentSpec}; every setting is checked in {@link #build}. */
  public static final class Builder {
    private final int stateDimension;
    private final int actionDimension;
    private int observationDimension;
    private int horizon = 100;
    private double timeStep = 0.05;
    private int[] positions = {};
    private int[] velocities = {};
    private int[] angles = {};
    private Optional<int[]> observationAngles = Optional.empty();
    private double[] actionLower;
    private double[] actionUpper;
    private double[] slewLimits;
    private List<String> stateNames = List.of();
    private List<String> actionNames = List.of();

    private Builder(int stateDimension, int actionDimension) {
      this.stateDimension = stateDimension;
      this.actionDimension = actionDimension;
      this.observationDimension = stateDimension;
      this.actionLower = new double[Math.max(0, actionDimension)];
      this.actionUpper = new double[Math.max(0, actionDimension)];
      Arrays.fill(actionLower, Double.NEGATIVE_INFINITY);
      this.slewLimits = new double[Math.max(0, actionDimension)];
      Arrays.fill(actionUpper, Double.POSITIVE_INFINITY);
      Arrays.fill(slewLimits, Double.POSITIVE_INFINITY);
    }

    /** dO; default dX, the observation being the state. */
    public Builder observation(int dimension) {
      this.observationDimension = dimension;
      return this;
    }

    /** T; default 100. */
    public Builder horizon(int steps) {
      this.horizon = steps;
      return this;
    }

    /** Seconds from one action to the next; default 0.05. */
    public Builder timeStep(double seconds) {
      this.timeStep = seconds;
      return this;
    }

    /**
     * State entries of the actuated joints' positions and velocities, one each for every action.
     */
    public Builder actuated(int[] positions, int[] velocities) {
      this.positions = positions.clone();
      this.velocities = velocities.clone();
      return this;
    }

    /**
     * State entries that are angles, rad, not wrapped: the robot does the same at an angle and a
     * full turn later. Networks see their sines and cosines ({@link AngleEncoding}); everything
     * else, such as costs, local policies and recordings, has the angles themselves. An entry that
     * jumps from pi to -pi must not be in the state. Default: none.
     *
     * @param entries in any order
     */
    public Builder angles(int... entries) {
      this.angles = entries.clone();
      return this;
    }

    /**
     * Observation entries that are angles, rad. Default: those of the state where the observation
     * has as many entries as the state, and none otherwise.
     *
     * @param entries in any order; none if no entry of the observation is an angle
     */
    public Builder observationAngles(int... entries) {
      this.observationAngles = Optional.of(entries.clone());
      return this;
    }

    /** Limits of the action, dU entries each; actions are clipped to them. */
    public Builder actionLimits(double[] lower, double[] upper) {
      this.actionLower = lower.clone();
      this.actionUpper = upper.clone();
      return this;
    }

    /**
     * Most that each entry of the action may change in a second, dU entries; actions are clipped to
     * it. An episode's first action counts from rest: 0, or the limit nearest to 0.
     */
    public Builder slewLimits(double... perSecond) {
      this.slewLimits = perSecond.clone();
      return this;
    }

    /** Names of the state's entries, dX of them, for messages and plots. */
    public Builder stateNames(String... names) {
      this.stateNames = List.of(names);
      return this;
    }

    /** Names of the action's entries, dU of them, for messages and plots. */
    public Builder actionNames(String... names) {
      this.actionNames = List.of(names);
      return this;
    }

    /**
     * @throws IllegalArgumentException if a setting is out of range or does not fit another
     */
    public EnvironmentSpec build() {
      Require.atLeast("stateDimension", stateDimension, 1);
      Require.atLeast("actionDimension", actionDimension, 1);
      Require.atLeast("observation", observationDimension, 1);
      Require.atLeast("horizon", horizon, 1);
      Require.positive("timeStep", timeStep);
      requireActuated();
      int[] ofState = AngleEncoding.sorted("angles", angles, stateDimension, "stateDimension");
      requireNoVelocity(ofState);
      requireLimits();
      requireSlewLimits();
      requireNames("stateNames", stateNames, stateDimension, "stateDimension");
      requireNames("actionNames", actionNames, actionDimension, "actionDimension");
      return new EnvironmentSpec(this, ofState, ofObservation(ofState));
    }

    private int[] ofObservation(int[] ofState) {
      int[] byDefault = observationDimension == stateDimension ? ofState : new int[0];
      return AngleEncoding.sorted(
          "observationAngles",
          observationAngles.orElse(byDefault),
          observationDimension,
          "observationDimension");
    }

    private void requireNoVelocity(int[] ofState) {
      for (int entry : ofState) {
        for (int i = 0; i < velocities.length; i++) {
          require(
              velocities[i] != entry,
              "angles has entry "
                  + entry
                  + ", which is actuated velocities["
                  + i
                  + "]; an angle is a position");
        }
      }
    }

    private void requireActuated() {
      if (positions.length == 0 && velocities.length == 0) {
        return;
      }
      Require.length("actuated positions", positions.length, actionDimension, "actionDimension");
      Require.length("actuated velocities", velocities.length, actionDimension, "actionDimension");
      BitSet seen = new BitSet(stateDimension);
      requireEntries("actuated positions", positions, seen);
      requireEntries("actuated velocities", velocities, seen);
    }

    private void requireEntries(String name, int[] entries, BitSet seen) {
      for (int i = 0; i < entries.length; i++) {
        int entry = entries[i];
        require(
            entry >= 0 && entry < stateDimension,
            name
                + "["
                + i
                + "] is "
                + entry
                + ", must be a state entry in 0.."
                + (stateDimension - 1)
                + " (stateDimension - 1)");
        require(
            !seen.get(entry),
            name + "[" + i + "] is state entry " + entry + ", which is already used");
        seen.set(entry);
      }
    }

    private void requireLimits() {
      Require.length("lower action limits", actionLower.length, actionDimension, "actionDimension");
      Require.length("upper action limits", actionUpper.length, actionDimension, "actionDimension");
      for (int i = 0; i < actionDimension; i++) {
        require(
            actionLower[i] < actionUpper[i],
            "action limits of entry "
                + i
                + " are "
                + actionLower[i]
                + " and "
                + actionUpper[i]
                + "; the lower must be below the upper, and neither NaN");
        require(
            actionLower[i] < Double.POSITIVE_INFINITY && actionUpper[i] > Double.NEGATIVE_INFINITY,
            "action limits of entry "
                + i
                + " are "
                + actionLower[i]
                + " and "
                + actionUpper[i]
                + ", which no finite action meets");
      }
    }

    private void requireSlewLimits() {
      Require.length("slewLimits", slewLimits.length, actionDimension, "actionDimension");
      for (int i = 0; i < actionDimension; i++) {
        require(slewLimits[i] > 0, "slewLimits[" + i + "] must be positive, is " + slewLimits[i]);
      }
    }

    private static void requireNames(String name, List<String> names, int count, String of) {
      if (!names.isEmpty()) {
        Require.length(name, names.size(), count, of);
      }
    }

    private static void require(boolean condition, String message) {
      if (!condition) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
