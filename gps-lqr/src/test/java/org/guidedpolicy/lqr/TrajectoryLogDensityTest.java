package org.guidedpolicy.lqr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Test;

class TrajectoryLogDensityTest {
  private final SplittableRandom random = new SplittableRandom(21);

  @Test
  void agreesWithTheJointDensityOfStatesAndActionsButTheLast() {
    for (int n = 0; n < 100; n++) {
      int T = random.nextInt(1, 5);
      int dX = random.nextInt(1, 5);
      int dU = random.nextInt(1, 4);
      Problem p = RandomProblems.convex(random, T, dX, dU);
      var density = new TrajectoryLogDensity(p.initial(), p.reference(), p.dynamics());
      double[] states = RandomProblems.normals(random, (T + 1) * dX, 1);
      double[] actions = RandomProblems.normals(random, T * dU, 1);
      int observed = T * (dX + dU) - dU;
      double[] tau = new double[observed];
      for (int t = 0; t < T; t++) {
        System.arraycopy(states, t * dX, tau, t * (dX + dU), dX);
        if (t < T - 1) {
          System.arraycopy(actions, t * dU, tau, t * (dX + dU) + dX, dU);
        }
      }
      var joint = JointGaussian.of(p.initial(), p.dynamics(), p.reference()).head(observed);
      double expected = joint.logDensity(new SimpleMatrix(tau));
      assertEquals(expected, density.of(states, actions), 1e-8 * Math.abs(expected) + 1e-9);
    }
  }

  @Test
  void theLastActionAndTheStateAfterItDoNotMatter() {
    Problem p = RandomProblems.convex(random, 4, 3, 2);
    var density = new TrajectoryLogDensity(p.initial(), p.reference(), p.dynamics());
    double[] states = RandomProblems.normals(random, 5 * 3, 1);
    double[] actions = RandomProblems.normals(random, 4 * 2, 1);
    double before = density.of(states, actions);
    states[14] = Double.NaN;
    actions[7] = 1e9;
    assertEquals(before, density.of(states, actions));
    assertEquals(before, density.of(Arrays.copyOf(states, 12), actions));
    actions[5] += 1;
    assertTrue(before != density.of(states, actions));
  }

  @Test
  void aCovarianceWithoutDensityIsNamed() {
    Problem p = RandomProblems.convex(random, 4, 3, 2);
    double[] F = p.dynamics().F.clone();
    Arrays.fill(F, 2 * 9, 3 * 9, 0);
    var singular = LinearGaussianDynamics.of(4, 3, 2, p.dynamics().fxu, p.dynamics().fc, F);
    assertMessage("dynamics covariance F at step 2", p.initial(), p.reference(), singular);
    double[] C = p.reference().C.clone();
    C[4] = -1;
    var indefinite = LinearGaussianController.of(4, 3, 2, p.reference().K, p.reference().k, C);
    assertMessage("policy covariance C at step 1", p.initial(), indefinite, p.dynamics());
    var point = Gaussian.of(p.initial().mean(), new double[9]);
    assertMessage("initial covariance is", point, p.reference(), p.dynamics());
  }

  private static void assertMessage(
      String part,
      Gaussian initial,
      LinearGaussianController policy,
      LinearGaussianDynamics dynamics) {
    var e =
        assertThrows(LqrException.class, () -> new TrajectoryLogDensity(initial, policy, dynamics));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    Problem p = RandomProblems.convex(random, 4, 3, 2);
    var density = new TrajectoryLogDensity(p.initial(), p.reference(), p.dynamics());
    assertThrows(IllegalArgumentException.class, () -> density.of(new double[11], new double[8]));
    assertThrows(IllegalArgumentException.class, () -> density.of(new double[12], new double[7]));
  }
}
