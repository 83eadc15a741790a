package org.guidedpolicy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.guidedpolicy.cli.record.RunFolder;
import org.guidedpolicy.cli.run.Run;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.PolicyFileException;
import org.guidedpolicy.task.Task;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A trained policy and the task it was trained for. */
final class TrainedPolicy {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private TaskArgument chosen;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      required = true,
      description = "The policy: policy.gps of a run, or the run's folder.")
  private Path given;

  Task task() {
    return chosen.task();
  }

  /** The policy's file. */
  Path file() {
    return Files.isDirectory(given) ? RunFolder.open(given).policy() : given;
  }

  /**
   * Reads the policy.
   *
   * @throws ParameterException if there is none in the file, or it does not fit the task
   */
  Policy load() throws IOException {
    Policy policy = read();
    EnvironmentSpec wanted = Run.spec(task());
    if (policy.observationDimension() != wanted.observationDimension()
        || policy.actionDimension() != wanted.actionDimension()) {
      throw unusable(
          String.format(
              Locale.ROOT,
              "%s maps %d observations to %d actions, %s needs %d and %d; was it trained on another task?",
              file(),
              policy.observationDimension(),
              policy.actionDimension(),
              task().name(),
              wanted.observationDimension(),
              wanted.actionDimension()));
    }
    return policy;
  }

  private Policy read() throws IOException {
    if (!Files.isRegularFile(file())) {
      throw unusable("there is no file " + file() + "; train writes policy.gps");
    }
    try {
      return Policy.load(file());
    } catch (PolicyFileException e) {
      throw unusable(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException unusable(String why) {
    return new ParameterException(command.commandLine(), "--policy: " + why);
  }
}
