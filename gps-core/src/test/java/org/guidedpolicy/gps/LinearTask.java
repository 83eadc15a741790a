package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.EpisodeOrder;
import org.guidedpolicy.rollout.EpisodeRunner;
import org.guidedpolicy.rollout.EpisodeSink;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A problem whose solution is known: a double integrator is to follow a moving target at quadratic
 * cost, and the policies are the time-invariant affine ones. Local policies may change over time,
 * so they always are better than any policy.
 *
 * <p>Its episodes have no randomness: over those of a condition, first states and what is added to
 * mean actions have exactly the moments of independent noise, with variances 0.05 and 0.01. So
 * fitted models are the true ones, and mean costs are expected costs.
 */
public final class LinearTask implements EpisodeRunner {
  static final int T = 20;

  /** Episodes of each condition. */
  public static final int SAMPLES = 32;

  private static final double DT = 0.1;
  private static final double R = 0.1;
  private static final double REACH = Math.sqrt(0.05);
  private static final double NUDGE = 0.1;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(T)
          .timeStep(DT)
          .actuated(new int[] {0}, new int[] {1})
          .build();

  /** The first network does nothing but explore. */
  public static final InitialController NOTHING =
      (spec, x1) -> {
        double[] C = new double[T];
        Arrays.fill(C, 0.04);
        return LinearGaussianController.of(T, 2, 1, new double[2 * T], new double[T], C);
      };

  /** Fit what is exactly so: nothing is smoothed, and earlier episodes play no part. */
  public static final ModelOptions MODELS =
      ModelOptions.defaults()
          .with(
              o -> {
                o.linearization = ModelOptions.Linearization.JACOBIAN;
                o.maxComponents = 1;
                o.priorIterations = 1;
                o.reusedIterations = 0;
              });

  /** The same, but for mixtures, which start from points that are drawn by their numbers. */
  public static final ModelOptions WITHOUT_PRIOR = MODELS.with(o -> o.priorStrength = 1e-9);

  /** The local policies' own actions at the states of the iteration. */
  public static final PolicyOptions POLICY =
      PolicyOptions.defaults()
          .with(
              o -> {
                o.targetBound = 0;
                o.replayedIterations = 0;
              });

  private final double[][] means;

  /**
   * @param means of the first states, one for each condition
   */
  public LinearTask(double[]... means) {
    this.means = means.clone();
  }

  /** One condition. */
  public static LinearTask single() {
    return new LinearTask(new double[] {1, 0});
  }

  /** Distance from the target, whose derivatives are exact. */
  public static final CostFunction COST =
      new CostFunction() {
        @Override
        public double value(int t, int horizon, double[] x, double[] u) {
          double p = x[0] - target(t);
          return 5 * p * p + 0.25 * x[1] * x[1] + 0.5 * R * u[0] * u[0];
        }

        @Override
        public void addDerivatives(
            int t, int horizon, double[] x, double[] u, CostDerivatives out) {
          out.addValue(value(t, horizon, x, u));
          out.addGradient(0, 10 * (x[0] - target(t)));
          out.addGradient(1, 0.5 * x[1]);
          out.addGradient(2, R * u[0]);
          out.addHessian(0, 0, 10);
          out.addHessian(1, 1, 0.5);
          out.addHessian(2, 2, R);
        }
      };

  private static double target(int t) {
    return 0.8 * Math.sin(0.3 * t);
  }

  /** An affine policy as three numbers: two gains and the action at the state 0. */
  public static double[] numbers(Policy policy) {
    double b = action(policy, 0, 0);
    return new double[] {action(policy, 1, 0) - b, action(policy, 0, 1) - b, b};
  }

  private static double action(Policy policy, double p, double v) {
    double[] u = new double[1];
    policy.action(new double[] {p, v}, u);
    return u[0];
  }

  /** The mean cost of a policy's episodes, over all conditions. */
  public double cost(Policy policy) {
    return cost(numbers(policy));
  }

