package org.guidedpolicy.cli;

import java.io.PrintWriter;
import java.util.Locale;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.task.Tasks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "tasks", description = "Lists the tasks.", mixinStandardHelpOptions = true)
final class TasksCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    int width = Tasks.all().stream().mapToInt(task -> task.name().length()).max().orElse(0);
    for (Task task : Tasks.all()) {
      out.printf(Locale.ROOT, "%-" + width + "s  %s%n", task.name(), task.description());
    }
    Tasks.all().stream()
        .flatMap(task -> task.problem().stream())
        .distinct()
        .forEach(problem -> out.printf(Locale.ROOT, "%nNot all can be run here: %s%n", problem));
    out.flush();
  }
}
