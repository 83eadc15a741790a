package org.guidedpolicy.check;

import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** Another's environment, which stays open. */
record Lent(Environment robot) implements Environment {
  @Override
  public EnvironmentSpec spec() {
    return robot.spec();
  }

  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    return robot.reset(random);
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    return robot.step(action);
  }

  @Override
  public Optional<TimeStep> sensors() throws IOException {
    return robot.sensors();
  }

  @Override
  public void abort() {
    robot.abort();
  }
}
