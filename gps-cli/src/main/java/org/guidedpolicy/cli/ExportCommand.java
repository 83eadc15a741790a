package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.onnx.OnnxExport;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = {
      "Writes a trained policy for controllers in other languages.",
      "Input observation, double [batch, dO]; output action, double [batch, dU], without noise."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "POLICY",
      description = "policy.gps of a run, or the run's folder, whose task has the action limits.")
  private Path given;

  @Option(
      names = "--onnx",
      paramLabel = "FILE",
      required = true,
      description = "The ONNX model to write.")
  private Path onnx;

  @Option(
      names = "--task",
      paramLabel = "TASK",
      converter = Converters.TaskName.class,
      completionCandidates = Converters.TaskNames.class,
      description =
          "Whose action limits the model has. Default: the run's own task; for a policy file no"
              + " limits.")
  private Optional<Task> named = Optional.empty();

  @Override
  public Integer call() throws IOException {
    boolean isRun = Files.isDirectory(given);
    Optional<Task> task = named;
    if (isRun && task.isEmpty()) {
      task = Optional.of(OptionArguments.task(RunFolder.open(given).options()));
    }
    Path file = isRun ? RunFolder.open(given).policy() : given;
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          spec.commandLine(), "there is no file " + file + "; train writes policy.gps");
    }
    Optional<EnvironmentSpec> limits = task.map(Run::spec);
    try {
      OnnxExport.write(Policy.load(file), limits, onnx);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
    }
    tell(limits);
    return ExitCodes.DONE;
  }

  private void tell(Optional<EnvironmentSpec> limits) {
    PrintWriter out = spec.commandLine().getOut();
    String inside =
        limits.filter(s -> isAny(s.actionLower(), s.actionUpper())).isPresent()
            ? "action limits inside"
            : "no action limits inside";
    boolean slew = limits.filter(s -> isAny(s.slewLimits())).isPresent();
    out.printf(
        Locale.ROOT,
        "%s: observation -> action, doubles, without noise, %s%s.%n",
        onnx,
        inside,
        slew ? "; slew limits are left to the controller" : "");
    out.flush();
  }

  private static boolean isAny(double[]... limits) {
    return Arrays.stream(limits).flatMapToDouble(DoubleStream::of).anyMatch(Double::isFinite);
  }
}
