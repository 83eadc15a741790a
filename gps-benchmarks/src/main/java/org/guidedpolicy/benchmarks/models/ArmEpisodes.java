package org.guidedpolicy.benchmarks.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Episodes of an arm that reaches for a random target with noisy torques. The state is the joints'
 * angles and velocities, 6 nonlinear positions relative to the target and their 6 velocities: 26
 * entries with seven joints, 18 with three. The same for the same seed.
 *
 * @param joints torques of an action
 * @param horizon T
 */
public record ArmEpisodes(int joints, int horizon) {

  private static final double DT = 0.05;

  private static final double[] START = {0.1, 0.1, -1.54, -1.7, 1.54, -0.2, 0};

  /** Of a size given as dX x dU x T, for instance 26x7x100. */
  public static ArmEpisodes ofSize(String size) {
    String[] sizes = size.split("x");
    ArmEpisodes arm = new ArmEpisodes(Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
    if (arm.stateDimension() != Integer.parseInt(sizes[0])) {
      throw new IllegalArgumentException(
          size + ": with " + arm.joints + " joints dX is " + arm.stateDimension());
    }
    return arm;
  }

  public int stateDimension() {
    return 2 * joints + 12;
  }

  /** Episodes by {@link #policy} with noise. */
  public List<Trajectory> episodes(int count, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Trajectory> result = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      result.add(episode(random));
    }
    return result;
  }

  /** The policy without noise. */
  public GaussianPolicy policy() {
    return new Reach(joints);
  }

  private Trajectory episode(RandomGenerator random) {
    int T = horizon;
    int dX = stateDimension();
    GaussianPolicy policy = policy();
    double[] q = Arrays.copyOf(START, joints);
    double[] w = new double[joints];
    double[] target = random.doubles(6, -0.2, 0.2).toArray();
    double[] x = new double[(T + 1) * dX];
    double[] u = new double[T * joints];
    double[] action = new double[joints];
    for (int t = 0; t <= T; t++) {
      observe(q, w, target, x, t * dX);
      if (t < T) {
        policy.action(Arrays.copyOfRange(x, t * dX, (t + 1) * dX), action);
        for (int j = 0; j < joints; j++) {
          u[t * joints + j] = action[j] + 0.5 * random.nextGaussian();
          w[j] += DT * (u[t * joints + j] - 0.5 * w[j] - 0.3 * Math.sin(q[j]));
          q[j] += DT * w[j];
        }
      }
    }
    return new Trajectory(T, x, u, Arrays.copyOf(x, T * dX));
  }

  private void observe(double[] q, double[] w, double[] target, double[] out, int from) {
    System.arraycopy(q, 0, out, from, joints);
    System.arraycopy(w, 0, out, from + joints, joints);
    for (int i = 0; i < 6; i++) {
      double position = 0;
      double velocity = 0;
      double angle = i;
      double rate = 0;
      for (int j = 0; j < joints - i / 3; j++) {
        angle += q[j] * (1 + 0.1 * i);
        rate += w[j] * (1 + 0.1 * i);
        position += 0.2 * Math.sin(angle);
        velocity += 0.2 * Math.cos(angle) * rate;
      }
      out[from + 2 * joints + i] = position - target[i];
      out[from + 2 * joints + 6 + i] = velocity;
    }
  }

  /** A smooth nonlinear policy. */
  private record Reach(int joints) implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return 2 * joints + 12;
    }

    @Override
    public int actionDimension() {
      return joints;
    }

    @Override
    public double[] covariance() {
      double[] covariance = new double[joints * joints];
      for (int j = 0; j < joints; j++) {
        covariance[j * (joints + 1)] = 0.25;
      }
      return covariance;
    }

    @Override
    public void action(double[] x, double[] actionOut) {
      for (int j = 0; j < joints; j++) {
        double pull = 0;
        for (int i = 0; i < 6; i++) {
          pull -= Math.cos(j + 2 * i + x[j]) * x[2 * joints + i];
        }
        actionOut[j] = 2 * Math.tanh(pull) - x[joints + j];
      }
    }
  }
}
