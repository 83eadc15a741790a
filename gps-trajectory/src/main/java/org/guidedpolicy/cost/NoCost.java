package org.guidedpolicy.cost;

/** Costs nothing. */
record NoCost() implements CostFunction {

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    return 0;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    // all of them are 0
  }

  @Override
  public String toString() {
    return "nothing";
  }
}
