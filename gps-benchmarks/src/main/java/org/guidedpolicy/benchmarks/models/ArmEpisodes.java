package org.guidedpolicy.benchmarks.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Trajectory;
import org.guidedpolicy.policy.GaussianPolicy;

/**
 * Episodes of a seven-joint arm that reaches for a random target with noisy torques: state 26 = 7
 * angles, 7 velocities, 6 nonlinear positions relative to the target, their 6 velocities. The same
 * for the same seed.
 */
public final class ArmEpisodes {
  static final int T = 100;
  static final int STATE = 26;
  static final int ACTION = 7;

  private static final double DT = 0.05;

  private ArmEpisodes() {}

  /** Episodes by {@link #policy} with noise. */
  public static List<Trajectory> of(int episodes, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Trajectory> result = new ArrayList<>();
    for (int m = 0; m < episodes; m++) {
      result.add(episode(random));
    }
    return result;
  }

  /** The policy without noise. */
  public static GaussianPolicy policy() {
    return new Reach();
  }

  private static Trajectory episode(RandomGenerator random) {
    double[] q = {0.1, 0.1, -1.54, -1.7, 1.54, -0.2, 0};
    double[] w = new double[ACTION];
    double[] target = random.doubles(6, -0.2, 0.2).toArray();
    double[] x = new double[(T + 1) * STATE];
    double[] u = new double[T * ACTION];
    double[] action = new double[ACTION];
    for (int t = 0; t <= T; t++) {
      observe(q, w, target, x, t * STATE);
      if (t < T) {
        new Reach().action(Arrays.copyOfRange(x, t * STATE, (t + 1) * STATE), action);
        for (int j = 0; j < ACTION; j++) {
          u[t * ACTION + j] = action[j] + 0.5 * random.nextGaussian();
          w[j] += DT * (u[t * ACTION + j] - 0.5 * w[j] - 0.3 * Math.sin(q[j]));
          q[j] += DT * w[j];
        }
      }
    }
    return new Trajectory(T, x, u, Arrays.copyOf(x, T * STATE));
  }

  private static void observe(double[] q, double[] w, double[] target, double[] out, int from) {
    System.arraycopy(q, 0, out, from, ACTION);
    System.arraycopy(w, 0, out, from + ACTION, ACTION);
    for (int i = 0; i < 6; i++) {
      double position = 0;
      double velocity = 0;
      double angle = i;
      double rate = 0;
      for (int j = 0; j < ACTION - i / 3; j++) {
        angle += q[j] * (1 + 0.1 * i);
        rate += w[j] * (1 + 0.1 * i);
        position += 0.2 * Math.sin(angle);
        velocity += 0.2 * Math.cos(angle) * rate;
      }
      out[from + 2 * ACTION + i] = position - target[i];
      out[from + 2 * ACTION + 6 + i] = velocity;
    }
  }

  /** A smooth nonlinear policy. */
  static final class Reach implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return STATE;
    }

    @Override
    public int actionDimension() {
      return ACTION;
    }

    @Override
    public double[] covariance() {
      double[] covariance = new double[ACTION * ACTION];
      for (int j = 0; j < ACTION; j++) {
        covariance[j * (ACTION + 1)] = 0.25;
      }
      return covariance;
    }

    @Override
    public void action(double[] x, double[] actionOut) {
      for (int j = 0; j < ACTION; j++) {
        double pull = 0;
        for (int i = 0; i < 6; i++) {
          pull -= Math.cos(j + 2 * i + x[j]) * x[2 * ACTION + i];
        }
        actionOut[j] = 2 * Math.tanh(pull) - x[ACTION + j];
      }
    }
  }
}
