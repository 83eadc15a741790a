package org.guidedpolicy.safety;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * Moves nothing and says what it would have sent. Behind a {@link SafeEnvironment} it shows the
 * actions as they would reach the robot, limits applied.
 */
public final class DryRunEnvironment implements Environment {
  private final EnvironmentSpec spec;
  private final Supplier<TimeStep> sensors;
  private final Consumer<String> out;
  private int steps;

  /**
   * @param spec the robot's
   * @param sensors what to report: the robot's real sensors, which may be read without moving it,
   *     or anything else
   * @param out receives one line for each command, for instance {@code System.out::println}
   */
  public DryRunEnvironment(EnvironmentSpec spec, Supplier<TimeStep> sensors, Consumer<String> out) {
    this.spec = spec;
    this.sensors = sensors;
    this.out = out;
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    steps = 0;
    out.accept("dry run: would reset");
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
