package org.guidedpolicy.examples.battery;

import java.util.Map;
import org.guidedpolicy.examples.battery.Episodes.Script;

/**
 * Controllers written by hand: they show that a robot can be solved by what its policy sees. Where
 * the state is hidden they see the observation alone.
 */
final class Scripts {
  private Scripts() {}

  static final Map<String, Script> BY_ROBOT =
      Map.of(
          "pendulum", Scripts::pendulum,
          "quadrotor", Scripts::quadrotor,
          "ball-in-maze", Scripts::maze,
          "boat", Scripts::boat,
          "heating", Scripts::heating,
          "ball-on-plate", Scripts::plate,
          "door", Scripts::door,
          "dial", Scripts::dial,
          "servo-arm", Scripts::servoArm);

  private static double clamp(double value, double bound) {
    return Math.max(-bound, Math.min(bound, value));
  }

  /** Pumps energy until the pendulum would just reach the top, then balances. */
  private static double[] pendulum(double[] x) {
    double th = Angles.wrap(x[0]);
    double falling = x[1] + th * Math.sqrt(PendulumSwingUp.G / PendulumSwingUp.L);
    if (Math.abs(th) < 0.5 && Math.abs(falling) < 1.2) {
      return new double[] {-6 * th - x[1]};
    }
    double lacks = -PendulumSwingUp.energy(x);
    return new double[] {Math.signum(x[1]) * clamp(3 * lacks, PendulumSwingUp.MAX_TORQUE)};
  }

  /** Tilts so that the thrust points where it is needed; high gains, for the wind is not seen. */
  private static double[] quadrotor(double[] o) {
    double ax = clamp(-5 * o[0] - 3.5 * o[2], 5);
    double az = Quadrotor.G + Math.max(-5.8, clamp(-5 * o[1] - 3.5 * o[3], 5.2));
    double error = Angles.wrap(o[4] - Math.atan2(-ax, az));
    double torque = Quadrotor.INERTIA * (-80 * error - 14 * o[5]);
    double difference = torque / Quadrotor.ARM;
    double along = Quadrotor.MASS * (az * Math.cos(o[4]) - ax * Math.sin(o[4]));
    double lift = Math.max(along, Math.min(12, Math.abs(difference)));
    return new double[] {(lift - difference) / 2, (lift + difference) / 2};
  }

  /** From way point to way point. */
  private static double[] maze(double[] x) {
    double[] to = wayPoint(x[0], x[1]);
    return new double[] {
      (6 * (to[0] - x[0]) - 3.5 * x[2]) / BallInMaze.ROLLING,
      (6 * (to[1] - x[1]) - 3.5 * x[3]) / BallInMaze.ROLLING
    };
  }

  private static double[] wayPoint(double x, double y) {
    if (x < 0.36 && y < 0.61) {
      return new double[] {0.3, 0.72};
    }
    if (x < 0.46) {
      return new double[] {0.6, 0.68};
    }
    if (x < 0.76 && y > 0.19) {
      return new double[] {0.7, 0.08};
    }
    return x < 0.86 ? new double[] {1, 0.12} : BallInMaze.GOAL;
  }

  /** Turns the bow to where the velocity over ground lacks, and pushes. */
  private static double[] boat(double[] o) {
    double d = Math.max(0.05, Math.hypot(o[0], o[1]));
    double speed = Math.min(1, 0.35 * d);
    double ex = -o[0] / d * speed - o[4];
    double ey = -o[1] / d * speed - o[5];
    double ahead = ex * o[2] + ey * o[3];
    double angle = Math.atan2(-ex * o[3] + ey * o[2], ahead);
    double turn = Math.hypot(ex, ey) < 0.05 ? 0 : clamp(6 * angle - 10 * o[6], 12);
    double push = Math.abs(angle) < 1.2 ? clamp(60 * ahead, 28) : 0;
    return new double[] {push / 2 - turn, push / 2 + turn};
  }

