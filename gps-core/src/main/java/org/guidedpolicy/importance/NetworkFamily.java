package org.guidedpolicy.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;
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
 * y = W2 softplus(W1 f + b1) + b2,   f = (e(o) - fm) / fs,   v = u / us,
 * </pre>
 *
 * where e(o) has sine and cosine in place of angles. Immutable and thread-safe, if nobody changes
 * its arrays.
 *
 * @param inputs which observations are angles; dE encoded entries
 * @param inputMean fm, dE entries
 * @param inputDeviation fs, dE entries, positive
 * @param actionScale us, dU entries, positive
 * @param hiddenUnits entries of b1
 */
record NetworkFamily(
    AngleEncoding inputs,
    double[] inputMean,
    double[] inputDeviation,
    double[] actionScale,
    int hiddenUnits) {
  private static final double MIN_INPUT_DEVIATION = 1e-3;
  private static final double MIN_ACTION_SCALE = 1e-6;

  NetworkFamily {
    Require.length("inputMean", inputMean, inputs.encodedDimension());
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
   * @param f inputs, L x dE
   * @param v actions divided by us, L x dU
   */
  record Rows(double[][] f, double[][] v) {
    /** L. */
    int steps() {
      return f.length;
    }
  }

  /** Scaled by the mean and the standard deviation of what episodes observed and did. */
  static NetworkFamily scaledTo(List<Trajectory> episodes, AngleEncoding inputs, int hiddenUnits) {
    double[][] observed = rows(episodes, episode -> observed(episode, inputs));
    double[][] done = rows(episodes, NetworkFamily::actions);
    double[] fm = new double[inputs.encodedDimension()];
    double[] fs = new double[fm.length];
    double[] us = new double[done[0].length];
    for (int i = 0; i < fm.length; i++) {
      fm[i] = mean(observed, i);
      fs[i] = Math.max(MIN_INPUT_DEVIATION, deviation(observed, i, fm[i]));
    }
    for (int j = 0; j < us.length; j++) {
      us[j] = Math.max(MIN_ACTION_SCALE, deviation(done, j, mean(done, j)));
    }
    return new NetworkFamily(inputs, fm, fs, us, hiddenUnits);
  }

  private static double[][] rows(
      List<Trajectory> episodes, Function<Trajectory, double[][]> ofEpisode) {
    return episodes.stream().map(ofEpisode).flatMap(Arrays::stream).toArray(double[][]::new);
  }

  /** e(o) at each executed step, L x dE. */
  private static double[][] observed(Trajectory episode, AngleEncoding inputs) {
    double[][] rows = new double[episode.steps()][inputs.encodedDimension()];
    for (int t = 0; t < rows.length; t++) {
      inputs.encode(episode.observation(t), rows[t]);
    }
    return rows;
  }

  /** u at each executed step, L x dU. */
  private static double[][] actions(Trajectory episode) {
    double[][] rows = new double[episode.steps()][];
    for (int t = 0; t < rows.length; t++) {
      rows[t] = episode.action(t);
    }
    return rows;
  }

  private static double mean(double[][] rows, int entry) {
    double sum = 0;
    for (double[] row : rows) {
      sum += row[entry];
    }
    return sum / rows.length;
  }

  private static double deviation(double[][] rows, int entry, double mean) {
    double squares = 0;
    for (double[] row : rows) {
      double d = row[entry] - mean;
      squares += d * d;
    }
    return Math.sqrt(squares / rows.length);
  }

  NetworkShape shape() {
    return NetworkShape.of(
        inputMean.length, new int[] {hiddenUnits}, Nonlinearity.SOFTPLUS, actionScale.length);
  }

  /** dU. */
  int actions() {
    return actionScale.length;
  }

  /** W1 from N(0, 1/dE), b1 from N(0, 1/4), W2 from N(0, 0.1/h), b2 = 0. */
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
    double[][] f = observed(episode, inputs);
    double[][] v = actions(episode);
    for (int t = 0; t < f.length; t++) {
      for (int i = 0; i < inputMean.length; i++) {
        f[t][i] = (f[t][i] - inputMean[i]) / inputDeviation[i];
      }
      for (int j = 0; j < actionScale.length; j++) {
        v[t][j] /= actionScale[j];
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
    return MlpPolicy.of(inputs, inputMean, inputDeviation, layers, covariance);
  }
}
