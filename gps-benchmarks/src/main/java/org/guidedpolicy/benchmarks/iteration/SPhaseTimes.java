package org.guidedpolicy.benchmarks.iteration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.nn.NeuralPolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * Prints, as a table in Markdown, time, training loss and held-out loss of a network's first fit
 * for several schedules. Arguments: batch:passes:rate, each a schedule, in order; the first is
 * cold. System properties: {@code iteration} as in {@link IterationTimes}; {@code seeds} of
 * networks that the medians are over, default 5; {@code points}, a file to write the points to, for
 * the reference scripts.
 */
public final class SPhaseTimes {
  private static final int SEEDS = Integer.getInteger("seeds", 5);

  private SPhaseTimes() {}

  public static void main(String[] schedules) throws IOException {
    IterationProblem problem = IterationProblem.chosen();
    TargetPoints points;
    try (var iteration =
        new LearningIteration(
            problem, 2, ModelOptions.defaults().mixtureIterations(), NetworkOptions.defaults())) {
      points = TargetPoints.split(iteration.targets(), problem.trajectories().get(0).horizon());
    }
    String file = System.getProperty("points", "");
    if (!file.isEmpty()) {
      points.write(Path.of(file));
    }
    System.out.println(
        "| batch | passes | from | steps | first, s | seconds | training loss | held-out loss |");
    System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (String schedule : schedules) {
      run(points, schedule.split(":"));
    }
  }

  private static void run(TargetPoints points, String[] schedule) {
    int batch = Integer.parseInt(schedule[0]);
    int passes = Integer.parseInt(schedule[1]);
    double rate = Double.parseDouble(schedule[2]);
    double lastRate = schedule.length > 3 ? Double.parseDouble(schedule[3]) : 0;
    NetworkOptions options =
        NetworkOptions.defaults()
            .with(
                o -> {
                  o.batchSize = batch;
                  o.firstFit = new NetworkOptions.Schedule(passes, rate, lastRate);
                });
    List<Result> results = new ArrayList<>();
    for (int seed = 1; seed <= SEEDS; seed++) {
      results.add(fit(points, options, seed));
    }
    System.out.printf(
        Locale.ROOT,
        "| %d | %d | %s | %d | %.2f | %.2f | %.3f | %.2f |%n",
        batch,
        passes,
        schedule[2],
        results.get(0).steps,
        results.get(0).seconds,
        median(results, Result::seconds),
        median(results, Result::training),
        median(results, Result::heldOut));
  }

  private record Result(int steps, double seconds, double training, double heldOut) {}

  private static Result fit(TargetPoints points, NetworkOptions options, long seed) {
    SupervisedTargets training = points.training();
    int dU = training.actionDimension();
    try (var trainer =
        new NeuralPolicyTrainer(training.observationDimension(), dU, options, seed)) {
      double[] covariance = CommonOps_DDRM.identity(dU).data;
      long start = System.nanoTime();
      PolicyTrainer.Fit fit = trainer.fit(training, covariance);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Result(fit.steps(), seconds, fit.lossAfter(), points.heldOut().loss(fit.policy()));
    }
  }

  private static double median(List<Result> results, ToDoubleFunction<Result> value) {
    return results.stream()
        .mapToDouble(value)
        .sorted()
        .skip(results.size() / 2)
        .findFirst()
        .orElseThrow();
  }
}
