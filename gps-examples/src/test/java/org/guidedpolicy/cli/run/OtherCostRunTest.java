package org.guidedpolicy.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.examples.pointmass.PointMassTask;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.TrainingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of the program whose task has got another cost. */
class OtherCostRunTest {
  @TempDir Path folder;

  private final List<IterationReport> seen = new ArrayList<>();

  /** The sliding disc, at another price. */
  private record Priced(double factor) implements Task {
    private static final Task DISC = new PointMassTask();

    @Override
    public String name() {
      return DISC.name();
    }

    @Override
    public String description() {
      return DISC.description();
    }

    @Override
    public Supplier<Environment> environments() {
      return DISC.environments();
    }

    @Override
    public CostFunction cost(HessianForm form) {
      return DISC.cost(form).times(factor);
    }

    @Override
    public int testEpisodes() {
      return 2;
    }
  }

  private Run run(Task task, int iterations, RunFolder in, boolean otherCost) throws IOException {
    RunOptions options =
        OptionTree.of(RunOptions.defaults(task, new ResetFree()))
            .with("iterations", "" + iterations)
            .with("trajectories", "4")
            .with("training.algorithm.clusters", "1")
            .with("training.threads", "1")
            .with("hidden", "8")
            .toOptions();
    RunSettings settings = new RunSettings(false, Optional.of(1), false, Optional.empty());
    return new Run(task, options, settings, in, seen::add, question -> {}, otherCost);
  }

  @Test
  void isRefusedWithBothNumbersUnlessItIsAskedFor() throws Exception {
    run(new Priced(1), 1, RunFolder.create(folder, false), false).toEnd();
    Run refused = run(new Priced(3), 2, RunFolder.open(folder), false);
    var e = assertThrows(TrainingException.class, refused::toEnd);
    assertTrue(e.getMessage().contains("--other-cost"), e.getMessage());
    refused.stop();
    seen.clear();
    run(new Priced(3), 2, RunFolder.open(folder), true).toEnd();
    assertEquals(2, seen.get(seen.size() - 1).iteration());
  }
}
