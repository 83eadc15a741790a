package org.guidedpolicy.examples.start;

import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Evaluation;

/** Noise-free test episodes after every iteration, from starts that are never trained on. */
public final class HeldOutStarts {
  private HeldOutStarts() {}

  private static double distance(Trajectory episode) {
    return Math.abs(episode.state(episode.horizon(), 0)); // after the last action
  }

  public static void main(String[] arguments) {
    Evaluation evaluation =
        // test i always gets the same generator, so it starts at the same place every time
        Evaluation.of(50, i -> new Cart())
            .withFinalDistance(HeldOutStarts::distance)
            .withSuccess(episode -> distance(episode) < 0.05);
    ResetFreeGPS.builder(Cart::new, Cart.COST)
        .iterations(4)
        .trajectoriesPerIteration(10)
        .clusters(2)
        .evaluation(evaluation)
        .listener((report, policy) -> System.out.println(report.test().orElseThrow()))
        .stopWhen(report -> report.test().orElseThrow().success().orElseThrow() >= 0.95)
        .build()
        .train();
  }
}
