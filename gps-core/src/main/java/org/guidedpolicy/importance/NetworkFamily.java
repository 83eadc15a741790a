package org.guidedpolicy.importance;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.network.NetworkShape;
import org.guidedpolicy.network.Nonlinearity;
import org.guidedpolicy.network.Parameters;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * The policies that the search chooses from: those of one network,
 *
 * <pre>
 * pi_theta(u | o) = N(us * y, diag((sigma_j us_j)^2)),
 * y = W2 softplus(W1 f + b1) + b2,   f = (o - fm) / fs,   v = u / us.
 * </pre>
 *
 * Immutable and thread-safe, if nobody changes its arrays.
 *
 * @param inputMean fm, dO entries
 * @param inputDeviation fs, dO entries, positive
 * @param actionScale us, dU entries, positive
 * @param hiddenUnits entries of b1
 */
record NetworkFamily(
    double[] inputMean, double[] inputDeviation, double[] actionScale, int hiddenUnits) {
  private static final double MIN_INPUT_DEVIATION = 1e-3;
  private static final double MIN_ACTION_SCALE = 1e-6;

  NetworkFamily {
    Require.length("inputDeviation", inputDeviation, inputMean.length);
    Require.finite("inputMean", inputMean);
    for (double deviation : inputDeviation) {
      Require.positive("inputDeviation", deviation);
    }
    for (double scale : actionScale) {
      Require.positive("actionScale", scale);
    }
    Require.atLeast("hiddenUnits", hiddenUnits, 1);
  }

  /**
   * A policy of a family.
   *
   * @param theta as {@link Parameters#values} has them
   * @param sigma dU entries, positive
   */
  record Member(double[] theta, double[] sigma) {
    Member {
      for (double deviation : sigma) {
        Require.positive("sigma", deviation);
      }
    }

    /** The same noise around another mean. */
    Member at(double[] parameters) {
      return new Member(parameters, sigma);
    }
  }

  /**
   * What an episode's executed steps ask of a family.
   *
   * @param f inputs, L x dO
   * @param v actions divided by us, L x dU
   */
  record Rows(double[][] f, double[][] v) {
    /** L. */
    int steps() {
      return f.length;
    }
  }

  /** Scaled by the mean and the standard deviation of what episodes observed and did. */
  static NetworkFamily scaledTo(List<Trajectory> episodes, int hiddenUnits) {
    int dO = episodes.get(0).observationDimension();
    int dU = episodes.get(0).actionDimension();
    double[] fm = new double[dO];
    double[] fs = new double[dO];
    double[] us = new double[dU];
    for (int i = 0; i < dO; i++) {
      int entry = i;
      double[] moments = moments(episodes, (episode, t) -> episode.observation(t, entry));
      fm[i] = moments[0];
      fs[i] = Math.max(MIN_INPUT_DEVIATION, moments[1]);
    }
    for (int j = 0; j < dU; j++) {
      int entry = j;
      double[] moments = moments(episodes, (episode, t) -> episode.action(t, entry));
      us[j] = Math.max(MIN_ACTION_SCALE, moments[1]);
    }
    return new NetworkFamily(fm, fs, us, hiddenUnits);
  }

  private interface Entry {
    double of(Trajectory episode, int t);
  }

  /** Mean and standard deviation over all executed steps. */
  private static double[] moments(List<Trajectory> episodes, Entry entry) {
    double sum = 0;
    long n = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        sum += entry.of(episode, t);
        n++;
      }
    }
    double mean = sum / n;
    double squares = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        double d = entry.of(episode, t) - mean;
        squares += d * d;
      }
    }
    return new double[] {mean, Math.sqrt(squares / n)};
  }

  NetworkShape shape() {
    return NetworkShape.of(
        inputMean.length, new int[] {hiddenUnits}, Nonlinearity.SOFTPLUS, actionScale.length);
  }

  /** dU. */
  int actions() {
    return actionScale.length;
  }

  /** W1 from N(0, 1/dO), b1 from N(0, 1/4), W2 from N(0, 0.1/h), b2 = 0. */
  double[] draw(RandomGenerator random) {
    Parameters<double[]> theta = Parameters.doublePrecision(shape());
    theta.initialize(random, Math.sqrt(0.1));
    double[] b1 = theta.biases(0);
    for (int h = 0; h < b1.length; h++) {
      b1[h] = 0.5 * random.nextGaussian();
    }
    return theta.values();
  }

  /** An episode's executed steps. */
  Rows rows(Trajectory episode) {
    int L = episode.steps();
    double[][] f = new double[L][inputMean.length];
    double[][] v = new double[L][actionScale.length];
    for (int t = 0; t < L; t++) {
      for (int i = 0; i < inputMean.length; i++) {
        f[t][i] = (episode.observation(t, i) - inputMean[i]) / inputDeviation[i];
      }
      for (int j = 0; j < actionScale.length; j++) {
        v[t][j] = episode.action(t, j) / actionScale[j];
      }
    }
    return new Rows(f, v);
  }

  /** -sum_j log(sigma_j us_j) - dU/2 log 2 pi. */
  double logConstant(double[] sigma) {
    double constant = -0.5 * actionScale.length * Math.log(2 * Math.PI);
    for (int j = 0; j < actionScale.length; j++) {
      constant -= Math.log(sigma[j] * actionScale[j]);
    }
    return constant;
  }

  /** A member as a policy that can be saved; us becomes a part of W2 and b2. */
  MlpPolicy policy(Member pi) {
    Parameters<double[]> theta = Parameters.doublePrecision(shape());
    theta.set(pi.theta);
    List<MlpPolicy.Layer> layers = new ArrayList<>(theta.toPolicyLayers());
    MlpPolicy.Layer last = layers.remove(1);
    double[] W2 = last.weights();
    double[] b2 = last.biases();
    int dU = actionScale.length;
    for (int i = 0; i < W2.length; i++) {
      W2[i] *= actionScale[i % dU];
    }
    for (int j = 0; j < dU; j++) {
      b2[j] *= actionScale[j];
    }
    layers.add(new MlpPolicy.Layer(last.inputs(), dU, Activation.IDENTITY, W2, b2));
    double[] covariance = new double[dU * dU];
    for (int j = 0; j < dU; j++) {
      double deviation = pi.sigma[j] * actionScale[j];
      covariance[j * dU + j] = deviation * deviation;
    }
    return MlpPolicy.of(inputMean, inputDeviation, layers, covariance);
  }
}
