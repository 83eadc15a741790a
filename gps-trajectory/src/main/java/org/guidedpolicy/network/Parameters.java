package org.guidedpolicy.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;

/**
 * One number for each weight and bias of a network: its parameters, their gradient, or a direction
 * in which they move. Mutable; used by one thread at a time, or read by several.
 *
 * @param <A> a row, float[] or double[]
 */
public final class Parameters<A> {
  private final NetworkShape shape;
  private final Arithmetic<A> arithmetic;

  /** For each layer W, one row for each input. */
  private final List<A[]> weights = new ArrayList<>();

  private final List<A> biases = new ArrayList<>();

  /** All rows: those of a layer's W, its b, then the next layer's. */
  private final List<A> rows = new ArrayList<>();

  private Parameters(NetworkShape shape, Arithmetic<A> arithmetic) {
    this.shape = shape;
    this.arithmetic = arithmetic;
    for (int l = 0; l < shape.depth(); l++) {
      weights.add(arithmetic.rows(shape.inputs(l), shape.units(l)));
      biases.add(arithmetic.row(shape.units(l)));
      rows.addAll(List.of(weights.get(l)));
      rows.add(biases.get(l));
    }
  }

  /** Zeros in single precision. */
  public static Parameters<float[]> singlePrecision(NetworkShape shape) {
    return new Parameters<>(shape, new FloatArithmetic());
  }

  /** Zeros in double precision. */
  public static Parameters<double[]> doublePrecision(NetworkShape shape) {
    return new Parameters<>(shape, new DoubleArithmetic());
  }

  /** Zeros of the same shape and precision. */
  public Parameters<A> zeros() {
    return new Parameters<>(shape, arithmetic);
  }

  /** The same numbers, independent of these. */
  public Parameters<A> copy() {
    Parameters<A> copy = zeros();
    copy.set(this);
    return copy;
  }

  /** The same numbers in double precision, independent of these. */
  public Parameters<double[]> toDoublePrecision() {
    Parameters<double[]> copy = doublePrecision(shape);
    copy.set(values());
    return copy;
  }

  public NetworkShape shape() {
    return shape;
  }

  Arithmetic<A> arithmetic() {
    return arithmetic;
  }

  /**
   * The rows of W of a layer, one for each of its inputs; not copies.
   *
   * @param layer 0 .. L-1
   */
  public A[] weights(int layer) {
    return weights.get(layer);
  }

  /** b of a layer; not a copy. */
  public A biases(int layer) {
    return biases.get(layer);
  }

  List<A> rows() {
    return rows;
  }

  /** All numbers, shape().parameters() of them: of each layer W, row after row, and b. */
  public double[] values() {
    double[] values = new double[shape.parameters()];
    int k = 0;
    for (A row : rows) {
      for (int j = 0; j < arithmetic.length(row); j++) {
        values[k++] = arithmetic.get(row, j);
      }
    }
    return values;
  }

  /**
   * @param values as {@link #values} gives them
   * @throws IllegalArgumentException if they are more or fewer than the shape's
   */
  public void set(double[] values) {
    if (values.length != shape.parameters()) {
      throw new IllegalArgumentException(
          "there are " + values.length + " values, the network has " + shape.parameters());
    }
    int k = 0;
    for (A row : rows) {
      for (int j = 0; j < arithmetic.length(row); j++) {
        arithmetic.set(row, j, values[k++]);
      }
    }
  }

  /** Takes over another's numbers. */
  public void set(Parameters<A> other) {
    move(other, arithmetic::copy);
  }

  /** Moves a share of the way to another's numbers: this += share (other - this). */
  public void approach(Parameters<A> other, double share) {
    move(other, (from, to) -> arithmetic.approach(to, from, share));
  }

  private interface Move<A> {
    void of(A from, A to);
  }

  private void move(Parameters<A> other, Move<A> move) {
    requireSameShape(other);
    for (int k = 0; k < rows.size(); k++) {
      move.of(other.rows.get(k), rows.get(k));
    }
  }

  void requireSameShape(Parameters<?> other) {
    if (!other.shape.equals(shape)) {
      throw new IllegalArgumentException(
          "the parameters belong to " + other.shape + ", expected " + shape);
    }
  }

  /** Makes all numbers 0. */
  public void clear() {
    rows.forEach(arithmetic::clear);
  }

  /**
   * Draws W from N(0, 1/inputs of the layer) and makes b 0.
   *
   * @param lastScale factor of the last layer's W, small for outputs that begin near 0
   */
  public void initialize(RandomGenerator random, double lastScale) {
    for (int l = 0; l < shape.depth(); l++) {
      double scale = (l == shape.depth() - 1 ? lastScale : 1) / Math.sqrt(shape.inputs(l));
      for (A row : weights.get(l)) {
        for (int j = 0; j < shape.units(l); j++) {
          arithmetic.set(row, j, scale * random.nextGaussian());
        }
      }
      arithmetic.clear(biases.get(l));
    }
  }

  /** Writes all numbers in their precision; {@link #read} needs parameters of the same kind. */
  public void write(BinaryOutput out) {
    rows.forEach(row -> arithmetic.write(row, out));
  }

  /**
   * New parameters of the same shape and precision from what {@link #write} wrote.
   *
   * @throws FormatException if bytes are missing or a number is not finite
   */
  public Parameters<A> read(BinaryInput in) throws FormatException {
    Parameters<A> result = zeros();
    for (A row : result.rows()) {
      A read = arithmetic.read("parameters of a network", arithmetic.length(row), in);
      for (int j = 0; j < arithmetic.length(read); j++) {
        if (!Double.isFinite(arithmetic.get(read, j))) {
          throw new FormatException(
              "is damaged: a parameter of a network is " + arithmetic.get(read, j));
        }
      }
      arithmetic.copy(read, row);
    }
    return result;
  }

  /**
   * The same network as layers of a policy that can be saved.
   *
   * @throws IllegalArgumentException if a nonlinearity has no form in a policy's file
   */
  public List<MlpPolicy.Layer> toPolicyLayers() {
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    double[] values = values();
    int from = 0;
    for (int l = 0; l < shape.depth(); l++) {
      int inputs = shape.inputs(l);
      int units = shape.units(l);
      double[] W = Arrays.copyOfRange(values, from, from + inputs * units);
      from += inputs * units;
      double[] b = Arrays.copyOfRange(values, from, from + units);
      from += units;
      Activation activation = activation(shape.layers().get(l).nonlinearity());
      layers.add(new MlpPolicy.Layer(inputs, units, activation, W, b));
    }
    return layers;
  }

  private static Activation activation(Nonlinearity nonlinearity) {
    return switch (nonlinearity) {
      case IDENTITY -> Activation.IDENTITY;
      case RELU -> Activation.RELU;
      case TANH -> Activation.TANH;
      case SOFTPLUS -> Activation.SOFTPLUS;
      case RATIONAL_TANH ->
          throw new IllegalArgumentException(
              "a policy's file has no " + nonlinearity + "; use TANH in networks that are saved");
    };
  }
}
