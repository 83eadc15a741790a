package org.guidedpolicy.examples.start;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.initial.PdController;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.safety.DryRunEnvironment;
import org.guidedpolicy.safety.SafeEnvironment;
import org.guidedpolicy.training.Checkpoints;

/** One real robot: first a dry run that moves nothing, then training behind the same guard. */
public final class RealRobot {
  private RealRobot() {}

  private static final InitialController GENTLE = PdController.of(4, 3).variance(2);

  private static SafeEnvironment guarded(Environment robot) {
    return SafeEnvironment.builder(robot)
        .stopWhen("end of the rail", step -> Math.abs(step.state()[0]) > 1.5)
        .stepDeadline(Duration.ofMillis(500)) // of your control loop: 20 ms, say
        .onEmergency(reason -> System.out.println("brakes on: " + reason))
        .build();
  }

  /**
   * @param arguments the folder for what the robot did; robot-run unless given
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 0 ? arguments[0] : "robot-run");
    TimeStep measured = TimeStep.fullyObserved(0.4, 0); // read your sensors here
    var still = new DryRunEnvironment(Cart.SPEC, () -> measured, System.out::println);
    try (SafeEnvironment robot = guarded(still)) {
      RolloutCollector.inTurn(robot, GENTLE.controllers(Cart.SPEC), 1, 1);
    }

    Files.createDirectories(folder);
    try (SafeEnvironment robot = guarded(new Cart())) { // your driver in place of new Cart()
      ResetFreeGPS.builder(robot, Cart.COST) // one object: all episodes run on it in turn
          .initialController(GENTLE)
          .iterations(4)
          .trajectoriesPerIteration(20)
          .clusters(2)
          .seed(2)
          .record(folder.resolve("episodes.trajectories")) // no episode is lost
          .checkpoints(Checkpoints.in(folder.resolve("checkpoints")).resume(true))
          .listener(Cart::print) // no tests: they would move the robot
          .build()
          .train();
    }
  }
}
