package org.guidedpolicy.examples.locomotion;

import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.Controller;

/**
 * Walks by a machine of four states (after SIMBICON: Yin, Loken, van de Panne, 2007): each leg in
 * turn swings, first up and then down. The first half of a step lasts a given time, the second
 * until the swinging foot is down. The swinging thigh's angle in the world follows where the body
 * is against the standing foot, and how fast; the standing hip balances the torso; all other joints
 * are held at the angles of the state. The numbers were found by an evolution strategy.
 *
 * <p>Acts on the walker's state. For one episode at a time, which step 0 begins; one thread.
 */
final class WalkerController implements Controller {
  private static final double DT = 0.01;
  private static final double FIRST_HALF = 0.3057612312001957;
  private static final double MIN_SECOND_HALF = 0.05;
  private static final double MAX_SECOND_HALF = 0.6;

  /** A foot's body is this high when its sole touches the ground, m. */
  private static final double FOOT_DOWN = 0.078;

  private static final double HIP_BELOW_ROOT = 0.30;
  private static final double THIGH = 0.43;
  private static final double SHANK = 0.44;

  private static final double LEAN = 0.05741113499051537;
  private static final Gains HIP = new Gains(170.97800888353058, 27.00719156127573);
  private static final Gains KNEE = new Gains(128.94911510902975, 10.380475733804596);
  private static final Gains ANKLE = new Gains(61.75661532030267, 1.9030495301720953);

  private static final Half UP =
      new Half(
          0.4674114044169908,
          1.0358326788701457,
          -0.25290265918020005,
          -0.0006730916232504103,
          -0.03576904132331842,
          0.3358365633071365,
          0.23859623045584324);

  private static final Half DOWN =
      new Half(
          0.0650026000641291,
          0.3556359631638441,
          -0.31144261950429,
          0.04987324617284557,
          -0.1758722784449313,
          0.18478723801565833,
          0.3766863342142217);

  /** Of a proportional-derivative loop: N m / rad, N m s / rad. */
  private record Gains(double kp, double kd) {
    double torque(double target, double angle, double rate) {
      return kp * (target - angle) - kd * rate;
    }
  }

  /**
   * Targets of half a step, rad; forward flexion of the thigh grows by cd (rad/m) with the distance
   * of the root from the standing foot and by cv (rad s/m) with its velocity.
   */
  private record Half(
      double flexion,
      double swingKnee,
      double swingAnkle,
      double standingKnee,
      double standingAnkle,
      double cd,
      double cv) {}

  /** Positions of the right leg's and the left leg's hip among the joints; ankles follow knees. */
  private static final int RIGHT = 3;

  private static final int LEFT = 6;
  private static final int VELOCITIES = 9;

  private int swing = RIGHT;
  private boolean up = true;
  private double since;

  @Override
  public void act(int t, TimeStep now, double[] torque) {
    double[] x = now.state();
    if (t == 0) {
      swing = RIGHT;
      up = true;
      since = 0;
    }
    advance(x);
    Half half = up ? UP : DOWN;
    int stand = RIGHT + LEFT - swing;
    double d = x[0] - footX(x, stand);
    double thigh = -(half.flexion + half.cd * d + half.cv * x[VELOCITIES]);
    double swingHip = HIP.torque(thigh, x[2] + x[swing], x[VELOCITIES + 2] + x[VELOCITIES + swing]);
    double torso = HIP.torque(LEAN, x[2], x[VELOCITIES + 2]);
    torque[swing - RIGHT] = swingHip;
    torque[stand - RIGHT] = -torso - swingHip;
    hold(KNEE, half.swingKnee, swing + 1, x, torque);
    hold(ANKLE, half.swingAnkle, swing + 2, x, torque);
    hold(KNEE, half.standingKnee, stand + 1, x, torque);
    hold(ANKLE, half.standingAnkle, stand + 2, x, torque);
    since += DT;
  }

  private void advance(double[] x) {
    if (up) {
      if (since >= FIRST_HALF) {
        up = false;
        since = 0;
      }
      return;
    }
    boolean down = since >= MIN_SECOND_HALF && footZ(x, swing) < FOOT_DOWN;
    if (down || since >= MAX_SECOND_HALF) {
      up = true;
      since = 0;
      swing = RIGHT + LEFT - swing;
    }
  }

  private static void hold(Gains gains, double target, int joint, double[] x, double[] torque) {
    torque[joint - RIGHT] = gains.torque(target, x[joint], x[VELOCITIES + joint]);
  }

  private static double footX(double[] x, int hip) {
    double thigh = x[2] + x[hip];
    double shank = thigh + x[hip + 1];
    return x[0]
        - HIP_BELOW_ROOT * Math.sin(x[2])
        - THIGH * Math.sin(thigh)
        - SHANK * Math.sin(shank);
  }

  private static double footZ(double[] x, int hip) {
    double thigh = x[2] + x[hip];
    double shank = thigh + x[hip + 1];
    return x[1]
        - HIP_BELOW_ROOT * Math.cos(x[2])
        - THIGH * Math.cos(thigh)
        - SHANK * Math.cos(shank);
  }
}
