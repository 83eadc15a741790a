package org.guidedpolicy.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.argument.Require;

/**
 * The passes of a batch through a network: values forwards, gradients backwards, directional
 * derivatives forwards. Backward passes and derivatives are those at the inputs of the last {@link
 * #forward} and at the present parameters, which must not change in between.
 *
 * <p>What is returned are the rows of this object's workspace: they are valid until the next call,
 * and their first n are those of the batch. No pass allocates. One thread; several threads may each
 * have passes of the same parameters.
 *
 * @param <A> a row, float[] or double[]
 */
public final class Passes<A> {
  private final Parameters<A> parameters;
  private final NetworkShape shape;
  private final Arithmetic<A> arithmetic;
  private final int capacity;

  /** a_l and f'(z_l) of each row. */
  private final List<A[]> activations = new ArrayList<>();

  private final List<A[]> slopes = new ArrayList<>();

  /** dL/dz_l of each row backwards, the derivative of a_l in a direction forwards. */
  private final List<A[]> deltas = new ArrayList<>();

  private final List<A[]> transposedWeights = new ArrayList<>();

  /** da_l/dx_i of one row of the batch, one row for each i. */
  private final List<A[]> jacobians = new ArrayList<>();

  private final A[] inputGradients;
  private A[] inputs;
  private int n;

  /**
   * @param parameters the network's; not copied
   * @param capacity most rows of a batch, at least 1
   */
  public Passes(Parameters<A> parameters, int capacity) {
    Require.atLeast("capacity", capacity, 1);
    this.parameters = parameters;
    this.shape = parameters.shape();
    this.arithmetic = parameters.arithmetic();
    this.capacity = capacity;
    for (int l = 0; l < shape.depth(); l++) {
      activations.add(arithmetic.rows(capacity, shape.units(l)));
      slopes.add(arithmetic.rows(capacity, shape.units(l)));
      deltas.add(arithmetic.rows(capacity, shape.units(l)));
      transposedWeights.add(arithmetic.rows(shape.units(l), shape.inputs(l)));
      jacobians.add(arithmetic.rows(shape.inputs(), shape.units(l)));
    }
    this.inputGradients = arithmetic.rows(capacity, shape.inputs());
    this.inputs = inputGradients;
  }

  /**
   * y for each row of a batch.
   *
   * @param x rows of shape().inputs() entries; not copied, so unchanged until the last backward
   *     pass
   * @param n how many rows count, at most the capacity
   * @return n rows of shape().outputs() entries
   */
  public A[] forward(A[] x, int n) {
    if (n < 1 || n > capacity || n > x.length) {
      throw new IllegalArgumentException(
          "a batch of " + n + " rows: " + x.length + " are given, the capacity is " + capacity);
    }
    this.inputs = x;
    this.n = n;
    A[] a = x;
    for (int l = 0; l < shape.depth(); l++) {
      // a_l = f_l(a_(l-1) W_l + b_l)
      A[] z = activations.get(l);
      for (int b = 0; b < n; b++) {
        arithmetic.copy(parameters.biases(l), z[b]);
      }
      arithmetic.multiply(a, n, parameters.weights(l), z);
      for (int b = 0; b < n; b++) {
        arithmetic.apply(shape.layers().get(l).nonlinearity(), z[b], slopes.get(l)[b]);
      }
      a = z;
    }
    return a;
  }

  /**
   * Adds the gradient with respect to the parameters, summed over the batch.
   *
   * @param dy dL/dy, n rows
   * @param gradient receives the sum on top of what it holds
   */
  public void backward(A[] dy, Parameters<A> gradient) {
    parameters.requireSameShape(gradient);
    backpropagate(dy, Optional.of(gradient), false);
  }

  /**
   * The gradient with respect to the inputs alone.
   *
   * @param dy dL/dy, n rows
   * @return dL/dx, n rows
   */
  public A[] backwardToInputs(A[] dy) {
    backpropagate(dy, Optional.empty(), true);
    return inputGradients;
  }

  /** Both: adds the gradient with respect to the parameters, and returns dL/dx. */
  public A[] backwardToInputs(A[] dy, Parameters<A> gradient) {
    parameters.requireSameShape(gradient);
    backpropagate(dy, Optional.of(gradient), true);
    return inputGradients;
  }

