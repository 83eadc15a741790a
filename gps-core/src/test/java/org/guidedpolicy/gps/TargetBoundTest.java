package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class TargetBoundTest {
  private static final int T = 4;
  private static final int DX = 3;
  private static final int DU = 2;
  private static final double KL_PER_STEP = 0.7;

  private final SplittableRandom random = new SplittableRandom(3);
  private final LinearGaussianController reference = controller();
  private final LocalPolicy local =
      new LocalPolicy(problem(reference), controller(), 1, T * KL_PER_STEP, 0);
  private final Trajectory trajectory =
      new Trajectory(T, normal((T + 1) * DX), normal(T * DU), normal(T * DX));

  private double[] normal(int n) {
    return random.doubles(n, -1, 1).toArray();
  }

  private LinearGaussianController controller() {
    double[] C = new double[T * DU * DU];
    for (int t = 0; t < T; t++) {
      double[] L = normal(3);
      double a = 0.3 + L[0] * L[0];
      double c = 0.3 + L[1] * L[1];
      double b = 0.9 * L[2] * Math.sqrt(a * c);
      System.arraycopy(new double[] {a, b, b, c}, 0, C, t * DU * DU, DU * DU);
    }
    return LinearGaussianController.of(T, DX, DU, normal(T * DU * DX), normal(T * DU), C);
  }

  /** Of the problem only the reference matters here. */
  private static LocalProblem problem(LinearGaussianController reference) {
    int n = DX + DU;
    int S = T - 1;
    return new LocalProblem(
        0,
        List.of(0),
        Gaussian.of(new double[DX], CommonOps_DDRM.identity(DX).data),
        LinearGaussianDynamics.of(
            T, DX, DU, new double[S * DX * n], new double[S * DX], new double[S * DX * DX]),
        QuadraticCost.of(T, DX, DU, new double[T], new double[T * n], new double[T * n * n]),
        reference,
        T * KL_PER_STEP,
        1,
        Optional.empty());
  }

  /** 1/2 d^T Sp^{-1} d by the closed form of a 2 x 2 inverse. */
  private double kl(int t, double[] targets, int offset) {
    double[] S = reference.covariance(t).data;
    double[] d = difference(t, targets, offset);
    double form = S[3] * d[0] * d[0] - 2 * S[1] * d[0] * d[1] + S[0] * d[1] * d[1];
    return 0.5 * form / (S[0] * S[3] - S[1] * S[1]);
  }

  private double[] difference(int t, double[] targets, int offset) {
    double[] d = new double[DU];
    reference.mean(t, trajectory.state(t), d);
    for (int j = 0; j < DU; j++) {
      d[j] = targets[offset + t * DU + j] - d[j];
    }
    return d;
  }

  @Test
  void targetsWithinTheBoundStay() {
    double[] targets = new double[T * DU];
    double[] mean = new double[DU];
    for (int t = 0; t < T; t++) {
      reference.mean(t, trajectory.state(t), mean);
      for (int j = 0; j < DU; j++) {
        targets[t * DU + j] = mean[j] + 0.05;
      }
    }
    double[] held = targets.clone();
    new TargetBound(local, trajectory.horizon(), 1).clip(trajectory, held, 0);
    assertArrayEquals(targets, held);
  }

  @Test
  void targetsBeyondTheBoundAreDrawnBackOntoItInTheirDirection() {
    int offset = 3;
    double factor = 0.5;
    double[] targets = new double[offset + T * DU];
    double[] far = normal(T * DU);
    for (int i = 0; i < far.length; i++) {
      targets[offset + i] = 20 + far[i];
    }
    double[] held = targets.clone();
    new TargetBound(local, trajectory.horizon(), factor).clip(trajectory, held, offset);
    for (int t = 0; t < T; t++) {
      assertEquals(factor * KL_PER_STEP, kl(t, held, offset), 1e-12);
      double[] before = difference(t, targets, offset);
      double[] after = difference(t, held, offset);
      assertEquals(0, before[0] * after[1] - before[1] * after[0], 1e-10);
      assertTrue(0 < after[0] && after[0] < before[0]);
    }
    assertArrayEquals(new double[offset], Arrays.copyOf(held, offset));
  }
}