  /** Begins to heat when the time is as short as heating takes, then holds the temperature. */
  private static double[] heating(double[] o) {
    double[] u = new double[2];
    for (int room = 0; room < 2; room++) {
      double lacks = Heating.WANTED - o[room];
      double spare = Heating.MAX_POWER[0] - 35 * (20 - o[2]) - 240;
      double hours = 0.35 + lacks * 1e6 / 3600 / spare;
      double losses = 30 * (Heating.WANTED - o[2]) + 480;
      u[room] = o[3] > hours ? 0 : losses + 1200 * lacks;
    }
    return u;
  }

  /** Tilts against the ball's distance and speed, and carries its weight. */
  private static double[] plate(double[] x) {
    double pitch = clamp((-6 * x[7] - 4 * x[10]) / 7, 0.2);
    double roll = clamp((6 * x[8] + 4 * x[11]) / 7, 0.2);
    double weight = 0.1 * 9.81;
    return new double[] {
      8 * (roll - x[0]) - 0.8 * x[2] + weight * x[5],
      8 * (pitch - x[1]) - 0.8 * x[3] - weight * x[4]
    };
  }

  /** Goes along the door to the place before it, then pushes against it. */
  private static double[] door(double[] x) {
    double[] n = {Math.sin(x[2]), Math.cos(x[2])};
    double[] s = {-Math.cos(x[2]), Math.sin(x[2])};
    double along = x[7] * s[0] + x[8] * s[1];
    double depth = x[7] * n[0] + x[8] * n[1];
    double push = 40 * (-0.05 - depth);
    if (Math.abs(along) < 0.08) {
      double wanted = 2 * x[3] / 0.35 + 25 * (x[3] - x[2]) - 6 * x[6];
      push = depth < -0.06 ? Math.max(5, wanted) : wanted;
    }
    push -= 6 * (x[10] * n[0] + x[11] * n[1]);
    double slide = -60 * along - 8 * (x[10] * s[0] + x[11] * s[1]);
    return torques(x, 0.5, push * n[0] + slide * s[0], push * n[1] + slide * s[1]);
  }

  /** Stays on the circle of the pegs and pushes along it. */
  private static double[] dial(double[] x) {
    double error = x[3] - x[2];
    double r = Math.hypot(x[7], x[8]);
    double[] n = {x[7] / r, x[8] / r};
    double[] s = {-n[1], n[0]};
    double out = -30 * (r - 0.1) - 2 * (x[10] * n[0] + x[11] * n[1]);
    double push = Math.abs(error) < 0.02 ? 0 : 0.6 * Math.signum(error) + 2.5 * error;
    double along = push - 1.5 * (x[10] * s[0] + x[11] * s[1]);
    return torques(x, 0.22, out * n[0] + along * s[0], out * n[1] + along * s[1]);
  }

  /** J^T f of an arm of two equal links with angles x0, x1. */
  private static double[] torques(double[] x, double length, double fx, double fy) {
    double bothX = -length * Math.sin(x[0] + x[1]);
    double bothY = length * Math.cos(x[0] + x[1]);
    double elbow = bothX * fx + bothY * fy;
    return new double[] {
      elbow - length * Math.sin(x[0]) * fx + length * Math.cos(x[0]) * fy, elbow
    };
  }

  /** Inverse kinematics, and as much above as the arm sags. */
  private static double[] servoArm(double[] x) {
    double l = 0.35;
    double out = l * Math.cos(x[1]) + l * Math.cos(x[1] + x[2]);
    double targetX = out * Math.cos(x[0]) - x[6];
    double targetY = out * Math.sin(x[0]) - x[7];
    double targetZ = l * Math.sin(x[1]) + l * Math.sin(x[1] + x[2]) - x[8];
    double reach = Math.hypot(targetX, targetY);
    double elbow = -2 * Math.acos(Math.min(0.99, Math.hypot(reach, targetZ) / 2 / l));
    double shoulder = Math.atan2(targetZ, reach) - elbow / 2;
    double link = 0.526;
    double load = 0.3;
    double g = 9.81;
    double atElbow = (link * l / 2 + load * l) * g * Math.cos(shoulder + elbow);
    double atShoulder = (link * l / 2 + link * l + load * l) * g * Math.cos(shoulder) + atElbow;
    return new double[] {
      Math.atan2(targetY, targetX), shoulder + atShoulder / 20, elbow + atElbow / 20
    };
  }
}
