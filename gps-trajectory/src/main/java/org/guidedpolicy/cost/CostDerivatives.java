package org.guidedpolicy.cost;

import java.util.Arrays;

/** Accumulates a cost's value, gradient and Hessian in z = [x; u]. Mutable, one thread. */
public final class CostDerivatives {
  final int dX;
  final int dU;
  final int dZ;
  double value;
  final double[] gradient;
  final double[] hessian;

  /** Every amount is multiplied by this; weights and ramps set it around the cost they scale. */
  double scale = 1;

  /** What finite differences take their steps from. */
  final DataScales scales;

  /** Working memory of the cost that is adding its derivatives. */
  private double[] scratch = {};

  /**
   * All zero.
   *
   * @param stateDimension dX
   * @param actionDimension dU
   */
  public CostDerivatives(int stateDimension, int actionDimension) {
    this(stateDimension, actionDimension, DataScales.unknown());
  }

  CostDerivatives(int stateDimension, int actionDimension, DataScales scales) {
    this.dX = stateDimension;
    this.dU = actionDimension;
    this.dZ = dX + dU;
    this.gradient = new double[dZ];
    this.hessian = new double[dZ * dZ];
    this.scales = scales;
  }

  /** dX. */
  public int stateDimension() {
    return dX;
  }

  /** dU. */
  public int actionDimension() {
    return dU;
  }

  /** Sets value, gradient and Hessian to 0. */
  public void clear() {
    value = 0;
    Arrays.fill(gradient, 0);
    Arrays.fill(hessian, 0);
  }

  /** Sets everything by the action to 0. */
  void clearActions() {
    Arrays.fill(gradient, dX, dZ, 0);
    for (int i = 0; i < dX; i++) {
      Arrays.fill(hessian, i * dZ + dX, (i + 1) * dZ, 0);
    }
    Arrays.fill(hessian, dX * dZ, dZ * dZ, 0);
  }

  /** Adds to the cost's value. */
  public void addValue(double amount) {
    value += scale * amount;
  }

  /** Adds to entry i of the gradient; actions follow the states. */
  public void addGradient(int i, double amount) {
    gradient[i] += scale * amount;
  }

  /** Adds to entry (i, j) of the Hessian; a symmetric caller adds (j, i) too. */
  public void addHessian(int i, int j, double amount) {
    hessian[i * dZ + j] += scale * amount;
  }

  /** Adds a cost multiplied by a factor. */
  void addScaled(double factor, CostFunction cost, int t, int horizon, double[] x, double[] u) {
    if (factor == 0) {
      return;
    }
    double outer = scale;
    scale = outer * factor;
    try {
      cost.addDerivatives(t, horizon, x, u, this);
    } finally {
      scale = outer;
    }
  }

  /** At least n doubles of undefined content, valid until the next call. */
  double[] scratch(int n) {
    if (scratch.length < n) {
      scratch = new double[n];
    }
    return scratch;
  }

  String entryName(int i) {
    return i < dX ? "state entry " + i : "action entry " + (i - dX);
  }

  /** The cost's value. */
  public double value() {
    return value;
  }

  /** Entry i of the gradient, 0 .. dX+dU-1; actions follow the states. */
  public double gradient(int i) {
    return gradient[i];
  }

  /** Entry (i, j) of the Hessian; indices as in {@link #gradient}. */
  public double hessian(int i, int j) {
    return hessian[i * dZ + j];
  }
}
