package org.guidedpolicy.lqr;

import java.util.Locale;

/**
 * The log density of a trajectory under an initial distribution, a policy and dynamics ([RF] Eq. 1
 * without the cluster's prior log P(k)):
 *
 * <pre>log N(x_1) + sum over t &lt; T-1 of [log policy(u_t | x_t) + log dynamics(x_t+1 | x_t, u_t)]
 * </pre>
 *
 * <p>The last action leads to no observed state and is not used. All factorizations are done by the
 * constructor; one evaluation then takes about T (dX + dU)^2 operations. Immutable and thread-safe.
 */
public final class TrajectoryLogDensity {
  private static final double LOG_2_PI = Math.log(2 * Math.PI);

  private final int T;
  private final int dX;
  private final int dU;
  private final Gaussian initial;
  private final LinearGaussianController policy;
  private final LinearGaussianDynamics dynamics;
  private final double[] initialFactor;
  private final double[] policyFactors;
  private final double[] dynamicsFactors;
  private final double initialConstant;
  private final double policyConstant;
  private final double dynamicsConstant;

  /**
   * @param initial N(x_1)
   * @param policy u ~ N(K x + k, C)
   * @param dynamics x' ~ N(fxu [x; u] + fc, F)
   * @throws IllegalArgumentException if the shapes differ
   * @throws LqrException if a covariance is not positive definite, or an entry is not finite
   */
  public TrajectoryLogDensity(
      Gaussian initial, LinearGaussianController policy, LinearGaussianDynamics dynamics) {
    Shapes.requireSameShape("dynamics", dynamics, "policy", policy);
    Shapes.requireEqual("initial.dimension", initial.dimension(), "policy", policy.dX);
    T = policy.T;
    dX = policy.dX;
    dU = policy.dU;
    this.initial = initial;
    this.policy = policy;
    this.dynamics = dynamics;
    initial.requireFinite("initial");
    policy.requireFinite("policy");
    dynamics.requireFinite("dynamics");
    initialFactor = factors("initial covariance", initial.covariance, 1, dX);
    policyFactors = factors("policy covariance C at step %d", policy.C, T - 1, dU);
    dynamicsFactors = factors("dynamics covariance F at step %d", dynamics.F, T - 1, dX);
    initialConstant = constant(initialFactor, 1, dX);
    policyConstant = constant(policyFactors, T - 1, dU);
    dynamicsConstant = constant(dynamicsFactors, T - 1, dX);
  }

  /**
   * The log density of a trajectory: the sum of its three parts.
   *
   * @param states at least T x dX entries, row-major; what follows is not read
   * @param actions T x dU entries; those of the last step are not read
   * @throws IllegalArgumentException if an array is too short
   */
  public double of(double[] states, double[] actions) {
    return of(states, actions, T);
  }

  /**
   * The log density of a trajectory that ended early: of its first steps alone.
   *
   * @param states at least T x dX entries, row-major; only those up to state {@code steps} count
   * @param actions T x dU entries
   * @param steps how many actions were executed, at least 1
   * @throws IllegalArgumentException if an array is too short
   */
  public double of(double[] states, double[] actions, int steps) {
    return initial(states) + policy(states, actions, steps) + dynamics(states, actions, steps);
  }

  /** log N(x_1); the arguments as in {@link #of}. */
  public double initial(double[] states) {
    requireAtLeast("states", states, T * dX);
    double[] r = new double[dX];
    for (int i = 0; i < dX; i++) {
      r[i] = states[i] - initial.mean[i];
    }
    return initialConstant - 0.5 * squaredNorm(initialFactor, 0, r, dX);
  }

  /** The sum of log policy(u_t | x_t) over t &lt; T-1; the arguments as in {@link #of}. */
  public double policy(double[] states, double[] actions) {
    return policy(states, actions, T);
  }

  private double policy(double[] states, double[] actions, int steps) {
    requireLengths(states, actions);
    double[] r = new double[dU];
    double sum = 0;
    int n = Math.min(steps, T - 1);
    for (int t = 0; t < n; t++) {
      // r = u - K x - k
      for (int a = 0; a < dU; a++) {
        int row = t * dU + a;
        r[a] = actions[row] - policy.k[row] - Rows.dot(policy.K, row * dX, states, t * dX, dX);
      }
      sum += squaredNorm(policyFactors, t * dU * dU, r, dU);
    }
    return (n == T - 1 ? policyConstant : constant(policyFactors, n, dU)) - 0.5 * sum;
  }

  /** The sum of log dynamics(x_t+1 | x_t, u_t) over t &lt; T-1; the arguments as in {@link #of}. */
  public double dynamics(double[] states, double[] actions) {
    return dynamics(states, actions, T);
  }

  /**
   * The sum of log dynamics(x_t+1 | x_t, u_t) over the first steps of a trajectory that ended
   * early; the arguments as in {@link #of(double[], double[], int)}.
   */
  public double dynamics(double[] states, double[] actions, int steps) {
    requireLengths(states, actions);
    int dZ = dX + dU;
    double[] r = new double[dX];
    double sum = 0;
    int n = Math.min(steps, T - 1);
    for (int t = 0; t < n; t++) {
      // r = x' - fx x - fu u - fc
      for (int i = 0; i < dX; i++) {
        int row = t * dX + i;
        double mean =
            dynamics.fc[row]
                + Rows.dot(dynamics.fxu, row * dZ, states, t * dX, dX)
                + Rows.dot(dynamics.fxu, row * dZ + dX, actions, t * dU, dU);
        r[i] = states[row + dX] - mean;
      }
      sum += squaredNorm(dynamicsFactors, t * dX * dX, r, dX);
    }
    return (n == T - 1 ? dynamicsConstant : constant(dynamicsFactors, n, dX)) - 0.5 * sum;
  }

  /** |L^-1 r|^2 by forward substitution in place, for L^T stored row by row. */
  private static double squaredNorm(double[] factorT, int start, double[] r, int n) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      int row = start + i * n;
      double y = r[i] / factorT[row + i];
      sum += y * y;
      for (int j = i + 1; j < n; j++) {
        r[j] -= y * factorT[row + j];
      }
    }
    return sum;
  }

  /** The transposed lower factors of n x n covariances, steps one after another. */
  private static double[] factors(String name, double[] covariances, int steps, int n) {
    double[] result = new double[steps * n * n];
    double[] L = new double[n * n];
    for (int t = 0; t < steps; t++) {
      int start = t * n * n;
      if (!Cholesky.lower(covariances, start, n, L, 0)) {
        throw Cholesky.notPositiveDefinite(
            String.format(Locale.ROOT, name, t), covariances, start, n);
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
          result[start + j * n + i] = L[i * n + j];
        }
      }
    }
    return result;
  }

  /** -1/2 (n log 2 pi + log|S|), summed over steps. */
  private static double constant(double[] factors, int steps, int n) {
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      sum -= 0.5 * (n * LOG_2_PI + Cholesky.logDeterminant(factors, t * n * n, n));
    }
    return sum;
  }

  private void requireLengths(double[] states, double[] actions) {
    requireAtLeast("states", states, T * dX);
    requireAtLeast("actions", actions, T * dU);
  }

  private static void requireAtLeast(String name, double[] array, int least) {
    if (array.length < least) {
      throw new IllegalArgumentException(
          name + " has " + array.length + " entries, expected at least " + least);
    }
  }
}
