package org.guidedpolicy.examples.locomotion;

import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.Controller;

/**
 * Hops by a machine of three states: in flight the leg is placed according to the velocity; after
 * touch-down it gives way for a given time, then it thrusts until the foot has left the ground. In
 * stance the hip balances the torso. The numbers were found by an evolution strategy.
 *
 * <p>Acts on the hopper's state. For one episode at a time, which step 0 begins; one thread.
 */
final class HopperController implements Controller {
  private static final double DT = 0.01;
  private static final double MIN_FLIGHT = 0.04;
  private static final double MIN_THRUST = 0.03;
  private static final double MAX_THRUST = 0.35;
  private static final double COMPRESSION = 0.0964;

  private static final double HIP_BELOW_ROOT = 0.25;
  private static final double THIGH = 0.45;
  private static final double SHANK = 0.48;

  private static final double LEAN = -0.0111;
  private static final double[] HIP = {114.87, 4.9035};
  private static final double[] FLIGHT_KNEE = {76.3984, 6.1689};
  private static final double[] FLIGHT_ANKLE = {41.4577, 1.5464};
  private static final double[] STANCE_KNEE = {302.6159, 14.2522};
  private static final double[] STANCE_ANKLE = {86.8604, 2.5596};

  private static final int VELOCITIES = 6;

  private enum Phase {
    FLIGHT,
    COMPRESSION,
    THRUST
  }

  private Phase phase = Phase.FLIGHT;
  private double since;

  @Override
  public void act(int t, TimeStep now, double[] torque) {
    double[] x = now.state();
    if (t == 0) {
      phase = Phase.FLIGHT;
      since = 0;
    }
    advance(touches(x));
    double pitch = x[2];
    double pitchRate = x[VELOCITIES + 2];
    switch (phase) {
      case FLIGHT -> {
        double thigh = -(0.0597 + 0.2671 * x[VELOCITIES]);
        torque[0] = pd(HIP, thigh, pitch + x[3], pitchRate + x[VELOCITIES + 3]);
        torque[1] = joint(FLIGHT_KNEE, 0.6986, 4, x);
        torque[2] = joint(FLIGHT_ANKLE, -0.3435, 5, x);
      }
      case COMPRESSION -> stance(0.6506, 0.0903, x, torque);
      case THRUST -> stance(0.5554, 0.4507, x, torque);
    }
    since += DT;
  }

  private void advance(boolean contact) {
    switch (phase) {
      case FLIGHT -> enter(Phase.COMPRESSION, contact && since >= MIN_FLIGHT);
      case COMPRESSION -> enter(Phase.THRUST, since >= COMPRESSION);
      case THRUST -> enter(Phase.FLIGHT, (!contact && since >= MIN_THRUST) || since >= MAX_THRUST);
    }
  }

  private void enter(Phase next, boolean now) {
    if (now) {
      phase = next;
      since = 0;
    }
  }

  private static void stance(double knee, double ankle, double[] x, double[] torque) {
    torque[0] = -pd(HIP, LEAN, x[2], x[VELOCITIES + 2]);
    torque[1] = joint(STANCE_KNEE, knee, 4, x);
    torque[2] = joint(STANCE_ANKLE, ankle, 5, x);
  }

  private static double joint(double[] gains, double target, int joint, double[] x) {
    return pd(gains, target, x[joint], x[VELOCITIES + joint]);
  }

  private static double pd(double[] gains, double target, double angle, double rate) {
    return gains[0] * (target - angle) - gains[1] * rate;
  }

  /** Whether an end of the foot's capsule, 0.04 m thick, is on the ground. */
  private static boolean touches(double[] x) {
    double thigh = x[2] + x[3];
    double shank = thigh + x[4];
    double foot = shank + x[5];
    double ankle =
        x[1] - HIP_BELOW_ROOT * Math.cos(x[2]) - THIGH * Math.cos(thigh) - SHANK * Math.cos(shank);
    double heel = ankle + 0.10 * Math.sin(foot) - 0.03 * Math.cos(foot);
    double toe = ankle - 0.20 * Math.sin(foot) - 0.03 * Math.cos(foot);
    return Math.min(heel, toe) < 0.04;
  }
}
