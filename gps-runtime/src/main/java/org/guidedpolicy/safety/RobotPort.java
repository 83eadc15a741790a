package org.guidedpolicy.safety;

import java.io.IOException;

/**
 * Sensors and actuators of a robot that a {@link ControlLoop} drives. Called by one thread; {@link
 * #stop} too, unless a call hangs.
 */
public interface RobotPort {

  /**
   * Reads the sensors.
   *
   * @param observation receives what the policy sees, dO entries
   * @throws IOException if the robot cannot be reached; the loop stops
   */
  void read(double[] observation) throws IOException;

  /**
   * Sends an action, which holds until the next one; the robot's own controller brings it to rest
   * when none follows.
   *
   * @param action dU entries, within the spec's limits and slew limits; not kept
   * @throws IOException if the robot cannot be reached; the loop stops
   */
  void send(double[] action) throws IOException;

  /** Brings the robot to rest: called once at the end of a loop, after the safe action was sent. */
  default void stop() throws IOException {}
}
