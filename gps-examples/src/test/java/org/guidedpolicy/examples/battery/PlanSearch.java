package org.guidedpolicy.examples.battery;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;

/**
 * Finds the best actions from one start with the robot's own equations in hand, which no learner
 * has: iterative LQR with action limits (Tassa, Mansard, Todorov, Control-limited differential
 * dynamic programming, 2014). Dynamics are linearised by central differences; the value function's
 * Hessian is regularised until the expected improvement is real; an action at a limit that its
 * gradient pushes against is not corrected.
 */
final class PlanSearch {
  private final PlainRobot robot;
  private final EnvironmentSpec spec;
  private final CostFunction cost;
  private final int T;
  private final int dX;
  private final int dU;
  private final double[] lower;
  private final double[] upper;

  // the current plan
  private double[][] x = {};
  private double[][] u = {};
  private double value;

  // its expansion
  private RealMatrix[] A = {};
  private RealMatrix[] B = {};
  private CostDerivatives[] l = {};

  // the last backward pass
  private final double[][] k;
  private final double[][] K;

  PlanSearch(PlainRobot robot) {
    this.robot = robot;
    this.spec = robot.spec();
    this.cost = robot.cost(HessianForm.MAJORIZING);
    this.T = spec.horizon();
    this.dX = spec.stateDimension();
    this.dU = spec.actionDimension();
    this.lower = spec.actionLower();
    this.upper = spec.actionUpper();
    this.k = new double[T][dU];
    this.K = new double[T][dU * dX];
  }

  /**
   * The best near a random first guess.
   *
   * @param guess number of the guess: the same again for the same number
   * @param iterations at most
   */
  Plan from(double[] x1, int guess, int iterations) {
    guess(new SplittableRandom(guess));
    return descend(x1, iterations);
  }

  /** The best near a first guess, T actions. */
  Plan polish(double[] x1, double[][] actions, int iterations) {
    u = Arrays.stream(actions).map(double[]::clone).toArray(double[][]::new);
    return descend(x1, iterations);
  }

  private Plan descend(double[] x1, int iterations) {
    roll(x1);
    double mu = 1e-6;
    for (int iteration = 0; iteration < iterations && mu < 1e8; iteration++) {
      double before = value;
      expand();
      while (mu < 1e8 && !(backward(mu) && improve())) {
        mu *= 5;
      }
      mu = Math.max(1e-8, mu / 5);
      if (before - value < 1e-7 * (1 + Math.abs(value)) && mu < 1e7) {
        break;
      }
    }
    expand();
    while (!backward(mu)) {
      mu *= 10;
    }
    double[][] gains = Arrays.stream(K).map(double[]::clone).toArray(double[][]::new);
    return new Plan(x, u, gains, value);
  }

  /** Around the middle of the limits: waves of random length and height, shaken a little. */
  private void guess(RandomGenerator random) {
    u = new double[T][dU];
    for (int i = 0; i < dU; i++) {
      double middle = (lower[i] + upper[i]) / 2;
      double height = random.nextDouble();
      double waves = T * random.nextDouble(0, 0.06);
      double phase = random.nextDouble(0, 2 * Math.PI);
      for (int t = 0; t < T; t++) {
        double wave = height * Math.sin(2 * Math.PI * waves * t / T + phase);
        double amount = wave + 0.05 * random.nextGaussian();
        u[t][i] = middle + amount * (upper[i] - lower[i]) / 2;
      }
    }
  }

  private void roll(double[] x1) {
    x = new double[T + 1][];
    x[0] = x1;
    value = 0;
    for (int t = 0; t < T; t++) {
      u[t] = Limits.clip(spec, u[t]);
      value += cost.value(t, T, x[t], u[t]);
      x[t + 1] = robot.next(x[t], u[t]);
    }
  }

  private void expand() {
    A = new RealMatrix[T];
    B = new RealMatrix[T];
    l = new CostDerivatives[T];
    for (int t = 0; t < T; t++) {
      A[t] = new Array2DRowRealMatrix(dX, dX);
      B[t] = new Array2DRowRealMatrix(dX, dU);
      for (int j = 0; j < dX + dU; j++) {
        boolean state = j < dX;
        double z = state ? x[t][j] : u[t][j - dX];
        double h = 1e-6 * Math.max(1, Math.abs(z));
        double[] ahead = moved(t, j, h);
        double[] behind = moved(t, j, -h);
        for (int i = 0; i < dX; i++) {
          double slope = (ahead[i] - behind[i]) / (2 * h);
          if (state) {
            A[t].setEntry(i, j, slope);
          } else {
            B[t].setEntry(i, j - dX, slope);
          }
        }
      }
      l[t] = new CostDerivatives(dX, dU);
      cost.addDerivatives(t, T, x[t], u[t], l[t]);
    }
  }

  private double[] moved(int t, int j, double h) {
    double[] state = x[t].clone();
    double[] action = u[t].clone();
    if (j < dX) {
      state[j] += h;
    } else {
      action[j - dX] += h;
    }
    return robot.next(state, action);
  }

