package org.guidedpolicy.examples.start;

import java.util.List;
import org.guidedpolicy.cost.CostChecks;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/** A cost of one's own, as a lambda and with exact derivatives. */
public final class OwnCost {
  private OwnCost() {}

  /** 5 x0^2 at the last step alone, where it is in the middle or not. */
  private record AtTheEnd() implements CostFunction {
    @Override
    public double value(int t, int horizon, double[] x, double[] u) {
      return t == horizon - 1 ? 5 * x[0] * x[0] : 0;
    }

    @Override
    public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
      if (t == horizon - 1) {
        out.addValue(5 * x[0] * x[0]);
        out.addGradient(0, 10 * x[0]); // entries of the state, then those of the action
        out.addHessian(0, 0, 10);
      }
    }
  }

  public static void main(String[] arguments) {
    // a lambda is enough; its derivatives then come from finite differences
    CostFunction effort = (t, horizon, x, u) -> 0.01 * u[0] * u[0] + Math.sqrt(1e-3 + x[0] * x[0]);
    CostFunction cost = CostFunction.sum(effort, new AtTheEnd());

    List<Trajectory> episodes =
        RolloutCollector.inTurn(new Cart(), HoldPosition.defaults().controllers(Cart.SPEC), 2, 1);
    CostChecks.check(cost, episodes).forEach(System.out::println); // nothing if it is sound

    ResetFreeGPS.builder(Cart::new, cost)
        .iterations(3)
        .trajectoriesPerIteration(10)
        .clusters(2)
        .evaluation(Cart.TEST)
        .listener(Cart::print)
        .build()
        .train();
  }
}
