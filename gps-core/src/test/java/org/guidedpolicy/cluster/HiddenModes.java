package org.guidedpolicy.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Point masses on a line whose actuator works forwards in some episodes and weakly backwards in
 * others, which the first state does not reveal; all follow one noisy linear policy.
 */
final class HiddenModes {
  private static final int T = 25;
  private static final double DT = 0.1;
  private static final double[] STRENGTH = {1.0, -0.4};

  final List<Trajectory> trajectories = new ArrayList<>();
  final int[] mode;

  /**
   * @param trajectories how many; modes alternate
   */
  HiddenModes(int trajectories, long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    this.mode = new int[trajectories];
    for (int m = 0; m < trajectories; m++) {
      mode[m] = m % 2;
      this.trajectories.add(episode(STRENGTH[mode[m]], random));
    }
  }

  private static Trajectory episode(double strength, RandomGenerator random) {
    double[] states = new double[(T + 1) * 2];
    double[] actions = new double[T];
    double p = random.nextDouble(-1, 1);
    double v = random.nextDouble(-1, 1);
    for (int t = 0; t <= T; t++) {
      states[2 * t] = p;
      states[2 * t + 1] = v;
      if (t < T) {
        double u = Line.mean(p, v) + Line.DEVIATION * random.nextGaussian();
        actions[t] = u;
        p += DT * v + 0.001 * random.nextGaussian();
        v += DT * strength * u + 0.01 * random.nextGaussian();
      }
    }
    return new Trajectory(T, states, actions, Arrays.copyOf(states, T * 2));
  }

  ClusteringProblem problem(int clusters, WorkPool pool) {
    return problem(trajectories, trajectories, clusters, pool);
  }

  /** With the priors of given trajectories. */
  static ClusteringProblem problem(
      List<Trajectory> trajectories, List<Trajectory> forPriors, int clusters, WorkPool pool) {
    GaussianPolicy policy = new Line();
    int M = forPriors.size();
    var options = GaussianMixtureFitter.Options.of(6, 20);
    double[] transitions = Tuples.transitions(forPriors, M);
    double[] actions = Tuples.policyActions(forPriors, M, policy);
    var dynamicsPrior =
        new GaussianMixtureFitter(options)
            .fit(transitions, M * (T - 1), 5, Optional.empty(), new SplittableRandom(1), pool)
            .prior(1.0);
    var policyPrior =
        new GaussianMixtureFitter(options)
            .fit(actions, M * T, 3, Optional.empty(), new SplittableRandom(2), pool)
            .prior(1.0);
    var initial = InitialStateFitter.prepare(trajectories);
    var dynamics = DynamicsFitter.prepare(trajectories, dynamicsPrior, pool);
    var linearizer = PolicyLinearizer.prepare(trajectories, policy, policyPrior, true, pool);
    return new ClusteringProblem(
        trajectories, clusters, new RegressionFit(initial, dynamics, linearizer), pool);
  }

  /** The share of trajectories in the right one of two groups, under the better naming. */
  double agreement(Clustering clustering) {
    int equal = 0;
    for (int m = 0; m < mode.length; m++) {
      equal += clustering.assignment(m) == mode[m] ? 1 : 0;
    }
    return Math.max(equal, mode.length - equal) / (double) mode.length;
  }

  private static final class Line implements GaussianPolicy {
    static final double DEVIATION = 0.3;

    static double mean(double p, double v) {
      return -0.8 * p - 0.5 * v;
    }

    @Override
    public double[] covariance() {
      return new double[] {DEVIATION * DEVIATION};
    }

    @Override
    public int observationDimension() {
      return 2;
    }

    @Override
    public int actionDimension() {
      return 1;
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      actionOut[0] = mean(observation[0], observation[1]);
    }
  }
}
