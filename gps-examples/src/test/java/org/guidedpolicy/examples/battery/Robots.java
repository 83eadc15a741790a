package org.guidedpolicy.examples.battery;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.stream.Stream;

/** The battery's robots as arguments of tests. */
final class Robots {
  private Robots() {}

  /** Skips the test if a robot cannot be run on this machine. */
  static void requireUsable(BatteryTask robot) {
    assumeTrue(robot.problem().isEmpty(), () -> "skipped: " + robot.problem().orElseThrow());
  }

  static Stream<PlainRobot> plain() {
    return Battery.all().stream().filter(PlainRobot.class::isInstance).map(PlainRobot.class::cast);
  }

  static Stream<MujocoRobot> mujoco() {
    return Battery.all().stream()
        .filter(MujocoRobot.class::isInstance)
        .map(MujocoRobot.class::cast);
  }

  static BatteryTask named(String name) {
    return Battery.all().stream().filter(r -> r.name().equals(name)).findFirst().orElseThrow();
  }
}
