package org.guidedpolicy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.guidedpolicy.task.TaskException;
import org.guidedpolicy.training.TrainingException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program gps. Exit codes: 0 done, 1 failed, 2 bad usage, 130 interrupted. */
@Command(
    name = "gps",
    description = "Trains neural control policies by reset-free guided policy search.",
    subcommands = {
      TasksCommand.class,
      CheckCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ExperimentCommand.class,
      ReplayCommand.class,
      ExportCommand.class,
      DemoCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  public static void main(String[] arguments) {
    System.setProperty("java.awt.headless", "true");
    LoggerFactory.getILoggerFactory(); // before several threads log, which SLF4J would remark on
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine gps = new CommandLine(new Main());
    gps.setExecutionExceptionHandler(Main::report);
    gps.setParameterExceptionHandler(Main::reportUsage);
    return gps;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do, for instance: gps tasks");
  }

  /** A failure that has a message for the user; others are defects and show where they happened. */
  private static int report(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    if (e instanceof IOException || e instanceof TrainingException || e instanceof TaskException) {
      err.println(command.getColorScheme().errorText("gps: " + Problems.message(e)));
    } else {
      e.printStackTrace(err);
    }
    err.flush();
    return ExitCodes.FAILED;
  }

  private static int reportUsage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    ParameterException shown = Problems.mistyped(e).orElse(e);
    err.println(command.getColorScheme().errorText("gps: " + Problems.message(shown)));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(shown, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }
}
