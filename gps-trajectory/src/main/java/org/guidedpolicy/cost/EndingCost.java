package org.guidedpolicy.cost;

import java.util.Objects;

/**
 * A cost with a rule of its own for the steps that an episode which ended early has left out.
 *
 * @param cost of the steps that are run
 * @param afterEnd of those that are not
 */
record EndingCost(CostFunction cost, CostFunction afterEnd) implements CostFunction {
  EndingCost {
    Objects.requireNonNull(cost, "cost");
    Objects.requireNonNull(afterEnd, "afterEnd");
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    return cost.value(t, horizon, x, u);
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    cost.addDerivatives(t, horizon, x, u, out);
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return new EndingCost(cost.withPartialDerivatives(), afterEnd.withPartialDerivatives());
  }

  @Override
  public CostFunction withAfterEnd(CostFunction rest) {
    return new EndingCost(cost, rest);
  }

  @Override
  public String toString() {
    return cost + ", after an early end " + afterEnd;
  }
}
