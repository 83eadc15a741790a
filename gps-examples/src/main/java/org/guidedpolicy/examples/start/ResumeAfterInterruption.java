package org.guidedpolicy.examples.start;

import java.nio.file.Path;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.TrainingResult;

/** A training that is interrupted and resumed: the result is as if nothing had happened. */
public final class ResumeAfterInterruption {
  private ResumeAfterInterruption() {}

  /**
   * @param arguments the folder of the checkpoints; checkpoints unless given
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "checkpoints");
    ResetFreeGPS.Builder training =
        ResetFreeGPS.builder(Cart::new, Cart.COST)
            .iterations(4)
            .trajectoriesPerIteration(10)
            .clusters(2);
    double whole = training.build().train().history().get(3).meanCost();

    training
        .checkpoints(Checkpoints.in(folder))
        .stopWhen(report -> report.iteration() == 2) // stands for a power cut
        .build()
        .train();
    TrainingResult resumed =
        ResetFreeGPS.resume(folder, Cart::new, Cart.COST) // environment and cost are given again
            .iterations(4)
            .build()
            .train();
    double cost = resumed.history().get(3).meanCost();
    System.out.println("never interrupted: " + whole + ", interrupted and resumed: " + cost);
  }
}
