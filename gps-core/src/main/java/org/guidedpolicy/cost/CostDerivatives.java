package org.guidedpolicy.cost;

/** Accumulates a cost's value, gradient and Hessian in z = [x; u]. Mutable, one thread. */
public final class CostDerivatives {
  final int dX;
  final int dU;
  double value;
  final double[] gradient;
  final double[] hessian;

  public CostDerivatives(int stateDimension, int actionDimension) {
    this.dX = stateDimension;
    this.dU = actionDimension;
    int dZ = dX + dU;
    this.gradient = new double[dZ];
    this.hessian = new double[dZ * dZ];
  }

  public void clear() {
    value = 0;
    java.util.Arrays.fill(gradient, 0);
    java.util.Arrays.fill(hessian, 0);
  }

  public void addValue(double amount) {
    value += amount;
  }

  /** Adds to entry i of the gradient; actions follow the states. */
  public void addGradient(int i, double amount) {
    gradient[i] += amount;
  }

  /** Adds to entry (i, j) of the Hessian; a symmetric caller adds (j, i) too. */
  public void addHessian(int i, int j, double amount) {
    hessian[i * (dX + dU) + j] += amount;
  }

  public double value() {
    return value;
  }

  public double gradient(int i) {
    return gradient[i];
  }

  public double hessian(int i, int j) {
    return hessian[i * (dX + dU) + j];
  }
}
