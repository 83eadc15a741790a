package org.guidedpolicy.examples.reacher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;

class PlanarArmTest {
  private static final List<CapsuleLink> LINKS =
      List.of(
          new CapsuleLink(0.5, 0.03, 300),
          new CapsuleLink(0.7, 0.05, 200),
          new CapsuleLink(0.4, 0.02, 500),
          new CapsuleLink(0.3, 0.04, 100));
  private static final int N = LINKS.size();

  private final RandomGenerator random = new SplittableRandom(1);

  private double[] uniform(double bound) {
    return random.doubles(N, -bound, bound).toArray();
  }

  /** Kinetic energy from the links' centres, each moved a little along the velocities. */
  private static double kineticEnergyByDifferences(double[] q, double[] v) {
    double h = 1e-6;
    double energy = 0;
    double w = 0;
    for (int k = 0; k < N; k++) {
      double[] ahead = centre(k, q, v, h);
      double[] behind = centre(k, q, v, -h);
      double vx = (ahead[0] - behind[0]) / (2 * h);
      double vy = (ahead[1] - behind[1]) / (2 * h);
      w += v[k];
      energy += LINKS.get(k).mass() * (vx * vx + vy * vy) / 2 + LINKS.get(k).inertia() * w * w / 2;
    }
    return energy;
  }

