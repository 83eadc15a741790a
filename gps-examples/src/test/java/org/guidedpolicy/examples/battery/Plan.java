package org.guidedpolicy.examples.battery;

import org.guidedpolicy.rollout.Trajectory;

/**
 * What a trajectory optimiser found from one start: actions, the states they lead to and the gains
 * K_t that hold the robot on them, u = u_t + K_t (x - x_t).
 *
 * @param x T+1 states
 * @param u T actions
 * @param gains T times dU x dX, row-major
 * @param cost sum over the episode
 */
record Plan(double[][] x, double[][] u, double[][] gains, double cost) {

  /** The actions one after the other from another start. */
  Trajectory replay(PlainRobot robot, double[] x1) {
    return run(robot, x1, false);
  }

  /** The actions corrected by the gains from another start. */
  Trajectory follow(PlainRobot robot, double[] x1) {
    return run(robot, x1, true);
  }

  private Trajectory run(PlainRobot robot, double[] x1, boolean corrected) {
    int T = u.length;
    int dX = x1.length;
    int dU = u[0].length;
    double[] states = new double[(T + 1) * dX];
    double[] actions = new double[T * dU];
    double[] now = x1;
    for (int t = 0; t < T; t++) {
      double[] action = u[t].clone();
      for (int i = 0; i < dU; i++) {
        for (int j = 0; j < dX && corrected; j++) {
          action[i] += gains[t][i * dX + j] * (now[j] - x[t][j]);
        }
      }
      double[] executed = Limits.clip(robot.spec(), action);
      System.arraycopy(now, 0, states, t * dX, dX);
      System.arraycopy(executed, 0, actions, t * dU, dU);
      now = robot.next(now, executed);
    }
    System.arraycopy(now, 0, states, T * dX, dX);
    return new Trajectory(T, states, actions, new double[T]);
  }
}
