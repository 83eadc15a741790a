package org.guidedpolicy.cli;

import org.guidedpolicy.task.Task;
import picocli.CommandLine.Parameters;

/** The task of a command that needs one. */
final class TaskArgument {
  @Parameters(
      paramLabel = "TASK",
      converter = Converters.TaskName.class,
      completionCandidates = Converters.TaskNames.class,
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private Task task;

  Task task() {
    return task;
  }
}
