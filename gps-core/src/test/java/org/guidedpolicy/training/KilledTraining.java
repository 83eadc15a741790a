package org.guidedpolicy.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.guidedpolicy.file.StrictJson;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.gps.StepSizeRule;
import org.guidedpolicy.policy.GaussianPolicy;

/** A training in a process of its own, for {@link KillTest}; resumes where the last one ended. */
final class KilledTraining {
  static final int ITERATIONS = 60;

  private KilledTraining() {}

  /** In the folder given: checkpoints, progress, policy at the end. */
  public static void main(String[] arguments) {
    train(Path.of(arguments[0]));
  }

  static void train(Path folder) {
    Progress progress = new Progress(folder);
    Runs.pointMass()
        .iterations(ITERATIONS)
        .models(
            ModelOptions.defaults()
                .with(
                    o -> {
                      o.maxComponents = 3;
                      o.priorIterations = 3;
                      o.reusedIterations = 2;
                    }))
        .step(StepOptions.defaults().with(o -> o.rule = StepSizeRule.SAMPLED))
        .checkpoints(Checkpoints.in(folder.resolve("checkpoints")).resume(true))
        .listener(progress)
        .build()
        .train();
  }

  /** A line for each iteration, and the policy. */
  private record Progress(Path folder) implements TrainingListener {
    @Override
    public void onStart(TrainingOptions options, List<IterationReport> history) {
      StringBuilder lines = new StringBuilder();
      history.forEach(report -> lines.append(line(report)));
      try {
        WholeFile.write(file(), lines.toString().getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onIteration(IterationReport report, GaussianPolicy policy) {
      try {
        Files.writeString(file(), line(report), StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void onEnd(TrainingResult result) {
      try {
        result.policy().save(folder.resolve("policy"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Path file() {
      return folder.resolve("progress");
    }

    private static String line(IterationReport report) {
      var json = (com.fasterxml.jackson.databind.node.ObjectNode) StrictJson.tree(report);
      json.set("seconds", StrictJson.tree(Map.of()));
      return json + "\n";
    }
  }
}
