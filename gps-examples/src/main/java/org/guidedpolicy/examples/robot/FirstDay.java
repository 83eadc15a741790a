package org.guidedpolicy.examples.robot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.guidedpolicy.check.DryRun;
import org.guidedpolicy.check.DryRunReport;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.initial.PdController;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.safety.ControlLoop;
import org.guidedpolicy.safety.Operator;
import org.guidedpolicy.safety.SafeEnvironment;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.Evaluation;

/**
 * The first day with a robot that exists once, as docs/real-robot.md goes through it. Here it is a
 * {@link FakedCart} that is to come to rest in the middle of its rail; exchange it, the cost, the
 * first controller and the limits for those of your robot.
 */
public final class FirstDay {
  /** Effort, and distance from rest in the middle. */
  private static final CostFunction COST =
      CostFunction.sum(ActionCost.quadratic(1e-3), DistanceCost.toTarget(new int[] {0, 1}, 0, 0));

  /** Holds weakly where it should go, with noise that can be seen: 3 N of 20. */
  private static final InitialController FIRST = PdController.of(4, 3).variance(9);

  private final FakedCart cart; // your driver
  private final Operator operator;
  private final Path folder;

  FirstDay(FakedCart cart, Operator operator, Path folder) {
    this.cart = cart;
    this.operator = operator;
    this.folder = folder;
  }

  /**
   * @param arguments dry-run, train, test or drive, and a folder; first-day unless given
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments.length > 1 ? arguments[1] : "first-day");
    try (FakedCart cart = new FakedCart(Duration.ofMillis(20))) {
      FirstDay day = new FirstDay(cart, Operator.console(), folder);
      switch (arguments.length > 0 ? arguments[0] : "") {
        case "dry-run" -> day.dryRun();
        case "train" -> day.train(8);
        case "test" -> System.out.println(day.test());
        case "drive" -> System.out.println(day.drive(500).reason());
        default -> System.out.println("dry-run, train, test or drive?");
      }
    }
  }

  /** What stands between the robot and everybody who commands it. */
  private SafeEnvironment guarded() {
    return SafeEnvironment.builder(cart)
        .stopWhen("end of the rail", step -> Math.abs(step.state()[0]) > 3)
        .stepDeadline(Duration.ofMillis(500))
        .commandDeadline(Duration.ofSeconds(1))
        .onEmergency(reason -> System.out.println("brakes on: " + reason))
        .operator(operator)
        .build();
  }

  DryRunReport dryRun() {
    try (SafeEnvironment robot = guarded()) {
      return DryRun.builder(robot)
          .operator(operator)
          .controller(FIRST.controllers(robot.spec()))
          .out(System.out::println)
          .build()
          .run();
    }
  }

  void train(int iterations) throws IOException {
    Files.createDirectories(folder);
    try (SafeEnvironment robot = guarded()) {
      ResetFreeGPS.builder(robot, COST)
          .initialController(FIRST)
          .iterations(iterations)
          .trajectoriesPerIteration(10)
          .clusters(2)
          .record(folder.resolve("episodes.trajectories"))
          .checkpoints(Checkpoints.in(folder.resolve("checkpoints")).resume(true))
          .listener(
              (report, policy) ->
                  System.out.printf(
                      Locale.ROOT,
                      "after %d episodes: cost %.2f%n",
                      report.episodes(),
                      report.meanCost()))
          .build()
          .train()
          .policy()
          .save(folder.resolve("policy.gps"));
      System.out.println(robot.stepTimes().sentence());
    }
  }

  /** Without noise, ten episodes from wherever the robot is. */
  String test() throws IOException {
    Policy policy = Policy.load(folder.resolve("policy.gps"));
    try (SafeEnvironment robot = guarded();
        WorkPool pool = WorkPool.of(1)) {
      Evaluation ten = Evaluation.of(10, robot);
      return String.format(
          Locale.ROOT,
          "cost %.2f without noise",
          ten.summarize(ten.run(policy, pool), COST).meanCost().orElseThrow());
    }
  }

  ControlLoop.Report drive(int steps) throws IOException {
    ControlLoop loop =
        ControlLoop.builder(Policy.load(folder.resolve("policy.gps")), cart.spec(), cart)
            .onStop(reason -> System.out.println("brakes on: " + reason))
            .build();
    ControlLoop.Report report = loop.run(steps);
    report.write(folder.resolve("last-steps.csv"));
    System.out.println(report.times().sentence());
    return report;
  }
}
