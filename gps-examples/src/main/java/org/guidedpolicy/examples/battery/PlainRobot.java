package org.guidedpolicy.examples.battery;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.dynamics.FiniteDifferenceModel;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * A robot whose physics are a function: the next state follows from the state and the action, and
 * from nothing else. Immutable and thread-safe.
 */
abstract class PlainRobot extends BatteryTask {

  PlainRobot(String name, String description) {
    super(name, description);
  }

  /** Draws the state in which an episode starts, dX entries. */
  abstract double[] start(RandomGenerator random);

  /**
   * The state one time step later.
   *
   * @param x state, dX entries; not changed
   * @param u action within the spec's limits, dU entries; not changed
   */
  abstract double[] next(double[] x, double[] u);

  /** What the policy sees of a state, dO entries; the state, unless said otherwise. */
  double[] observation(double[] x) {
    return x;
  }

  @Override
  public final Supplier<Environment> environments() {
    return () -> new Simulation(this);
  }

  /** The physics as a model to plan with, differentiated numerically. */
  public final Model model() {
    EnvironmentSpec spec = spec();
    return FiniteDifferenceModel.of(
            spec.stateDimension(),
            spec.actionDimension(),
            (x, u, next) -> System.arraycopy(next(x, u), 0, next, 0, next.length))
        .withActionLimits(spec.actionLower(), spec.actionUpper());
  }

  /** Clips actions to the limits, as motors do. */
  private static final class Simulation implements Environment {
    private final PlainRobot robot;
    private final EnvironmentSpec spec;
    private final double[] lower;
    private final double[] upper;
    private double[] x = {};

    Simulation(PlainRobot robot) {
      this.robot = robot;
      this.spec = robot.spec();
      this.lower = spec.actionLower();
      this.upper = spec.actionUpper();
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      x = robot.start(random);
      return report();
    }

    @Override
    public TimeStep step(double[] action) {
      double[] u = new double[action.length];
      for (int i = 0; i < u.length; i++) {
        u[i] = Math.max(lower[i], Math.min(upper[i], action[i]));
      }
      x = robot.next(x, u);
      return report();
    }

    private TimeStep report() {
      return new TimeStep(x.clone(), robot.observation(x).clone());
    }
  }
}
