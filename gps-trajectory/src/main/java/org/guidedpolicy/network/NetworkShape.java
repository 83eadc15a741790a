package org.guidedpolicy.network;

import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.argument.Require;

/**
 * Sizes and nonlinearities of a dense network,
 *
 * <pre>
 * a_0 = x,   z_l = a_(l-1) W_l + b_l,   a_l = f_l(z_l),   y = a_L.
 * </pre>
 *
 * Immutable and thread-safe.
 *
 * @param inputs entries of x, at least 1
 * @param layers 1 .. L, from the inputs to the outputs
 */
public record NetworkShape(int inputs, List<Layer> layers) {

  /**
   * @param units entries of a_l, at least 1
   * @param nonlinearity f_l
   */
  public record Layer(int units, Nonlinearity nonlinearity) {

    /**
     * @throws IllegalArgumentException if units is below 1
     */
    public Layer {
      Require.atLeast("units", units, 1);
    }
  }

  /**
   * @throws IllegalArgumentException if a size is below 1, there is no layer, or the parameters are
   *     more than an array can have
   */
  public NetworkShape {
    Require.atLeast("inputs", inputs, 1);
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer, has none");
    }
    long count = count(inputs, layers);
    if (count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a network of " + count + " parameters is too large");
    }
  }

  /**
   * Hidden layers of one nonlinearity and a linear last one.
   *
   * @param hidden units of each hidden layer
   */
  public static NetworkShape of(int inputs, int[] hidden, Nonlinearity nonlinearity, int outputs) {
    List<Layer> layers = new ArrayList<>();
    for (int units : hidden) {
      layers.add(new Layer(units, nonlinearity));
    }
    layers.add(new Layer(outputs, Nonlinearity.IDENTITY));
    return new NetworkShape(inputs, layers);
  }

  /** Entries of y. */
  public int outputs() {
    return units(layers.size() - 1);
  }

  /** Entries of all W_l and b_l. */
  public int parameters() {
    return (int) count(inputs, layers);
  }

  /** How many layers, L. */
  int depth() {
    return layers.size();
  }

  /** Entries of what enters layer l, l = 0 .. L-1. */
  int inputs(int l) {
    return l == 0 ? inputs : units(l - 1);
  }

  /** Units of layer l, l = 0 .. L-1. */
  int units(int l) {
    return layers.get(l).units;
  }

  private static long count(int inputs, List<Layer> layers) {
    long count = 0;
    long width = inputs;
    for (Layer layer : layers) {
      count = Math.addExact(count, Math.multiplyExact(width + 1, (long) layer.units));
      width = layer.units;
    }
    return count;
  }
}
