package org.guidedpolicy.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs the command line in this process. */
public final class Program {
  private Program() {}

  /** What it printed and how it ended. */
  public record Result(int exitCode, String out, String err) {}

  /** Runs a command; tasks are those that the thread's context class loader finds. */
  public static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine gps = Main.commandLine();
    gps.setOut(new PrintWriter(out));
    gps.setErr(new PrintWriter(err));
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    int exitCode = gps.execute(words);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
