package org.guidedpolicy.cost;

import org.guidedpolicy.argument.Require;

/** A cost multiplied by a constant and by a function of the step. */
record ScaledCost(CostFunction cost, CostRamp ramp, double weight) implements CostFunction {

  ScaledCost {
    Require.finite("cost weight", weight);
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return new ScaledCost(cost.withPartialDerivatives(), ramp, weight);
  }

  @Override
  public CostFunction afterEnd() {
    return new ScaledCost(cost.afterEnd(), ramp, weight);
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    double factor = weight * ramp.multiplier(t, horizon);
    return factor == 0 ? 0 : factor * cost.value(t, horizon, x, u);
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    out.addScaled(weight * ramp.multiplier(t, horizon), cost, t, horizon, x, u);
  }
}
