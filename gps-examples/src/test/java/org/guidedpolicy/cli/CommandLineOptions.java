package org.guidedpolicy.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The arguments of all commands. */
public final class CommandLineOptions {
  private CommandLineOptions() {}

  /** The long name of every argument that help shows. */
  public static List<String> names() {
    return Main.commandLine().getSubcommands().values().stream()
        .flatMap(CommandLineOptions::names)
        .distinct()
        .toList();
  }

  private static Stream<String> names(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .map(option -> option.longestName());
  }
}
