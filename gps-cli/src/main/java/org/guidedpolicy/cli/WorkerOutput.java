package org.guidedpolicy.cli;

import java.io.PrintWriter;
import java.util.List;

/** What a worker process says to the one that started it: lines, and one of its own for a step. */
final class WorkerOutput implements ProgressOutput {
  private static final String STEP = "\u0001step";

  private final PrintWriter out;

  WorkerOutput(PrintWriter out) {
    this.out = out;
  }

  /** In the starting process: hands a worker's line on. */
  static void forward(String line, ProgressOutput to) {
    if (line.equals(STEP)) {
      to.step();
    } else {
      to.print(List.of(line));
    }
  }

  @Override
  public synchronized void print(List<String> lines) {
    lines.forEach(out::println);
    out.flush();
  }

  @Override
  public void step() {
    print(List.of(STEP));
  }

  @Override
  public void close() {
    out.flush();
  }
}
