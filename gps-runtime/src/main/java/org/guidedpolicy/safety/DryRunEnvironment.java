package org.guidedpolicy.safety;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;

/**
 * Moves nothing and says what it would have sent. Behind a {@link SafeEnvironment} it shows the
 * actions as they would reach the robot, limits applied.
 */
public final class DryRunEnvironment implements ResettableEnvironment {
  private final EnvironmentSpec spec;
  private final int conditions;
  private final Supplier<TimeStep> sensors;
  private final Consumer<String> out;
  private int steps;

  /**
   * For a robot that is not reset to conditions.
   *
   * @param spec the robot's
   * @param sensors what to report: the robot's real sensors, which may be read without moving it,
   *     or anything else
   * @param out receives one line for each command, for instance {@code System.out::println}
   */
  public DryRunEnvironment(EnvironmentSpec spec, Supplier<TimeStep> sensors, Consumer<String> out) {
    this(spec, 0, sensors, out);
  }

  /**
   * As {@link #DryRunEnvironment(EnvironmentSpec, Supplier, Consumer)}, for a robot that can be
   * reset to conditions.
   *
   * @param conditions how many
   */
  public DryRunEnvironment(
      EnvironmentSpec spec, int conditions, Supplier<TimeStep> sensors, Consumer<String> out) {
    this.spec = spec;
    this.conditions = Require.atLeast("conditions", conditions, 0);
    this.sensors = sensors;
    this.out = out;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int conditions() {
    return conditions;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    steps = 0;
    out.accept("dry run: would reset");
    return sensors.get();
  }

  @Override
  public TimeStep reset(int condition, RandomGenerator random) {
    ResettableEnvironment.requireConditions(conditions, condition + 1);
    steps = 0;
    out.accept("dry run: would reset to condition " + condition);
    return sensors.get();
  }

  @Override
  public TimeStep step(double[] action) {
    out.accept("dry run: step " + steps++ + " would send " + Arrays.toString(action));
    return sensors.get();
  }

  @Override
  public void abort() {
    out.accept("dry run: would stop");
  }
}
