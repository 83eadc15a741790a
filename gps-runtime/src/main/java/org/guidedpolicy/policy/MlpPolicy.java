package org.guidedpolicy.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;

/**
 * A Gaussian policy whose mean is a multilayer perceptron of the standardized observation,
 *
 * <pre>
 * a_0 = (e(o) - inputMean) / inputDeviation,   a_l = f_l(a_(l-1) W_l + b_l),   mu(o) = a_L
 * </pre>
 *
 * where e(o) is the observation with sines in place of its angles and their cosines appended,
 * {@link AngleEncoding}, the observation itself if it has none; in plain Java and double precision:
 * no native code, no allocation after a thread's first call. Immutable and thread-safe. Acting and
 * differentiating throw for arrays of a wrong length and for nothing else.
 */
public final class MlpPolicy implements DifferentiablePolicy {

  /**
   * One layer, f(a W + b).
   *
   * @param weights W, inputs x outputs, row-major
   * @param biases b, outputs entries
   */
  public record Layer(
      int inputs, int outputs, Activation activation, double[] weights, double[] biases) {

    public Layer {
      if (inputs < 1 || outputs < 1) {
        throw new IllegalArgumentException(
            "a layer needs at least 1 input and 1 output, has " + inputs + " and " + outputs);
      }
      Require.length("weights", weights, (long) inputs * outputs);
      Require.length("biases", biases, outputs);
      Require.finite("weights", weights);
      Require.finite("biases", biases);
      weights = weights.clone();
      biases = biases.clone();
    }

    /** A copy of W, inputs x outputs, row-major. */
    @Override
    public double[] weights() {
      return weights.clone();
    }

    /** A copy of b. */
    @Override
    public double[] biases() {
      return biases.clone();
    }
  }

  private final AngleEncoding inputs;
  private final double[] inputMean;
  private final double[] inputDeviation;
  private final double[] inputScale;
  private final Layer[] layers;
  private final double[] covariance;
  private final Map<String, String> metadata;
  private final ThreadLocal<Scratch> scratch;

  private MlpPolicy(
      AngleEncoding inputs,
      double[] inputMean,
      double[] inputDeviation,
      Layer[] layers,
      double[] covariance,
      Map<String, String> metadata) {
    this.inputs = inputs;
    this.inputMean = inputMean;
    this.inputDeviation = inputDeviation;
    this.inputScale = Arrays.stream(inputDeviation).map(d -> 1 / d).toArray();
    this.layers = layers;
    this.covariance = covariance;
    this.metadata = metadata;
    int dU = layers[layers.length - 1].outputs;
    int widest = inputMean.length;
    int units = 0;
    for (Layer layer : layers) {
      widest = Math.max(widest, layer.outputs);
      units += layer.outputs;
    }
    int width = widest;
    int allUnits = units;
    this.scratch = ThreadLocal.withInitial(() -> new Scratch(width, allUnits, dU));
  }

  /**
   * A policy of an observation without angles.
   *
   * @param inputMean dO entries, subtracted from the observation
   * @param inputDeviation dO positive entries; the difference is divided by them
   * @param layers from the observation to the action; the last one's outputs are the dU actions
   * @param covariance dU x dU, row-major, symmetric positive definite
   * @throws IllegalArgumentException if shapes do not fit, an entry is not finite, a deviation is
   *     not positive, or the covariance is not one
   */
  public static MlpPolicy of(
      double[] inputMean, double[] inputDeviation, List<Layer> layers, double[] covariance) {
    return of(AngleEncoding.of(inputMean.length), inputMean, inputDeviation, layers, covariance);
  }

