package org.guidedpolicy.examples.mujoco;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.examples.mujoco.PegRegion.Offset;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel.Kind;
import org.guidedpolicy.rollout.Trajectory;

/** A peg insertion by hand: inverse kinematics and springs in the joints. */
final class ScriptedInsertion {
  private static final int T = 100;
  private static final int DX = 26;
  private static final int DU = 7;
  private static final double[] LOWER = {-2.28, -0.52, -3.9, -2.32, -10, -2.09, -10};
  private static final double[] UPPER = {1.71, 1.39, 0.8, 0, 10, 0, 10};
  private static final double[] SPRING = {200, 200, 40, 40, 8, 8, 8};
  private static final double[] DAMPER = {20, 20, 6, 6, 0.8, 0.8, 0.8};

  private final PegTask task;
  private final Offset offset;
  private double[] posed = new double[DU];
  private double reached;
  private String last = "";

  ScriptedInsertion(PegTask task, Offset offset) {
    this.task = task;
    this.offset = offset;
  }

  Trajectory episode() {
    double[] states = new double[(T + 1) * DX];
    double[] actions = new double[T * DU];
    try (Environment environment = task.environment(random -> offset)) {
      TimeStep now = environment.reset(new SplittableRandom(0));
      double[] start = Arrays.copyOf(now.state(), DU);
      List<double[]> way = way(start);
      for (int t = 0; t <= T; t++) {
        System.arraycopy(now.state(), 0, states, t * DX, DX);
        if (t < T) {
          double[] wanted =
              along(way, Math.min(way.size() - 1.0, t < 40 ? t / 40.0 : 1 + (t - 40) / 10.0));
          double[] u = springs(now.state(), wanted);
          System.arraycopy(u, 0, actions, t * DU, DU);
          now = environment.step(u);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    last = Arrays.toString(Arrays.copyOfRange(states, T * DX + 14, T * DX + 20));
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T * DX));
  }

  /** From the start to above the hole, then straight down. */
  private List<double[]> way(double[] start) {
    var way = new ArrayList<double[]>();
    way.add(start);
    for (double height : new double[] {0.2, 0.16, 0.12, 0.08, 0.04, 0.02}) {
      way.add(joints(way.get(way.size() - 1), height));
    }
    return way;
  }

  private static double[] along(List<double[]> way, double place) {
    int i = Math.min((int) place, way.size() - 2);
    double[] q = new double[DU];
    for (int j = 0; j < DU; j++) {
      q[j] = way.get(i)[j] + (way.get(i + 1)[j] - way.get(i)[j]) * (place - i);
    }
    return q;
  }

  private static double[] springs(double[] x, double[] wanted) {
    double[] u = new double[DU];
    for (int j = 0; j < DU; j++) {
      double force = SPRING[j] * (wanted[j] - x[j]) - DAMPER[j] * x[DU + j];
      u[j] = Math.max(-100, Math.min(100, force));
    }
    return u;
  }

  /** Angles near these that hold the peg upright this far above the bottom, by damped steps. */
  private double[] joints(double[] from, double height) {
    double[] q = from.clone();
    try (MujocoEnvironment arm =
        PegTask.peg(task.model())
            .onReset(
                start -> {
                  List<String> names = task.model().names(Kind.JOINT);
                  for (int j = 0; j < DU; j++) {
                    start.setJointPosition(names.get(j), posed[j]);
                  }
                  PegTask.stand(start, offset);
                })
            .build()) {
      for (int iteration = 0; iteration < 100; iteration++) {
        DMatrixRMaj error = new DMatrixRMaj(6, 1, true, ends(arm, q, height));
        reached = NormOps_DDRM.normF(error);
        if (reached < 1e-6) {
          return q;
        }
        DMatrixRMaj J = new DMatrixRMaj(6, DU);
        for (int j = 0; j < DU; j++) {
          double[] moved = q.clone();
          moved[j] += 1e-6;
          double[] e = ends(arm, moved, height);
          for (int i = 0; i < 6; i++) {
            J.set(i, j, (e[i] - error.get(i)) / 1e-6);
          }
        }
        // dq = J^T (J J^T + 1e-3 I)^-1 e
        DMatrixRMaj JJ = new DMatrixRMaj(6, 6);
        CommonOps_DDRM.multTransB(J, J, JJ);
        for (int i = 0; i < 6; i++) {
          JJ.add(i, i, 1e-3);
        }
        DMatrixRMaj y = new DMatrixRMaj(6, 1);
        CommonOps_DDRM.solve(JJ, error, y);
        DMatrixRMaj dq = new DMatrixRMaj(DU, 1);
        CommonOps_DDRM.multTransA(J, y, dq);
        for (int j = 0; j < DU; j++) {
          q[j] = Math.max(LOWER[j], Math.min(UPPER[j], q[j] - dq.get(j)));
        }
      }
    }
    return q;
  }

  /** Both ends relative to where they should be. */
  private double[] ends(MujocoEnvironment arm, double[] q, double height) {
    posed = q;
    double[] x = arm.reset(new SplittableRandom(0)).state();
    double[] e = Arrays.copyOfRange(x, PegTask.LOWER_END, PegTask.LOWER_END + 6);
    e[2] -= height;
    e[5] -= height;
    return e;
  }

  @Override
  public String toString() {
    return "inverse kinematics leaves " + reached + " m, the peg ends at " + last;
  }
}
