package org.guidedpolicy.safety;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;

/**
 * A person beside the robot who says whether it may go on: at the console, or by whatever button or
 * page you have. Asked one question at a time, on a thread of its own.
 */
@FunctionalInterface
public interface Operator {

  /**
   * Asks, and waits for the answer as long as it takes; interrupted when nobody wants to know any
   * more. What it throws counts as a no.
   *
   * @param question what has to be confirmed, as a sentence
   * @return whether the robot may go on
   */
  boolean confirms(String question) throws InterruptedException, IOException;

  /**
   * Asks at the console of this process. Enter or a word that begins with y means yes, everything
   * else no; what was typed before the question does not count.
   */
  static Operator console() {
    return new OperatorPrompt(
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())), System.out);
  }

  /** As {@link #console}, on other streams; the reader should be asked by nobody else. */
  static Operator prompt(BufferedReader in, PrintStream out) {
    return new OperatorPrompt(in, out);
  }
}
