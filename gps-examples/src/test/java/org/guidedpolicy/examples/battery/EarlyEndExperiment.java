package org.guidedpolicy.examples.battery;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.HeldOutEnvironment;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;

/**
 * What it is worth to say that an episode has ended: robots of the battery that end at their goal,
 * in a crash or at a post, which say so, or stay where they are and say nothing, or go on as the
 * battery's own. Prints a line for each iteration. Arguments: variant, way (says-so, freezes or
 * goes-on), seed.
 */
final class EarlyEndExperiment {
  private static final int ITERATIONS = 10;

  /** The vehicle is at its goal, or touches a post. */
  private static final Variant UNICYCLE =
      new Variant(
          new Unicycle(),
          x -> Math.hypot(x[0], x[1]) < 0.1 || Unicycle.clearance(x[0], x[1]) < 0,
          x -> Math.hypot(x[0], x[1]) < 0.15 && Unicycle.clearance(x[0], x[1]) >= 0);

  /** The quadrotor leaves its cage, 6 m around the place where it is to hover. */
  private static final Variant QUADROTOR =
      new Variant(
          new Quadrotor(), x -> Math.hypot(x[0], x[1]) > 6, x -> Math.hypot(x[0], x[1]) < 0.3);

  /** The pendulum stands still at the top. */
  private static final Variant PENDULUM =
      new Variant(
          new PendulumSwingUp(),
          x -> Math.abs(Angles.wrap(x[0])) < 0.1 && Math.abs(x[1]) < 0.5,
          x -> Math.abs(Angles.wrap(x[0])) < 0.2);

  private EarlyEndExperiment() {}

  /**
   * @param over whether an episode that can end ends in a state
   * @param reached whether it has succeeded then
   */
  private record Variant(PlainRobot robot, Predicate<double[]> over, Predicate<double[]> reached) {
    Supplier<Environment> environments(String way) {
      return switch (way) {
        case "says-so" ->
            () -> new EndsEarly(robot.environments().get(), over, EndsEarly.Then.SAYS_SO);
        case "freezes" ->
            () -> new EndsEarly(robot.environments().get(), over, EndsEarly.Then.FREEZES);
        default -> robot.environments();
      };
    }

    /** At the end, in whatever way it came about. */
    boolean succeeds(Trajectory trajectory) {
      return reached.test(trajectory.state(trajectory.horizon()));
    }
  }

  public static void main(String[] args) {
    Variant variant =
        switch (args[0]) {
          case "unicycle" -> UNICYCLE;
          case "quadrotor" -> QUADROTOR;
          default -> PENDULUM;
        };
    PlainRobot robot = variant.robot();
    Supplier<Environment> environments = variant.environments(args[1]);
    ToDoubleFunction<Trajectory> distance = robot::finalDistance;
    ResetFreeGPS.builder(environments, robot.cost(HessianForm.MAJORIZING))
        .options(robot.training(new ResetFree()).with(o -> o.iterations = ITERATIONS))
        .seed(Long.parseLong(args[2]))
        .threads(1)
        .initialController(robot.initialController())
        .evaluation(
            Evaluation.of(100, i -> new HeldOutEnvironment(environments.get(), i))
                .withFinalDistance(distance)
                .withSuccess(variant::succeeds))
        .listener((report, policy) -> print(args, report))
        .build()
        .train();
  }

  private static void print(String[] args, IterationReport report) {
    Evaluation.Result test = report.test().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%s %s %s iteration %d episodes %d cost %.4g held-out cost %.4g distance %.3f success %.2f"
            + " %s %s%n",
        args[0],
        args[1],
        args[2],
        report.iteration(),
        report.episodes(),
        report.meanCost(),
        test.meanCost().orElseThrow(),
        test.finalDistance().orElseThrow(),
        test.success().orElseThrow(),
        report.figure("episodes that ended early", "training").orElse(0.0),
        report.fallbacks());
  }
}
