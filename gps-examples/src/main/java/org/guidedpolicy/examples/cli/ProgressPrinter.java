package org.guidedpolicy.examples.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.guidedpolicy.train.Evaluation;
import org.guidedpolicy.train.IterationReport;

/**
 * Prints a line for each iteration to the standard output and, on a terminal, a bar with the time
 * left to the standard error below it.
 */
final class ProgressPrinter implements AutoCloseable {
  private static final int WIDTH = 79;

  private final PrintWriter out;
  private final PrintStream err;
  private final int iterations;
  private final Optional<ProgressBar> bar;
  private boolean closed;

  /**
   * @param out receives the lines
   * @param err receives the bar
   * @param terminal whether a bar makes sense
   * @param name of what is trained
   * @param iterations in all
   */
  ProgressPrinter(PrintWriter out, PrintStream err, boolean terminal, String name, int iterations) {
    this.out = out;
    this.err = err;
    this.iterations = iterations;
    this.bar = terminal ? Optional.of(bar(name)) : Optional.empty();
  }

  private ProgressBar bar(String name) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(iterations)
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

  /** Prints an iteration's line, and what went wrong in it. */
  synchronized void print(IterationReport report) {
    wipe();
    out.println(line(report, iterations));
    report.warnings().forEach(warning -> out.println("       note: " + warning));
    out.flush();
    bar.ifPresent(b -> b.stepTo(report.iteration()));
  }

  private void wipe() {
    if (bar.isPresent()) {
      err.print("\r" + " ".repeat(WIDTH) + "\r");
      err.flush();
    }
  }

  static String line(IterationReport report, int iterations) {
    int digits = Integer.toString(iterations).length();
    String test = report.test().map(ProgressPrinter::test).orElse("");
    return String.format(
        Locale.ROOT,
        "%" + digits + "d/%d  %d episodes  cost %s%s  KL %.2f  step %.2f  %s",
        report.iteration(),
        iterations,
        report.episodes(),
        cost(report.meanCost()),
        test,
        report.kl(),
        report.step().multiplier(),
        duration(report.totalSeconds()));
  }

  private static String test(Evaluation.Result test) {
    return "  test: "
        + test.meanCost().map(c -> "cost " + cost(c)).orElse("no episode finished")
        + test.finalDistance()
            .map(d -> String.format(Locale.ROOT, ", distance %.3f m", d))
            .orElse("")
        + test.success().map(s -> String.format(Locale.ROOT, ", success %.3f", s)).orElse("");
  }

  private static String cost(double cost) {
    return String.format(Locale.ROOT, Math.abs(cost) < 1e5 ? "%.1f" : "%.3g", cost);
  }

  /** 4.1 s, 2 min 10 s, 3 h 5 min. */
  static String duration(double seconds) {
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    Duration whole = Duration.ofSeconds(Math.round(seconds));
    return whole.toHours() > 0
        ? whole.toHours() + " h " + whole.toMinutesPart() + " min"
        : whole.toMinutes() + " min " + whole.toSecondsPart() + " s";
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
