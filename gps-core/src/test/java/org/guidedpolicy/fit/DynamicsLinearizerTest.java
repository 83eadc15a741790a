package org.guidedpolicy.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class DynamicsLinearizerTest {
  private static final int T = 6;

  /** x' = [x1 + sin(x2) u1, x1 x2 + u1 u2]. */
  private static final Model MODEL =
      new Model() {
        @Override
        public int stateDimension() {
          return 2;
        }

        @Override
        public int actionDimension() {
          return 2;
        }

        @Override
        public void next(double[] x, double[] u, double[] next) {
          double first = x[0] + Math.sin(x[1]) * u[0];
          next[1] = x[0] * x[1] + u[0] * u[1];
          next[0] = first;
        }

        @Override
        public void linearize(double[] x, double[] u, double[] fx, double[] fu) {
          System.arraycopy(new double[] {1, Math.cos(x[1]) * u[0], x[1], x[0]}, 0, fx, 0, 4);
          System.arraycopy(new double[] {Math.sin(x[1]), 0, u[1], u[0]}, 0, fu, 0, 4);
        }
      };

  /** Of another robot: the model is wrong everywhere. */
  private final Trajectory trajectory = trajectory();

  private static Trajectory trajectory() {
    SplittableRandom random = new SplittableRandom(1);
    double[] states = random.doubles((T + 1) * 2, -1, 1).toArray();
    double[] actions = random.doubles(T * 2, -1, 1).toArray();
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T * 2));
  }

  private final LinearGaussianDynamics along =
      DynamicsLinearizer.along(MODEL, trajectory, new double[] {0.2, 0.3});

  private double[] predicted(int t, double[] x, double[] u) {
    DMatrixRMaj fxu = along.jacobian(t);
    double[] next = along.offset(t);
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        next[i] += fxu.get(i, j) * x[j] + fxu.get(i, 2 + j) * u[j];
      }
    }
    return next;
  }

  @Test
  void theTrajectoryIsPredictedExactlyThoughTheModelIsWrong() {
    for (int t = 0; t < T - 1; t++) {
      double[] next = predicted(t, trajectory.state(t), trajectory.action(t));
      assertArrayEquals(trajectory.state(t + 1), next, 1e-14);
    }
  }

  @Test
  void nearTheTrajectoryChangesAreTheModelsChanges() {
    double h = 1e-5;
    double[] there = new double[2];
    double[] near = new double[2];
    for (int t = 0; t < T - 1; t++) {
      for (int j = 0; j < 4; j++) {
        double[] x = trajectory.state(t);
        double[] u = trajectory.action(t);
        MODEL.next(x, u, there);
        (j < 2 ? x : u)[j % 2] += h;
        MODEL.next(x, u, near);
        double[] next = predicted(t, x, u);
        for (int i = 0; i < 2; i++) {
          assertEquals(near[i] - there[i], next[i] - trajectory.state(t + 1, i), 1e-9);
        }
      }
    }
  }

  @Test
  void theErrorsAreThoseGivenAtEveryStep() {
    for (int t = 0; t < T - 1; t++) {
      assertArrayEquals(new double[] {0.2, 0, 0, 0.3}, along.covariance(t).data);
    }
  }
}
