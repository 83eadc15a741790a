package org.guidedpolicy.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.DifferentiablePolicy;
import org.guidedpolicy.rollout.Trajectory;

/** Episodes of known systems. */
final class Systems {
  static final int T = 12;
  static final double DT = 0.1;

  private Systems() {}

  /**
   * A double integrator with state noise, followed by a fixed target, the distance to it, which is
   * exactly collinear with the position, and a zero: x = (p, v, target, p - target, 0).
   */
  static List<Trajectory> degenerate(int episodes, double noise, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    List<Trajectory> result = new ArrayList<>();
    for (int m = 0; m < episodes; m++) {
      double[] x = new double[(T + 1) * 5];
      double[] u = new double[T];
      double p = random.nextDouble(-1, 1);
      double v = random.nextDouble(-1, 1);
      for (int t = 0; t <= T; t++) {
        System.arraycopy(new double[] {p, v, 0.7, p - 0.7, 0.0}, 0, x, t * 5, 5);
        if (t < T) {
          u[t] = -p - v + 0.5 * random.nextGaussian();
          p += DT * v + noise * random.nextGaussian();
          v += DT * u[t] + noise * random.nextGaussian();
        }
      }
      result.add(new Trajectory(T, x, u, Arrays.copyOf(x, T * 5)));
    }
    return result;
  }

  /** The same episodes in other units: every state entry and the action times a factor. */
  static List<Trajectory> inUnits(List<Trajectory> trajectories, double[] state, double action) {
    List<Trajectory> result = new ArrayList<>();
    for (Trajectory trajectory : trajectories) {
      double[] x = trajectory.states();
      for (int i = 0; i < x.length; i++) {
        x[i] *= state[i % state.length];
      }
      double[] u = Arrays.stream(trajectory.actions()).map(value -> action * value).toArray();
      result.add(new Trajectory(trajectory.horizon(), x, u, Arrays.copyOf(x, T * state.length)));
    }
    return result;
  }

  static MixturePrior prior(double[] points, int d, WorkPool pool) {
    int n = points.length / d;
    return new GaussianMixtureFitter(GaussianMixtureFitter.Options.of(5, 20))
        .fit(points, n, d, Optional.empty(), new SplittableRandom(1), pool)
        .prior(1.0);
  }

  static MixturePrior dynamicsPrior(List<Trajectory> trajectories, WorkPool pool) {
    Trajectory first = trajectories.get(0);
    return prior(
        Tuples.transitions(trajectories, trajectories.size()),
        2 * first.stateDimension() + first.actionDimension(),
        pool);
  }

  /** u = (tanh(w . x)) with unit weights times a factor; variance 0.25. */
  record Tanh(int observationDimension, double factor) implements DifferentiablePolicy {
    @Override
    public int actionDimension() {
      return 1;
    }

    @Override
    public double[] covariance() {
      return new double[] {0.25};
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      actionOut[0] = Math.tanh(factor * Arrays.stream(observation).sum());
    }

    @Override
    public void jacobian(double[] observation, double[] out) {
      double mean = Math.tanh(factor * Arrays.stream(observation).sum());
      Arrays.fill(out, factor * (1 - mean * mean));
    }
  }

  /** u = K x + 0.3; variance 0.25. */
  record Linear(double[] gain) implements DifferentiablePolicy {
    @Override
    public int observationDimension() {
      return gain.length;
    }

    @Override
    public int actionDimension() {
      return 1;
    }

    @Override
    public double[] covariance() {
      return new double[] {0.25};
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      actionOut[0] = 0.3;
      for (int j = 0; j < gain.length; j++) {
        actionOut[0] += gain[j] * observation[j];
      }
    }

    @Override
    public void jacobian(double[] observation, double[] out) {
      System.arraycopy(gain, 0, out, 0, gain.length);
    }
  }
}
