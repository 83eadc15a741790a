package org.guidedpolicy.examples.start;

import java.util.List;
import org.guidedpolicy.initial.DemonstrationController;
import org.guidedpolicy.initial.PdController;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;

/** Training that begins with demonstrations of the task, done well or not. */
public final class Demonstrations {
  private Demonstrations() {}

  /** Stands for a person with a joystick: brings the cart slowly to the middle. */
  private static List<Trajectory> demonstrated() {
    PdController person = PdController.of(1, 2).posture(0).variance(0.05);
    return RolloutCollector.inTurn(new Cart(), person.controllers(Cart.SPEC), 10, 1);
  }

  public static void main(String[] arguments) {
    ResetFreeGPS.builder(Cart::new, Cart.COST)
        // the noise is the first exploration: enough to learn from, not to throw it about
        .initialController(DemonstrationController.from(demonstrated()).minimumVariance(1))
        .iterations(4)
        .trajectoriesPerIteration(10)
        .clusters(2)
        .evaluation(Cart.TEST)
        .listener(Cart::print)
        .build()
        .train();
  }
}
