package org.guidedpolicy.environment;

/** Dimensions, horizon and limits of an environment. Immutable and thread-safe. */
public final class EnvironmentSpec {
  private final int stateDimension;
  private final int actionDimension;
  private final int observationDimension;
  private final int horizon;
  private final double timeStep;
  private final int[] positions;
  private final int[] velocities;
  private final double[] actionLower;
  private final double[] actionUpper;

  private EnvironmentSpec(Builder b) {
    this.stateDimension = b.stateDimension;
    this.actionDimension = b.actionDimension;
    this.observationDimension = b.observationDimension;
    this.horizon = b.horizon;
    this.timeStep = b.timeStep;
    this.positions = b.positions.clone();
    this.velocities = b.velocities.clone();
    this.actionLower = b.actionLower.clone();
    this.actionUpper = b.actionUpper.clone();
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

  /** Lower limits of the action, dU entries; may be -infinity. */
  public double[] actionLower() {
    return actionLower.clone();
  }

  /** Upper limits of the action, dU entries; may be +infinity. */
  public double[] actionUpper() {
    return actionUpper.clone();
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
    private double[] actionLower;
    private double[] actionUpper;

    private Builder(int stateDimension, int actionDimension) {
      this.stateDimension = stateDimension;
      this.actionDimension = actionDimension;
      this.observationDimension = stateDimension;
      this.actionLower = new double[Math.max(0, actionDimension)];
      this.actionUpper = new double[Math.max(0, actionDimension)];
      java.util.Arrays.fill(actionLower, Double.NEGATIVE_INFINITY);
      java.util.Arrays.fill(actionUpper, Double.POSITIVE_INFINITY);
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

    /** Limits of the action, dU entries each; actions are clipped to them. */
    public Builder actionLimits(double[] lower, double[] upper) {
      this.actionLower = lower.clone();
      this.actionUpper = upper.clone();
      return this;
    }

    public EnvironmentSpec build() {
      return new EnvironmentSpec(this);
    }
  }
}
