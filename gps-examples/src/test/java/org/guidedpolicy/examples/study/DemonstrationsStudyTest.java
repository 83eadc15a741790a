package org.guidedpolicy.examples.study;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.battery.ArmDemonstrator;
import org.guidedpolicy.examples.mujoco.PegDemonstrator;
import org.guidedpolicy.initial.DemonstrationController;
import org.guidedpolicy.nn.NeuralPolicies;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.task.Tasks;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.Trainings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What 5 to 20 scripted demonstrations are worth. */
class DemonstrationsStudyTest {

  private static ControllerFactory demonstrator(String task) {
    return task.equals("peg-2d") ? PegDemonstrator.controllers() : ArmDemonstrator.controllers();
  }

  private static List<Trajectory> demonstrations(Task task, int count) {
    try (Environment robot = task.environments().get()) {
      return RolloutCollector.inTurn(robot, demonstrator(task.name()), count, 7);
    }
  }

  @ParameterizedTest
  @CsvSource({"two-link-arm, 0.8", "peg-2d, 0.8"})
  void theScriptsDoTheTask(String name, double share) {
    Task task = Tasks.named(name).orElseThrow();
    org.junit.jupiter.api.Assumptions.assumeTrue(task.problem().isEmpty());
    List<Trajectory> shown = demonstrations(task, 20);
    long good = shown.stream().filter(task.success().orElseThrow()).count();
    assertTrue(good >= share * shown.size(), name + ": " + good + " of " + shown.size());
  }

  /** Writes a line for each training to target/demonstrations.txt. */
  @Test
  @Tag("long")
  void tableOfSuccess() throws Exception {
    for (String name : List.of("two-link-arm", "peg-2d")) {
      for (int seed = 1; seed <= Integer.getInteger("seeds", 1); seed++) {
        line(name, "none", 0, seed);
        for (int count : new int[] {10, 20, 5}) {
          line(name, "learnFrom", count, seed);
          line(name, "controller", count, seed);
        }
      }
    }
  }

  private static void line(String name, String use, int count, int seed) throws Exception {
    Task task = Tasks.named(name).orElseThrow();
    List<Trajectory> shown = count == 0 ? List.of() : demonstrations(task, count);
    int iterations = Integer.getInteger("iterations", 8);
    List<String> success = new ArrayList<>();
    Trainings.Builder training =
        Trainings.builder(
                task.environments(),
                task.cost(task.hessian()),
                task.training(new ResetFree())
                    .with(
                        o -> {
                          o.seed = seed;
                          o.threads = 1;
                          o.iterations = iterations + (use.equals("learnFrom") ? 1 : 0);
                        }))
            .initialController(
                use.equals("controller")
                    ? DemonstrationController.from(shown)
                    : task.initialController())
            .policy(NeuralPolicies.with(task.network()))
            .evaluation(Run.evaluation(task, task.testEpisodes()));
    if (use.equals("learnFrom")) {
      training.learnFrom(shown);
    }
    List<IterationReport> history = training.build().train().history();
    int robot = 0;
    for (IterationReport report : history) {
      robot += report.episodes();
      Optional<Double> share = report.test().orElseThrow().success();
      success.add(String.format(Locale.ROOT, "%d:%.2f", robot, share.orElseThrow()));
    }
    Files.writeString(
        Path.of("target", "demonstrations.txt"),
        name + " " + use + " " + count + " seed " + seed + "  " + String.join(" ", success) + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
