package org.guidedpolicy.dynamics;

import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.dynamics.FiniteDifferenceModel.NextState;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/** Systems that are known exactly, and episodes of them. */
final class Systems {
  static final int T = 40;
  private static final double DT = 0.05;

  /** x' = A x + B u with a third state entry that never changes. */
  static final double[] A = {0.95, 0.1, 0, -0.2, 0.9, 0, 0, 0, 1};

  static final double[] B = {0.02, 0.01, 0.3, -0.1, 0, 0};

  private Systems() {}

  static void linear(double[] x, double[] u, double[] next) {
    for (int i = 0; i < 3; i++) {
      next[i] = 0;
      for (int j = 0; j < 3; j++) {
        next[i] += A[i * 3 + j] * x[j];
      }
      for (int j = 0; j < 2; j++) {
        next[i] += B[i * 2 + j] * u[j];
      }
    }
  }

  /** Angle, 0 hanging, and velocity; torque; semi-implicit Euler. */
  static void pendulum(double[] x, double[] u, double[] next) {
    next[1] = x[1] + DT * (-9.81 * Math.sin(x[0]) - 0.1 * x[1] + 3 * u[0]);
    next[0] = x[0] + DT * next[1];
  }

  static Environment linear() {
    return new Simulation(EnvironmentSpec.builder(3, 2).horizon(T).build(), Systems::linear) {
      @Override
      double start(int i, RandomGenerator random) {
        return i == 2 ? 0.7 : random.nextGaussian();
      }
    };
  }

  /** The same pendulum with its angle declared. */
  static EnvironmentSpec turningPendulumSpec() {
    return EnvironmentSpec.builder(2, 1)
        .horizon(T)
        .angles(0)
        .actionLimits(new double[] {-2}, new double[] {2})
        .build();
  }

  static EnvironmentSpec pendulumSpec() {
    return EnvironmentSpec.builder(2, 1)
        .horizon(T)
        .actionLimits(new double[] {-2}, new double[] {2})
        .build();
  }

  static Environment pendulum() {
    return new Simulation(pendulumSpec(), Systems::pendulum) {
      @Override
      double start(int i, RandomGenerator random) {
        return random.nextGaussian();
      }
    };
  }

  /** White noise. */
  static ControllerFactory noise() {
    return (first, random) ->
        (t, now, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = random.nextGaussian();
          }
        };
  }

  static List<Trajectory> episodes(Environment environment, int count, long seed) {
    try (RolloutCollector rollouts = new RolloutCollector(LocalEpisodes.inTurn(environment))) {
      return rollouts.collect(Batch.of(count, new Behaviour.Local(noise()), seed)).trajectories();
    }
  }

  static LearnedDynamics learned(List<Trajectory> episodes, DynamicsOptions options) {
    Trajectory first = episodes.get(0);
    return learned(
        new DynamicsLearner(first.stateDimension(), first.actionDimension(), options), episodes);
  }

  static LearnedDynamics learned(
      EnvironmentSpec spec, List<Trajectory> episodes, DynamicsOptions options) {
    return learned(new DynamicsLearner(spec, options), episodes);
  }

  private static LearnedDynamics learned(DynamicsLearner learner, List<Trajectory> episodes) {
    learner.add(episodes);
    try (WorkPool pool = WorkPool.of(1)) {
      return learner.fit(4, pool);
    }
  }

  private abstract static class Simulation implements Environment {
    private final EnvironmentSpec spec;
    private final NextState dynamics;
    private double[] x;

    Simulation(EnvironmentSpec spec, NextState dynamics) {
      this.spec = spec;
      this.dynamics = dynamics;
      this.x = new double[spec.stateDimension()];
    }

    abstract double start(int i, RandomGenerator random);

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      x = new double[x.length];
      for (int i = 0; i < x.length; i++) {
        x[i] = start(i, random);
      }
      return TimeStep.fullyObserved(x);
    }

    @Override
    public TimeStep step(double[] action) {
      double[] next = new double[x.length];
      dynamics.next(x, action, next);
      x = next;
      return TimeStep.fullyObserved(x);
    }
  }
}
