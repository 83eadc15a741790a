package org.guidedpolicy.training;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.resetfree.ResetFreeGPS;

/** Small runs for tests. */
public final class Runs {
  private Runs() {}

  public static ResetFreeGPS.Builder pointMass() {
    return small(PointMass::new);
  }

  public static ResetFreeGPS.Builder small(Supplier<? extends Environment> environments) {
    return small(ResetFreeGPS.builder(environments, PointMass.COST));
  }

  public static ResetFreeGPS.Builder small(ResetFreeGPS.Builder builder) {
    return builder
        .iterations(3)
        .trajectoriesPerIteration(12)
        .clusters(2)
        .threads(1)
        .models(ModelOptions.defaults().with(o -> o.maxComponents = 3))
        .imagination(ImaginationOptions.defaults().with(o -> o.imaginedRounds = 0))
        .policy(LeastSquaresTrainer::new);
  }

  /** A run's reports without the wall-clock times. */
  public static List<IterationReport> timeless(TrainingResult result) {
    return timeless(result.history());
  }

  /** Reports without the wall-clock times. */
  public static List<IterationReport> timeless(List<IterationReport> history) {
    return history.stream().map(Runs::timeless).toList();
  }

  private static IterationReport timeless(IterationReport r) {
    return new IterationReport(
        r.iteration(),
        r.episodes(),
        r.meanCost(),
        r.test(),
        r.figures(),
        r.fallbacks(),
        r.warnings(),
        Map.of());
  }

  /** Weights, bias and covariance of a linear policy. */
  public static List<Double> numbers(TrainingResult result) {
    MlpPolicy policy = (MlpPolicy) result.policy();
    MlpPolicy.Layer layer = policy.layers().get(0);
    return java.util.stream.Stream.of(layer.weights(), layer.biases(), policy.covariance())
        .flatMap(a -> java.util.Arrays.stream(a).boxed())
        .toList();
  }

  /** A figure that must be there. */
  public static double figure(IterationReport report, String group, String name) {
    return report.figure(group, name).orElseThrow();
  }

  public static double firstCost(TrainingResult result) {
    return result.history().get(0).meanCost();
  }

  public static double lastCost(TrainingResult result) {
    return result.history().get(result.history().size() - 1).meanCost();
  }
}