  private static double[] centre(int k, double[] q, double[] v, double h) {
    double th = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i <= k; i++) {
      th += q[i] + h * v[i];
      double r = LINKS.get(i).length() * (i < k ? 1 : 0.5);
      x += r * Math.cos(th);
      y += r * Math.sin(th);
    }
    return new double[] {x, y};
  }

  @Test
  void kineticEnergyIsThatOfTheMovingLinks() {
    PlanarArm arm = new PlanarArm(LINKS, 0, 0);
    for (int trial = 0; trial < 100; trial++) {
      double[] q = uniform(4);
      double[] v = uniform(3);
      arm.set(q, v);
      double expected = kineticEnergyByDifferences(q, v);
      assertEquals(expected, arm.kineticEnergy(), 1e-7 * (1 + expected));
    }
  }

  @Test
  void massMatrixIsTheHessianOfKineticEnergyAndPositiveDefinite() {
    PlanarArm arm = new PlanarArm(LINKS, 0, 0.04);
    for (int trial = 0; trial < 100; trial++) {
      double[] q = uniform(4);
      DMatrixRMaj expected = new DMatrixRMaj(N, N);
      // the energy is quadratic in v: M_ij = E(e_i + e_j) - E(e_i) - E(e_j)
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          double[] both = new double[N];
          both[i] += 1;
          both[j] += 1;
          expected.set(
              i, j, energy(arm, q, both) - energy(arm, q, unit(i)) - energy(arm, q, unit(j)));
        }
      }
      DMatrixRMaj M = new DMatrixRMaj(N, N, true, arm.massMatrixCopy());
      assertTrue(MatrixFeatures_DDRM.isIdentical(M, expected, 1e-12));
      assertTrue(DecompositionFactory_DDRM.chol(N, true).decompose(M));
    }
  }

  private static double[] unit(int i) {
    double[] e = new double[N];
    e[i] = 1;
    return e;
  }

  private static double energy(PlanarArm arm, double[] q, double[] v) {
    arm.set(q, v);
    return arm.kineticEnergy();
  }

  @Test
  void aFreeArmKeepsItsEnergyAndAngularMomentumAsStepsShrink() {
    PlanarArm arm = new PlanarArm(LINKS, 0, 0);
    double[] q = uniform(4);
    double[] v = uniform(3);
    double coarse = drift(arm, q, v, 1e-4);
    double fine = drift(arm, q, v, 1e-5);
    assertTrue(fine < 2e-4, "energy drift " + fine);
    // a method of first order: ten times smaller steps, about ten times less drift
    assertEquals(10, coarse / fine, 1);
  }

  /**
   * Largest relative change of energy and of the momentum about the first hinge during one second.
   */
  private static double drift(PlanarArm arm, double[] q, double[] v, double h) {
    arm.set(q, v);
    double energy = arm.kineticEnergy();
    double momentum = momentum(arm);
    double worst = 0;
    for (int i = 0; i < 1 / h; i++) {
      arm.step(new double[N], h);
      worst = Math.max(worst, Math.abs(arm.kineticEnergy() / energy - 1));
      worst = Math.max(worst, Math.abs(momentum(arm) / momentum - 1));
    }
    return worst;
  }

  /** The first row of M times v: what a torque about the fixed first hinge changes. */
  private static double momentum(PlanarArm arm) {
    double[] M = arm.massMatrixCopy();
    double sum = 0;
    for (int j = 0; j < N; j++) {
      sum += M[j] * arm.velocity(j);
    }
    return sum;
  }

  @Test
  void torquesDoTheWorkThatTheEnergyGains() {
    PlanarArm arm = new PlanarArm(LINKS, 0.3, 0.04);
    arm.set(uniform(4), uniform(1));
    double[] torque = uniform(2);
    double h = 1e-6;
    double before = arm.kineticEnergy();
    double work = 0;
    for (int step = 0; step < 100_000; step++) {
      double[] old = new double[N];
      for (int i = 0; i < N; i++) {
        old[i] = arm.velocity(i);
      }
      arm.step(torque, h);
      for (int i = 0; i < N; i++) {
        double v = (old[i] + arm.velocity(i)) / 2;
        work += h * v * (torque[i] - 0.3 * v);
      }
    }
    assertEquals(arm.kineticEnergy() - before, work, 1e-5 * Math.abs(work));
  }

  @Test
  void dampingIsImplicitSoALightHingeDoesNotBlowUp() {
    PlanarArm arm = new PlanarArm(List.of(new CapsuleLink(0.05, 0.01, 100)), 50, 0);
    arm.set(new double[] {0}, new double[] {1});
    arm.step(new double[] {0}, 0.01);
    assertTrue(arm.velocity(0) > 0 && arm.velocity(0) < 1e-3);
  }

  @Test
  void linkEndsFollowTheAngles() {
    PlanarArm arm = new PlanarArm(LINKS, 0, 0);
    arm.set(new double[] {Math.PI / 2, -Math.PI / 2, Math.PI, 0}, new double[N]);
    // up 0.5, right 0.7, back 0.4, back 0.3
    double[] x = {0, 0.7, 0.3, 0};
    for (int i = 0; i < N; i++) {
      assertEquals(x[i], arm.endX(i), 1e-15);
      assertEquals(0.5, arm.endY(i), 1e-15);
    }
  }

  @Test
  void endVelocitiesAreTheDerivativesOfTheEnds() {
    PlanarArm arm = new PlanarArm(LINKS, 0, 0);
    double[] q = uniform(4);
    double[] v = uniform(3);
    double h = 1e-6;
    double[][] ends = new double[2][2];
    for (int side = 0; side < 2; side++) {
      double[] moved = q.clone();
      for (int i = 0; i < N; i++) {
        moved[i] += (side == 0 ? -h : h) * v[i];
      }
      arm.set(moved, v);
      ends[side][0] = arm.endX(N - 1);
      ends[side][1] = arm.endY(N - 1);
    }
    arm.set(q, v);
    assertEquals((ends[1][0] - ends[0][0]) / (2 * h), arm.endVelocityX(N - 1), 1e-8);
    assertEquals((ends[1][1] - ends[0][1]) / (2 * h), arm.endVelocityY(N - 1), 1e-8);
  }

  @Test
  void accelerationOfOneLinkIsTorqueOverInertia() {
    CapsuleLink link = LINKS.get(0);
    PlanarArm arm = new PlanarArm(List.of(link), 0.2, 0.04);
    arm.set(new double[] {1}, new double[] {2});
    double inertia = link.inertia() + link.mass() * link.length() * link.length() / 4 + 0.04;
    double h = 0.01;
    arm.step(new double[] {3}, h);
    double v = 2 + h * (3 - 0.2 * 2) / (inertia + h * 0.2);
    assertEquals(v, arm.velocity(0), 1e-14);
    assertEquals(1 + h * v, arm.angle(0), 1e-14);
  }

  @Test
  void theSameTorquesGiveTheSameMotion() {
    double[] torque = uniform(2);
    double[][] ends = new double[2][];
    for (int run = 0; run < 2; run++) {
      PlanarArm arm = new PlanarArm(LINKS, 1, 0.04);
      for (int i = 0; i < 500; i++) {
        arm.step(torque, 0.01);
      }
      ends[run] = new double[] {arm.endX(N - 1), arm.endY(N - 1)};
    }
    assertArrayEquals(ends[0], ends[1]);
  }

  @Test
  void wrongLengthsAreRefusedWithBothNumbers() {
    PlanarArm arm = new PlanarArm(LINKS, 1, 0.04);
    Exception e = assertThrows(IllegalArgumentException.class, () -> arm.step(new double[3], 0.01));
    assertEquals("torque has 3 entries, expected 4 (one for each hinge)", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> arm.set(new double[4], new double[5]));
    assertThrows(IllegalArgumentException.class, () -> new PlanarArm(List.of(), 1, 0.04));
    assertThrows(IllegalArgumentException.class, () -> new PlanarArm(LINKS, -1, 0.04));
  }
}
