package org.guidedpolicy.benchmarks.iteration;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.nn.NetworkOptions;

/**
 * Prints, as a table in Markdown, what a fresh process takes for a cold and then a warm iteration.
 * System properties: {@code iteration} a recording's path, absent for a synthetic problem; {@code
 * threads}, default 2; {@code mixtureIterations}, the limit of EM iterations in a mixture's fit,
 * default the driver's; {@code firstFit}, passes:rate of the cold S-phase, default the library's.
 */
public final class IterationTimes {
  private IterationTimes() {}

  public static void main(String[] arguments) throws IOException {
    int threads = Integer.getInteger("threads", 2);
    int mixtureIterations =
        Integer.getInteger("mixtureIterations", ModelOptions.defaults().mixtureIterations());
    IterationProblem problem = IterationProblem.chosen();
    try (var iteration = new LearningIteration(problem, threads, mixtureIterations, network())) {
      LearningIteration.Times cold = iteration.run();
      iteration.prepareWarm();
      LearningIteration.Times warm = iteration.run();
      System.out.printf(
          Locale.ROOT,
          "%s, %d threads, at most %d EM iterations; seconds%n%n",
          problem.name(),
          threads,
          mixtureIterations);
      print(cold, warm, System.out);
    }
  }

  private static NetworkOptions network() {
    String schedule = System.getProperty("firstFit", "");
    if (schedule.isEmpty()) {
      return NetworkOptions.defaults();
    }
    String[] parts = schedule.split(":");
    return NetworkOptions.defaults()
        .with(
            o ->
                o.firstFit =
                    new NetworkOptions.Schedule(
                        Integer.parseInt(parts[0]), Double.parseDouble(parts[1]), 0));
  }

  private static void print(
      LearningIteration.Times cold, LearningIteration.Times warm, PrintStream out) {
    out.println("| phase | clock: cold | warm | CPU: cold | warm |");
    out.println("| --- | ---: | ---: | ---: | ---: |");
    for (var phase : LearningIteration.Phase.values()) {
      row(phase.label, cold.costs().get(phase), warm.costs().get(phase), out);
    }
    var kMeans = LearningIteration.Phase.K_MEANS;
    var em = LearningIteration.Phase.EM;
    row("total with k-means", cold.totalWithout(em), warm.totalWithout(em), out);
    row("total with EM", cold.totalWithout(kMeans), warm.totalWithout(kMeans), out);
    out.printf(
        "%nEM iterations, dynamics %d and %d, policy %d and %d; S-phase steps %d and %d%n",
        cold.dynamicsIterations(),
        warm.dynamicsIterations(),
        cold.policyIterations(),
        warm.policyIterations(),
        cold.fit().steps(),
        warm.fit().steps());
    out.printf(
        Locale.ROOT,
        "backward passes of a dual search %.1f and %.1f; S-phase loss %.3f to %.3f, %.3f to %.3f%n",
        cold.backwardPasses(),
        warm.backwardPasses(),
        cold.fit().lossBefore(),
        cold.fit().lossAfter(),
        warm.fit().lossBefore(),
        warm.fit().lossAfter());
  }

  private static void row(
      String label, LearningIteration.Cost cold, LearningIteration.Cost warm, PrintStream out) {
    out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.2f | %.2f |%n",
        label,
        cold.seconds(),
        warm.seconds(),
        cold.cpuSeconds(),
        warm.cpuSeconds());
  }
}
