package org.guidedpolicy.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Prints lines to the standard output and, on a terminal, a bar with the time left to the standard
 * error below them. Thread-safe.
 */
final class ProgressPrinter implements ProgressOutput {
  private static final int WIDTH = 79;

  private final PrintWriter out;
  private final PrintStream err;
  private final Optional<ProgressBar> bar;
  private boolean closed;

  /**
   * @param out receives the lines
   * @param err receives the bar
   * @param terminal whether a bar makes sense
   * @param name left of the bar
   * @param steps in all
   */
  ProgressPrinter(PrintWriter out, PrintStream err, boolean terminal, String name, int steps) {
    this.out = out;
    this.err = err;
    this.bar = terminal ? Optional.of(bar(name, steps)) : Optional.empty();
  }

  private ProgressBar bar(String name, int steps) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .setConsumer(new DelegatingProgressBarConsumer(this::paint, WIDTH))
        .build();
  }

  private synchronized void paint(String rendered) {
    if (!closed) {
      err.print("\r" + rendered);
      err.flush();
    }
  }

  @Override
  public synchronized void print(List<String> lines) {
    wipe();
    lines.forEach(out::println);
    out.flush();
    bar.ifPresent(ProgressBar::refresh);
  }

  @Override
  public void step() {
    bar.ifPresent(ProgressBar::step);
  }

  private void wipe() {
    if (bar.isPresent()) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      wipe();
      closed = true;
    }
    bar.ifPresent(ProgressBar::close);
  }
}
