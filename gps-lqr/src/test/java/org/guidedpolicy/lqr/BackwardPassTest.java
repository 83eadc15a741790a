package org.guidedpolicy.lqr;

import static org.guidedpolicy.lqr.Vectors.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.ejml.simple.SimpleMatrix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BackwardPassTest {
  private static final int PROBLEMS = 1000;

  @Test
  void controllersFollowTheOptimumOfTheWholeTrajectory() {
    var random = new SplittableRandom(1);
    for (int n = 0; n < PROBLEMS; n++) {
      Problem problem = randomSize(random, 0);
      double eta = Math.exp(2 * random.nextGaussian());
      var controller = problem.solveAt(eta).controller();
      var dense = new DenseProblem(problem, eta);
      double[] x0 = RandomProblems.normals(random, controller.dX, 2);
      assertClose(
          dense.optimum(x0),
          noiselessRun(problem.dynamics(), controller, x0),
          1e-8,
          "problem " + n);
    }
  }

  @Test
  void covarianceIsTheFirstBlockOfTheInverseReducedHessian() {
    var random = new SplittableRandom(2);
    for (int n = 0; n < PROBLEMS; n++) {
      Problem problem = randomSize(random, 0);
      double eta = Math.exp(2 * random.nextGaussian());
      var controller = problem.solveAt(eta).controller();
      var dense = new DenseProblem(problem, eta);
      int dU = controller.dU;
      for (int t = 0; t < controller.T; t++) {
        SimpleMatrix inverse = dense.reducedHessian(t).invert();
        assertClose(
            inverse.extractMatrix(0, dU, 0, dU).getDDRM().data,
            controller.covariance(t).data,
            1e-9,
            "problem " + n + " step " + t);
      }
    }
  }

  @Test
  @Tag("sampling")
  void indefiniteCostsAreSolvedExactlyIfTheReducedHessianIsPositive() {
    var random = new SplittableRandom(3);
    int solved = 0;
    int refused = 0;
    for (int n = 0; n < PROBLEMS; n++) {
      Problem problem = randomSize(random, 2);
      double eta = Math.exp(2 * random.nextGaussian());
      var dense = new DenseProblem(problem, eta);
      double[] eigenvalues =
          dense.reducedHessian(0).eig().getEigenvalues().stream()
              .mapToDouble(e -> e.real)
              .sorted()
              .toArray();
      double largest = Math.max(-eigenvalues[0], eigenvalues[eigenvalues.length - 1]);
      double smallest = eigenvalues[0] / largest;
      if (smallest > 1e-6) {
        var controller = problem.solveAt(eta).controller();
        double[] x0 = RandomProblems.normals(random, controller.dX, 2);
        double[] run = noiselessRun(problem.dynamics(), controller, x0);
        assertClose(dense.optimum(x0), run, 1e-7, "problem " + n);
        solved++;
      } else if (smallest < -1e-6) {
        assertThrows(LqrException.class, () -> problem.solveAt(eta), "problem " + n);
        refused++;
      }
    }
    assertTrue(solved > 200 && refused > 200, solved + " solved, " + refused + " refused");
  }

  @Test
  void anIndefiniteLastOrFirstStepIsNamed() {
    var random = new SplittableRandom(4);
    int T = 5;
    Problem problem = RandomProblems.convex(random, T, 3, 2);
    int dZ = 5;
    for (int step : new int[] {0, 2, T - 1}) {
      double[] hessian = problem.cost().hessian.clone();
      int u = (step * dZ + 3) * dZ + 3;
      hessian[u] = -1000;
      var cost =
          QuadraticCost.of(T, 3, 2, problem.cost().constant, problem.cost().gradient, hessian);
      var bad = new Problem(problem.dynamics(), problem.initial(), cost, problem.reference());
      var e = assertThrows(LqrException.class, () -> bad.solveAt(1));
      assertTrue(e.getMessage().contains("step " + step + ","), e.getMessage());
      double told =
          Double.parseDouble(
              e.getMessage().replaceAll("(?s).*smallest eigenvalue (\\S+);.*", "$1"));
      if (step == T - 1) {
        var M = new DenseProblem(bad, 1).reducedHessian(step);
        double smallest =
            M.eig().getEigenvalues().stream().mapToDouble(v -> v.real).min().orElseThrow();
        assertEquals(smallest, told, 1e-2 * Math.abs(smallest));
      }
      assertTrue(told < 0, e.getMessage());
    }
  }

  /** z_0, .., z_{T-1} without noise. */
  static double[] noiselessRun(
      LinearGaussianDynamics dynamics, LinearGaussianController controller, double[] x0) {
    int T = controller.T;
    int dX = controller.dX;
    int dU = controller.dU;
    double[] result = new double[T * (dX + dU)];
    double[] x = x0;
    double[] u = new double[dU];
    for (int t = 0; t < T; t++) {
      controller.mean(t, x, u);
      double[] z = Arrays.copyOf(x, dX + dU);
      System.arraycopy(u, 0, z, dX, dU);
      System.arraycopy(z, 0, result, t * (dX + dU), dX + dU);
      if (t < T - 1) {
        var next = SimpleMatrix.wrap(dynamics.jacobian(t)).mult(new SimpleMatrix(z));
        x = next.plus(new SimpleMatrix(dynamics.offset(t))).getDDRM().data;
      }
    }
    return result;
  }

  private static Problem randomSize(SplittableRandom random, double shift) {
    int T = random.nextInt(1, 7);
    int dX = random.nextInt(1, 6);
    int dU = random.nextInt(1, 5);
    return RandomProblems.of(random, T, dX, dU, shift);
  }
}