  /**
   * A policy of an observation of which some entries are angles.
   *
   * @param inputs which, and how they are encoded; dE = dO + number of angles
   * @param inputMean dE entries, subtracted from the encoded observation
   * @param inputDeviation dE positive entries; the difference is divided by them
   * @param layers from dE inputs to the action; the last one's outputs are the dU actions
   * @param covariance dU x dU, row-major, symmetric positive definite
   * @throws IllegalArgumentException if shapes do not fit, an entry is not finite, a deviation is
   *     not positive, or the covariance is not one
   */
  public static MlpPolicy of(
      AngleEncoding inputs,
      double[] inputMean,
      double[] inputDeviation,
      List<Layer> layers,
      double[] covariance) {
    Require.length("inputMean", inputMean, inputs.encodedDimension());
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a policy needs at least one layer, has none");
    }
    Require.finite("inputMean", inputMean);
    Require.length("inputDeviation", inputDeviation, inputMean.length);
    for (int i = 0; i < inputDeviation.length; i++) {
      double d = inputDeviation[i];
      if (!(d > 0 && d < Double.POSITIVE_INFINITY && 1 / d < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "inputDeviation[" + i + "] must be finite and positive, is " + d);
      }
    }
    int width = inputMean.length;
    for (int l = 0; l < layers.size(); l++) {
      if (layers.get(l).inputs != width) {
        throw new IllegalArgumentException(
            "layer "
                + l
                + " has "
                + layers.get(l).inputs
                + " inputs, expected "
                + width
                + " ("
                + (l == 0 ? "the length of inputMean" : "the outputs of layer " + (l - 1))
                + ")");
      }
      width = layers.get(l).outputs;
    }
    Require.covariance("covariance", covariance, width);
    return new MlpPolicy(
        inputs,
        inputMean.clone(),
        inputDeviation.clone(),
        layers.toArray(Layer[]::new),
        covariance.clone(),
        Map.of());
  }

  /** This policy with another covariance, dU x dU. */
  public MlpPolicy withCovariance(double[] value) {
    Require.covariance("covariance", value, actionDimension());
    return new MlpPolicy(inputs, inputMean, inputDeviation, layers, value.clone(), metadata);
  }

  /** This policy with these notes (task, seed, episodes, ...), which are saved with it. */
  public MlpPolicy withMetadata(Map<String, String> notes) {
    Map<String, String> sorted = Collections.unmodifiableMap(new TreeMap<>(Map.copyOf(notes)));
    return new MlpPolicy(inputs, inputMean, inputDeviation, layers, covariance, sorted);
  }

  @Override
  public int observationDimension() {
    return inputs.dimension();
  }

  @Override
  public int actionDimension() {
    return layers[layers.length - 1].outputs;
  }

  @Override
  public double[] covariance() {
    return covariance.clone();
  }

  /** Which entries of the observation are angles, and how they reach the first layer. */
  public AngleEncoding inputEncoding() {
    return inputs;
  }

  /** A copy of what is subtracted from the encoded observation, dO entries and one per angle. */
  public double[] inputMean() {
    return inputMean.clone();
  }

  /** A copy of what the difference is divided by, as many entries. */
  public double[] inputDeviation() {
    return inputDeviation.clone();
  }

  /** From the observation to the action. */
  public List<Layer> layers() {
    return List.of(layers);
  }

  /** Notes saved with the policy, sorted by key. */
  public Map<String, String> metadata() {
    return metadata;
  }

  @Override
  public void action(double[] observation, double[] actionOut) {
    Require.length("observation", observation, inputs.dimension());
    Require.length("actionOut", actionOut, actionDimension());
    Scratch s = scratch.get();
    double[] a = s.a;
    double[] z = s.z;
    standardize(observation, a);
    int last = layers.length - 1;
    for (int l = 0; l < last; l++) {
      affine(layers[l], a, z);
      layers[l].activation.apply(z, layers[l].outputs);
      double[] swap = a;
      a = z;
      z = swap;
    }
    affine(layers[last], a, actionOut);
    layers[last].activation.apply(actionOut, actionOut.length);
  }

  @Override
  public void jacobian(double[] observation, double[] out) {
    int dO = inputs.dimension();
    int dU = actionDimension();
    Require.length("observation", observation, dO);
    Require.length("out", out, (long) dU * dO);
    Scratch s = scratch.get();
    forwardKeepingSlopes(observation, s);

    // J_L = I, J_(l-1) = J_l diag(f_l') W_l^T, dmu/do = J_0 diag(1 / inputDeviation) de/do
    double[] J = s.J;
    double[] next = s.nextJ;
    Arrays.fill(J, 0, dU * dU, 0);
    for (int u = 0; u < dU; u++) {
      J[u * dU + u] = 1;
    }
    int offset = s.slopes.length;
    for (int l = layers.length - 1; l >= 0; l--) {
      Layer layer = layers[l];
      offset -= layer.outputs;
      for (int u = 0; u < dU; u++) {
        double[] row = s.row;
        for (int j = 0; j < layer.outputs; j++) {
          row[j] = J[u * layer.outputs + j] * s.slopes[offset + j];
        }
        for (int i = 0; i < layer.inputs; i++) {
          next[u * layer.inputs + i] = dot(row, layer.weights, i * layer.outputs, layer.outputs);
        }
      }
      double[] swap = J;
      J = next;
      next = swap;
    }
    for (int u = 0; u < dU; u++) {
      for (int i = 0; i < inputScale.length; i++) {
        J[u * inputScale.length + i] *= inputScale[i];
      }
    }
    inputs.chainRule(observation, J, dU, out);
  }

  @Override
  public void save(Path file) throws IOException {
    PolicyFile.write(this, file);
  }

  private void standardize(double[] observation, double[] a) {
    inputs.encode(observation, a);
    for (int i = 0; i < inputMean.length; i++) {
      a[i] = (a[i] - inputMean[i]) * inputScale[i];
    }
  }

  private void forwardKeepingSlopes(double[] observation, Scratch s) {
    double[] a = s.a;
    double[] z = s.z;
    standardize(observation, a);
    int offset = 0;
    for (Layer layer : layers) {
      affine(layer, a, z);
      for (int j = 0; j < layer.outputs; j++) {
        s.slopes[offset++] = layer.activation.derivative(z[j]);
      }
      layer.activation.apply(z, layer.outputs);
      double[] swap = a;
      a = z;
      z = swap;
    }
  }

  /** z = a W + b, by rows of W; the rows of resting units are skipped. */
  private static void affine(Layer layer, double[] a, double[] z) {
    double[] W = layer.weights;
    int outputs = layer.outputs;
    System.arraycopy(layer.biases, 0, z, 0, outputs);
    for (int i = 0; i < layer.inputs; i++) {
      double ai = a[i];
      if (ai != 0) {
        int row = i * outputs;
        for (int j = 0; j < outputs; j++) {
          z[j] += ai * W[row + j];
        }
      }
    }
  }

  private static double dot(double[] x, double[] W, int row, int n) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j < n - 3; j += 4) {
      s0 += x[j] * W[row + j];
      s1 += x[j + 1] * W[row + j + 1];
      s2 += x[j + 2] * W[row + j + 2];
      s3 += x[j + 3] * W[row + j + 3];
    }
    for (; j < n; j++) {
      s0 += x[j] * W[row + j];
    }
    return s0 + s1 + (s2 + s3);
  }

  /** One thread's memory for acting and differentiating. */
  private static final class Scratch {
    private final double[] a;
    private final double[] z;
    private final double[] slopes;
    private final double[] row;
    private final double[] J;
    private final double[] nextJ;

    Scratch(int width, int units, int dU) {
      a = new double[width];
      z = new double[width];
      slopes = new double[units];
      row = new double[width];
      J = new double[dU * width];
      nextJ = new double[dU * width];
    }
  }
}
