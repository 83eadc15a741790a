package org.guidedpolicy.cost;

/** Minus a reward. */
record RewardCost(RewardFunction reward) implements CostFunction {

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    return -reward.value(t, horizon, x, u);
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    double outer = out.scale;
    out.scale = -outer;
    try {
      reward.addDerivatives(t, horizon, x, u, out);
    } finally {
      out.scale = outer;
    }
  }

  @Override
  public CostFunction afterEnd() {
    return new NoCost();
  }

  @Override
  public String toString() {
    return "minimises minus the reward " + reward;
  }
}