  /** Writes k and K; false if Quu is not positive definite. */
  private boolean backward(double mu) {
    RealMatrix Vx = new Array2DRowRealMatrix(dX, 1);
    RealMatrix Vxx = new Array2DRowRealMatrix(dX, dX);
    for (int t = T - 1; t >= 0; t--) {
      RealMatrix AT = A[t].transpose();
      RealMatrix BT = B[t].transpose();
      RealMatrix Qx = gradient(t, 0, dX).add(AT.multiply(Vx));
      RealMatrix Qu = gradient(t, dX, dU).add(BT.multiply(Vx));
      RealMatrix Qxx = hessian(t, 0, dX, 0, dX).add(AT.multiply(Vxx).multiply(A[t]));
      RealMatrix Quu = hessian(t, dX, dU, dX, dU).add(BT.multiply(Vxx).multiply(B[t]));
      RealMatrix Qux = hessian(t, dX, dU, 0, dX).add(BT.multiply(Vxx).multiply(A[t]));
      if (!gains(t, Qu, Quu, Qux, mu)) {
        return false;
      }
      RealMatrix kt = column(k[t]);
      RealMatrix Kt = matrix(dU, dX, K[t]);
      RealMatrix KT = Kt.transpose();
      // Vx = Qx + K^T Quu k + K^T Qu + Qux^T k, Vxx = Qxx + K^T Quu K + K^T Qux + Qux^T K
      RealMatrix QxuK = Qux.transpose().multiply(Kt);
      Vx = Qx.add(KT.multiply(Quu.multiply(kt).add(Qu))).add(Qux.transpose().multiply(kt));
      Vxx = Qxx.add(KT.multiply(Quu).multiply(Kt)).add(QxuK).add(QxuK.transpose());
      Vxx = Vxx.add(Vxx.transpose()).scalarMultiply(0.5);
    }
    return true;
  }

  /** Solves for one step, actions that are pushed against a limit left as they are. */
  private boolean gains(int t, RealMatrix Qu, RealMatrix Quu, RealMatrix Qux, double mu) {
    Arrays.fill(k[t], 0);
    Arrays.fill(K[t], 0);
    int[] free = free(t, Qu);
    int n = free.length;
    if (n == 0) {
      return true;
    }
    RealMatrix H = new Array2DRowRealMatrix(n, n);
    RealMatrix g = new Array2DRowRealMatrix(n, 1 + dX);
    for (int a = 0; a < n; a++) {
      double range = upper[free[a]] - lower[free[a]];
      for (int b = 0; b < n; b++) {
        H.setEntry(a, b, Quu.getEntry(free[a], free[b]) + (a == b ? mu / (range * range) : 0));
      }
      g.setEntry(a, 0, Qu.getEntry(free[a], 0));
      for (int j = 0; j < dX; j++) {
        g.setEntry(a, 1 + j, Qux.getEntry(free[a], j));
      }
    }
    LUDecomposition factors = new LUDecomposition(H);
    if (!(H.getEntry(0, 0) > 0 && factors.getDeterminant() > 0)) {
      return false;
    }
    RealMatrix solved = factors.getSolver().solve(g);
    for (int a = 0; a < n; a++) {
      k[t][free[a]] = -solved.getEntry(a, 0);
      for (int j = 0; j < dX; j++) {
        K[t][free[a] * dX + j] = -solved.getEntry(a, 1 + j);
      }
    }
    return true;
  }

  private int[] free(int t, RealMatrix Qu) {
    return java.util.stream.IntStream.range(0, dU)
        .filter(
            i ->
                !(u[t][i] <= lower[i] && Qu.getEntry(i, 0) > 0
                    || u[t][i] >= upper[i] && Qu.getEntry(i, 0) < 0))
        .toArray();
  }

  /** Shorter and shorter steps along the new gains until the cost falls. */
  private boolean improve() {
    for (double step = 1; step > 1e-3; step *= 0.5) {
      double[][] triedX = new double[T + 1][];
      double[][] triedU = new double[T][dU];
      triedX[0] = x[0];
      double sum = 0;
      for (int t = 0; t < T; t++) {
        for (int i = 0; i < dU; i++) {
          triedU[t][i] = u[t][i] + step * k[t][i];
          for (int j = 0; j < dX; j++) {
            triedU[t][i] += K[t][i * dX + j] * (triedX[t][j] - x[t][j]);
          }
        }
        triedU[t] = Limits.clip(spec, triedU[t]);
        sum += cost.value(t, T, triedX[t], triedU[t]);
        triedX[t + 1] = robot.next(triedX[t], triedU[t]);
      }
      if (sum < value) {
        x = triedX;
        u = triedU;
        value = sum;
        return true;
      }
    }
    return false;
  }

  private RealMatrix gradient(int t, int first, int n) {
    RealMatrix g = new Array2DRowRealMatrix(n, 1);
    for (int i = 0; i < n; i++) {
      g.setEntry(i, 0, l[t].gradient(first + i));
    }
    return g;
  }

  private RealMatrix hessian(int t, int row, int rows, int column, int columns) {
    RealMatrix H = new Array2DRowRealMatrix(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        H.setEntry(i, j, l[t].hessian(row + i, column + j));
      }
    }
    return H;
  }

  private static RealMatrix matrix(int rows, int columns, double[] values) {
    RealMatrix M = new Array2DRowRealMatrix(rows, columns);
    for (int i = 0; i < values.length; i++) {
      M.setEntry(i / columns, i % columns, values[i]);
    }
    return M;
  }

  private static RealMatrix column(double[] values) {
    return matrix(values.length, 1, values);
  }
}