  private double cost(double[] w) {
    double sum = 0;
    for (double[] mean : means) {
      for (int sample = 0; sample < SAMPLES; sample++) {
        double p = mean[0] + REACH * sign(sample, 1);
        double v = mean[1] + REACH * sign(sample, 2);
        for (int t = 0; t < T; t++) {
          double u = w[0] * p + w[1] * v + w[2] + NUDGE * sign(sample, 3 + t);
          sum += COST.value(t, T, new double[] {p, v}, new double[] {u});
          p += DT * v;
          v += DT * u;
        }
      }
    }
    return sum / (means.length * SAMPLES);
  }

  /** The least cost that an affine policy can have, by Newton's method. */
  public double leastCost() {
    double[] w = {-1, -1, 0};
    for (int step = 0; step < 100; step++) {
      w = newton(w);
    }
    return cost(w);
  }

  /** A step of Newton's method with finite differences, shortened until the cost falls. */
  private double[] newton(double[] w) {
    double h = 1e-4;
    DMatrixRMaj H = new DMatrixRMaj(3, 3);
    DMatrixRMaj g = new DMatrixRMaj(3, 1);
    for (int i = 0; i < 3; i++) {
      g.data[i] = (moved(w, i, h, i, 0) - moved(w, i, -h, i, 0)) / (2 * h);
      for (int j = 0; j < 3; j++) {
        double both = moved(w, i, h, j, h) + moved(w, i, -h, j, -h);
        double mixed = moved(w, i, h, j, -h) + moved(w, i, -h, j, h);
        H.set(i, j, (both - mixed) / (4 * h * h));
      }
      H.add(i, i, 1e-6);
    }
    DMatrixRMaj d = new DMatrixRMaj(3, 1);
    CommonOps_DDRM.solve(H, g, d);
    double slope = CommonOps_DDRM.dot(g, d);
    for (double size = slope > 0 ? 1 : -1; Math.abs(size) > 1e-9; size /= 2) {
      double[] next = {w[0] - size * d.data[0], w[1] - size * d.data[1], w[2] - size * d.data[2]};
      if (cost(next) < cost(w)) {
        return next;
      }
    }
    return w;
  }

  private double moved(double[] w, int i, double a, int j, double b) {
    double[] at = w.clone();
    at[i] += a;
    at[j] += b;
    return cost(at);
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public int conditions() {
    return means.length;
  }

  @Override
  public void run(EpisodeOrder order, int[] episodes, EpisodeSink sink) {
    for (int episode : episodes) {
      sink.done(episode, episode(order, episode));
    }
  }

  private Trajectory episode(EpisodeOrder order, int episode) {
    int condition = ((Starts.Conditions) order.starts()).condition(episode);
    int sample = episode % SAMPLES;
    double p = means[condition][0] + REACH * sign(sample, 1);
    double v = means[condition][1] + REACH * sign(sample, 2);
    List<Double> states = new ArrayList<>();
    double[] actions = new double[T];
    for (int t = 0; t < T; t++) {
      states.add(p);
      states.add(v);
      double[] x = {p, v};
      double u = acting(order.behaviour(), condition, episode, t).applyAsDouble(x);
      actions[t] = u + NUDGE * sign(sample, 3 + t);
      p += DT * v;
      v += DT * actions[t];
    }
    double[] seen = states.stream().mapToDouble(d -> d).toArray();
    states.add(p);
    states.add(v);
    double[] all = states.stream().mapToDouble(d -> d).toArray();
    return new Trajectory(T, all, actions, seen);
  }

  /**
   * An entry of Sylvester's matrix: over the samples, the columns from 1 on have mean 0, variance 1
   * and no covariance.
   */
  private static int sign(int sample, int column) {
    return Integer.bitCount(sample & column) % 2 == 0 ? 1 : -1;
  }

  private static ToDoubleFunction<double[]> acting(
      Behaviour behaviour, int condition, int episode, int t) {
    double[] u = new double[1];
    return x -> {
      if (behaviour instanceof Behaviour.Exploring by) {
        by.policy().action(x, u);
      } else if (behaviour instanceof Behaviour.Following by) {
        boolean each = by.by() == Behaviour.Numbering.EPISODE;
        by.controllers().get(each ? episode : condition).mean(t, x, u);
      }
      return u[0];
    };
  }

  @Override
  public void close() {}
}
