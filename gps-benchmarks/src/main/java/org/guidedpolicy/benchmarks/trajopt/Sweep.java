package org.guidedpolicy.benchmarks.trajopt;

import java.nio.file.Path;
import org.guidedpolicy.lqr.RegularizedBackwardPass;
import org.guidedpolicy.mujoco.MujocoDynamics;
import org.guidedpolicy.mujoco.MujocoModel;
import org.guidedpolicy.parallel.WorkPool;

/**
 * The parts of an iteration of iLQR along 500 control steps of a robot that moves its motors to and
 * fro; the same as in reference/sweep.c.
 */
final class Sweep implements AutoCloseable {
  private static final int T = 500;

  private final MujocoModel model;
  private final MujocoDynamics dynamics;
  private final MujocoDynamics own;
  private final WorkPool pool;
  private final RegularizedBackwardPass pass;
  private final int dX;
  private final int dU;
  private final double[][] x;
  private final double[][] u;

  Sweep(Path mjcf, int substeps, int threads) {
    model = MujocoModel.fromFile(mjcf);
    dynamics = MujocoDynamics.of(model, substeps);
    own = MujocoDynamics.withOwnDifferences(model, substeps);
    pool = WorkPool.of(threads);
    dX = dynamics.stateDimension();
    dU = dynamics.actionDimension();
    pass = new RegularizedBackwardPass(T, dX, dU);
    x = new double[T + 1][dX];
    u = new double[T][dU];
    x[0] = dynamics.start();
    double[] max = dynamics.actionUpper();
    for (int t = 0; t < T; t++) {
      for (int j = 0; j < dU; j++) {
        u[t][j] = 0.1 * max[j] * Math.sin(0.12 * t + j);
      }
    }
    rollout();
    derivatives();
    setUnitCost();
  }

  private void setUnitCost() {
    int dZ = dX + dU;
    double[] hessian = new double[dZ * dZ];
    for (int i = 0; i < dZ; i++) {
      hessian[i * dZ + i] = 1;
    }
    for (int t = 0; t < T; t++) {
      pass.setCost(t, new double[dZ], hessian);
    }
  }

  /** Where the robot ends. */
  double rollout() {
    for (int t = 0; t < T; t++) {
      dynamics.next(x[t], u[t], x[t + 1]);
    }
    return x[T][0];
  }

  /** MuJoCo's differences, chained. */
  void derivatives() {
    derivatives(dynamics);
  }

  /** Differences of whole control steps. */
  void ownDerivatives() {
    derivatives(own);
  }

  private void derivatives(MujocoDynamics of) {
    pool.forEach(
        T - 1,
        () -> new double[][] {new double[dX * dX], new double[dX * dU]},
        (f, t) -> {
          of.linearize(x[t], u[t], f[0], f[1]);
          pass.setDynamics(t, f[0], f[1]);
        });
  }

  /** Gains and the value function. */
  boolean backwardPass() {
    return pass.run(0);
  }

  @Override
  public void close() {
    pool.close();
    own.close();
    dynamics.close();
    model.close();
  }
}
