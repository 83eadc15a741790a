package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A random learning problem that goes wrong in one or more of the ways in which data go wrong: few
 * trajectories, equal ones, entries that never change, that are sums of others, that differ by many
 * powers of ten; policies of tiny or lopsided covariance; costs with negative curvature.
 */
final class IllConditionedProblem {
  final int T;
  final int dX;
  final int dU;
  final int clusters;
  final List<Trajectory> trajectories = new ArrayList<>();
  final GaussianPolicy policy;
  final QuadraticCost cost;
  final double klPerStep;
  final double startEta;

  /** What a unit of action adds to each state entry in an episode's step. */
  final double[] effect;

  private final RandomGenerator random;
  private final double[] unit;

  IllConditionedProblem(long seed) {
    random = new SplittableRandom(seed);
    T = random.nextInt(2, 9);
    dX = random.nextInt(1, 7);
    dU = random.nextInt(1, 4);
    clusters = random.nextInt(1, 13);
    unit = units();
    double[][] basis = basis();
    boolean copies = random.nextInt(5) == 0;
    int M = random.nextInt(1, 9);
    for (int m = 0; m < M; m++) {
      boolean copied = m > 0 && (copies || random.nextInt(6) == 0);
      trajectories.add(copied ? trajectories.get(random.nextInt(m)) : trajectory(basis));
    }
    policy = new Linear(gain(), symmetric(dU, random.nextDouble(0, 16), unit, dX, 1e-300, false));
    cost = cost();
    klPerStep = Math.pow(10, random.nextDouble(-8, 3));
    startEta = Math.pow(10, random.nextDouble(-9, 17));
    effect = new double[dX];
    double strength = random.nextInt(3) == 0 ? 0 : Math.pow(10, random.nextDouble(-6, 2));
    Arrays.setAll(effect, i -> strength * unit[i] / unit[dX + i % dU]);
  }

  /** Of the entries of [x; u]: mostly within a few powers of ten, sometimes far from one. */
  private double[] units() {
    double spread = random.nextInt(3) == 0 ? random.nextDouble(0, 12) : 0;
    double common = random.nextInt(8) == 0 ? random.nextDouble(-170, 170) : 0;
    double[] result = new double[dX + dU];
    Arrays.setAll(
        result, i -> Math.pow(10, common + (spread > 0 ? random.nextDouble(-spread, spread) : 0)));
    return result;
  }

  /**
   * How an entry of [x; u] is made of independent numbers, whose shares fall off to a condition of
   * 1 to 1e16: entries without a row never change, missing columns make others sums of each other.
   */
  private double[][] basis() {
    int n = dX + dU;
    double digits = random.nextDouble(0, 16);
    int rank = random.nextInt(3) == 0 ? random.nextInt(n + 1) : n;
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      boolean constant = random.nextInt(8) == 0;
      for (int k = 0; k < rank && !constant; k++) {
        double share = Math.pow(10, -digits * k / Math.max(1, n - 1));
        result[i][k] = share * random.nextGaussian();
      }
    }
    return result;
  }

  private Trajectory trajectory(double[][] basis) {
    int n = dX + dU;
    double[] centre = new double[n];
    if (random.nextBoolean()) {
      Arrays.setAll(centre, i -> random.nextInt(4) * random.nextGaussian());
    }
    double[] states = new double[(T + 1) * dX];
    double[] actions = new double[T * dU];
    double memory = random.nextDouble();
    double[] w = normals(n);
    for (int t = 0; t <= T; t++) {
      for (int k = 0; k < n; k++) {
        w[k] = memory * w[k] + (1 - memory) * random.nextGaussian();
      }
      for (int i = 0; i < n; i++) {
        double value = centre[i];
        for (int k = 0; k < n; k++) {
          value += basis[i][k] * w[k];
        }
        if (i < dX) {
          states[t * dX + i] = unit[i] * value;
        } else if (t < T) {
          actions[t * dU + i - dX] = unit[i] * value;
        }
      }
    }
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T * dX));
  }

  private double[] gain() {
    double[] K = new double[dU * dX];
    if (random.nextInt(4) > 0) {
      Arrays.setAll(K, i -> unit[dX + i / dX] / unit[i % dX] * random.nextGaussian());
    }
    return K;
  }

  private QuadraticCost cost() {
    int n = dX + dU;
    double weight = Math.pow(10, random.nextDouble(-6, 6));
    boolean indefinite = random.nextBoolean();
    double[] hessian = new double[T * n * n];
    double[] gradient = new double[T * n];
    double[] inverse = Arrays.stream(unit).map(u -> 1 / u).toArray();
    for (int t = 0; t < T; t++) {
      double[] H = symmetric(n, random.nextDouble(0, 16), inverse, 0, 0, indefinite);
      for (int i = 0; i < n * n; i++) {
        hessian[t * n * n + i] = weight * H[i];
      }
      for (int i = 0; i < n; i++) {
        gradient[t * n + i] = weight * inverse[i] * random.nextGaussian();
      }
    }
    return QuadraticCost.of(T, dX, dU, new double[T], gradient, hessian);
  }

  /** The quadratic cost as a function. */
  double price(int t, int horizon, double[] x, double[] u) {
    int n = dX + dU;
    double[] z = Arrays.copyOf(x, n);
    System.arraycopy(u, 0, z, dX, dU);
    double[] H = cost.hessian(t).data;
    double[] g = cost.gradient(t);
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += g[i] * z[i];
      for (int j = 0; j < n; j++) {
        sum += 0.5 * z[i] * H[i * n + j] * z[j];
      }
    }
    return sum;
  }

  /** W D W^T with D from 1 down to 10^-digits, in the units of the entries from .. from+n-1. */
  private double[] symmetric(
      int n, double digits, double[] unit, int from, double min, boolean indefinite) {
    double[] result = new double[n * n];
    double[] W = normals(n * n);
    for (int k = 0; k < n; k++) {
      double d = Math.pow(10, -digits * k / Math.max(1, n - 1));
      if (indefinite && random.nextBoolean()) {
        d = -d;
      }
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          result[i * n + j] += d * W[i * n + k] * W[j * n + k];
        }
      }
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        result[i * n + j] *= unit[from + i] * unit[from + j];
      }
      result[i * n + i] += min;
    }
    return result;
  }

  private double[] normals(int count) {
    double[] result = new double[count];
    Arrays.setAll(result, i -> random.nextGaussian());
    return result;
  }

  /** u ~ N(K x, S). */
  private record Linear(double[] gain, double[] covariance) implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return gain.length / actionDimension();
    }

    @Override
    public int actionDimension() {
      return (int) Math.round(Math.sqrt(covariance.length));
    }

    @Override
    public void action(double[] observation, double[] out) {
      int dX = observation.length;
      for (int i = 0; i < out.length; i++) {
        out[i] = 0;
        for (int j = 0; j < dX; j++) {
          out[i] += gain[i * dX + j] * observation[j];
        }
      }
    }
  }
}
