package org.guidedpolicy.examples.documentation;

import java.io.IOException;
import java.nio.file.Path;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.safety.ControlLoop;
import org.guidedpolicy.safety.RobotPort;

/** The README's control loop. */
final class OnTheRobot {
  private OnTheRobot() {}

  interface Driver {
    void sensors(double[] observation) throws IOException;

    void command(double[] action) throws IOException;
  }

  interface Brakes {
    void engage();
  }

  static void run(Driver driver, Brakes brakes, Path file, EnvironmentSpec spec)
      throws IOException {
    RobotPort port =
        new RobotPort() {
          @Override
          public void read(double[] observation) throws IOException {
            driver.sensors(observation);
          }

          @Override
          public void send(double[] action) throws IOException {
            driver.command(action);
          }
        };
    ControlLoop loop =
        ControlLoop.builder(Policy.load(file), spec, port)
            .onStop(reason -> brakes.engage())
            .build();
    ControlLoop.Report report =
        loop.run(); // until loop.stopNow(), from any thread, or something is wrong
    report.write(Path.of("last-steps.csv"));
  }
}
