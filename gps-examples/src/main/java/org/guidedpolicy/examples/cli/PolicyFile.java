package org.guidedpolicy.examples.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.examples.tasks.Task;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.PolicyFileException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The file that --policy names. */
final class PolicyFile {
  private PolicyFile() {}

  /**
   * Reads a policy for a task.
   *
   * @throws ParameterException if there is none in the file, or it does not fit the task
   */
  static Policy load(Path file, Task task, CommandSpec command) throws IOException {
    Policy policy = read(file, command);
    EnvironmentSpec wanted;
    try (Environment environment = task.testEnvironments().apply(0)) {
      wanted = environment.spec();
    }
    if (policy.observationDimension() != wanted.observationDimension()
        || policy.actionDimension() != wanted.actionDimension()) {
      throw new ParameterException(
          command.commandLine(),
          "--policy: %s maps %d observations to %d actions, %s needs %d and %d; was it trained on another task?"
              .formatted(
                  file,
                  policy.observationDimension(),
                  policy.actionDimension(),
                  task.name(),
                  wanted.observationDimension(),
                  wanted.actionDimension()));
    }
    return policy;
  }

  private static Policy read(Path file, CommandSpec command) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new ParameterException(
          command.commandLine(),
          "--policy: there is no file " + file + "; train writes policy.gps");
    }
    try {
      return Policy.load(file);
    } catch (PolicyFileException e) {
      throw new ParameterException(command.commandLine(), "--policy: " + e.getMessage(), e);
    }
  }
}