  private void backpropagate(A[] dy, Optional<Parameters<A>> gradient, boolean toInputs) {
    requireForward();
    // dz_L = dy f'(z_L)
    int last = shape.depth() - 1;
    timesSlopes(dy, last, deltas.get(last));
    for (int l = last; l >= 0; l--) {
      A[] dz = deltas.get(l);
      if (gradient.isPresent()) {
        addGradient(l, dz, gradient.get());
      }
      if (l > 0) {
        // dz_(l-1) = dz_l W_l^T f'(z_(l-1))
        timesTransposed(dz, l, deltas.get(l - 1));
        timesSlopes(deltas.get(l - 1), l - 1, deltas.get(l - 1));
      } else if (toInputs) {
        timesTransposed(dz, 0, inputGradients);
      }
    }
  }

  /** dW_l += a_(l-1)^T dz_l and db_l += sum of dz_l. */
  private void addGradient(int l, A[] dz, Parameters<A> gradient) {
    A[] below = l == 0 ? inputs : activations.get(l - 1);
    arithmetic.multiplyTransposed(below, n, dz, gradient.weights(l));
    arithmetic.sum(dz, n, gradient.biases(l));
  }

  private void timesTransposed(A[] dz, int l, A[] out) {
    A[] Wt = transposedWeights.get(l);
    arithmetic.transpose(parameters.weights(l), Wt);
    multiply(dz, n, Wt, out);
  }

  private void timesSlopes(A[] x, int l, A[] out) {
    for (int b = 0; b < n; b++) {
      arithmetic.times(x[b], slopes.get(l)[b], out[b]);
    }
  }

  /** out = P Q. */
  private void multiply(A[] P, int rows, A[] Q, A[] out) {
    for (int b = 0; b < rows; b++) {
      arithmetic.clear(out[b]);
    }
    arithmetic.multiply(P, rows, Q, out);
  }

  /**
   * The derivative of y in a direction of the inputs, of each row its own: (dy/dx) v.
   *
   * @param v n rows of shape().inputs() entries
   * @return n rows of shape().outputs() entries
   */
  public A[] alongInputs(A[] v) {
    requireForward();
    A[] tangent = v;
    for (int l = 0; l < shape.depth(); l++) {
      // da_l = f'(z_l) da_(l-1) W_l
      multiply(tangent, n, parameters.weights(l), deltas.get(l));
      timesSlopes(deltas.get(l), l, deltas.get(l));
      tangent = deltas.get(l);
    }
    return tangent;
  }

  /**
   * The derivative of y in a direction of the parameters, the same for all rows: (dy/dtheta) v.
   *
   * @return n rows of shape().outputs() entries
   */
  public A[] alongParameters(Parameters<A> v) {
    requireForward();
    parameters.requireSameShape(v);
    A[] below = inputs;
    for (int l = 0; l < shape.depth(); l++) {
      // da_l = f'(z_l) (a_(l-1) dW_l + db_l + da_(l-1) W_l)
      A[] tangent = deltas.get(l);
      for (int b = 0; b < n; b++) {
        arithmetic.copy(v.biases(l), tangent[b]);
      }
      arithmetic.multiply(below, n, v.weights(l), tangent);
      if (l > 0) {
        arithmetic.multiply(deltas.get(l - 1), n, parameters.weights(l), tangent);
      }
      timesSlopes(tangent, l, tangent);
      below = activations.get(l);
    }
    return deltas.get(shape.depth() - 1);
  }

  /**
   * All derivatives of a row's outputs with respect to its inputs, in one pass forwards.
   *
   * @param row 0 .. n-1
   * @return one row for each input, dy/dx_i with shape().outputs() entries
   */
  public A[] jacobian(int row) {
    requireForward();
    if (row < 0 || row >= n) {
      throw new IndexOutOfBoundsException("row " + row + " of a batch of " + n);
    }
    A[] J = parameters.weights(0);
    for (int l = 0; l < shape.depth(); l++) {
      A[] next = jacobians.get(l);
      if (l > 0) {
        multiply(J, shape.inputs(), parameters.weights(l), next);
      }
      for (int i = 0; i < shape.inputs(); i++) {
        arithmetic.times(l == 0 ? J[i] : next[i], slopes.get(l)[row], next[i]);
      }
      J = next;
    }
    return J;
  }

  private void requireForward() {
    if (n == 0) {
      throw new IllegalStateException("no batch yet; call forward first");
    }
  }
}
