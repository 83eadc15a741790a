package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** Writes down what reaches it; the third step of an episode is for a test to change. */
class LoggingRobot implements Environment {
  static final RandomGenerator RANDOM = new SplittableRandom(1);

  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  final EnvironmentSpec spec =
      EnvironmentSpec.builder(1, 2)
          .horizon(5)
          .timeStep(1)
          .actionLimits(new double[] {-1, 2}, new double[] {1, 4})
          .slewLimits(0.5, Double.POSITIVE_INFINITY)
          .build();
  int steps;

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    steps = 0;
    log.add("reset");
    return report();
  }

  @Override
  public TimeStep step(double[] action) {
    log.add("step " + action[0] + " " + action[1]);
    return steps++ == 2 ? third() : report();
  }

  TimeStep third() {
    return report();
  }

  TimeStep report() {
    return TimeStep.fullyObserved(steps);
  }

  @Override
  public void abort() {
    log.add("abort");
  }

  @Override
  public void close() {
    log.add("close");
  }

  SafeEnvironment.Builder guarded() {
    return SafeEnvironment.builder(this).onEmergency(reason -> log.add("STOP " + reason));
  }

  int stops() {
    return (int) log.stream().filter(line -> line.startsWith("STOP")).count();
  }

  /** The last lines of the log. */
  List<String> last(int lines) {
    return log.subList(log.size() - lines, log.size());
  }

  static EmergencyStopException stopped(SafeEnvironment safe, double... action) {
    return assertThrows(EmergencyStopException.class, () -> safe.step(action));
  }

  /** Two good steps and a third. */
  static EmergencyStopException stoppedInThirdStep(SafeEnvironment safe) {
    safe.reset(RANDOM);
    safe.step(new double[] {0, 3});
    safe.step(new double[] {0, 3});
    return stopped(safe, 0, 3);
  }
}
