package org.guidedpolicy.examples.battery;

import java.util.List;
import org.guidedpolicy.examples.battery.BatteryTask.Half;

/**
 * The fourteen robots in order. The odd ones are those on which defaults are chosen, the even ones
 * those on which they are checked; each half has swing-ups, contact, obstacles, hidden state, and
 * two robots in MuJoCo.
 */
public final class Battery {
  private Battery() {}

  /** All robots, ten in plain Java, then four in MuJoCo. */
  public static List<BatteryTask> all() {
    return List.of(
        new PendulumSwingUp(),
        new CartPoleSwingUp(),
        new AcrobotSwingUp(),
        new Quadrotor(),
        new TwoLinkArm(),
        new BallInMaze(),
        new Unicycle(),
        new Crane(),
        new Boat(),
        new Heating(),
        new BallOnPlate(),
        new Door(),
        new FingerDial(),
        new ServoArm());
  }

  /** The robots of one half. */
  public static List<BatteryTask> half(Half half) {
    return all().stream().filter(robot -> robot.half() == half).toList();
  }
}
