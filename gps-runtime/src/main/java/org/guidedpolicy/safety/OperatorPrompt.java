package org.guidedpolicy.safety;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** Asks in words and reads a line. One question at a time. */
final class OperatorPrompt implements Operator {
  private static final long POLL_MILLISECONDS = 50;

  private final BufferedReader in;
  private final PrintStream out;

  OperatorPrompt(BufferedReader in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  /** Polls, because a read from a console cannot be interrupted. */
  @Override
  public boolean confirms(String question) throws InterruptedException, IOException {
    while (in.ready()) {
      in.read();
    }
    out.print(question + " [Enter: yes, n: no] ");
    out.flush();
    while (!in.ready()) {
      Thread.sleep(POLL_MILLISECONDS);
    }
    String answer = in.readLine();
    return answer != null
        && (answer.isBlank() || answer.strip().toLowerCase(Locale.ROOT).startsWith("y"));
  }
}
