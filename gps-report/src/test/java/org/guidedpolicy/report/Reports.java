package org.guidedpolicy.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.IterationReport;

/** Reports of iterations that nobody ran. */
final class Reports {
  static final GaussianPolicy POLICY =
      MlpPolicy.of(
          new double[] {0},
          new double[] {1},
          List.of(
              new MlpPolicy.Layer(1, 1, Activation.IDENTITY, new double[] {1}, new double[] {0})),
          new double[] {1});

  private Reports() {}

  static IterationReport iteration(int number) {
    return with(number, 100.0 / number + 1.0 / 3, test(number), Map.of(), List.of());
  }

  private static Optional<Evaluation.Result> test(int number) {
    return Optional.of(
        new Evaluation.Result(
            40,
            0,
            Optional.of(80.0 / number + 1e-7),
            Optional.of(0.7 / number),
            Optional.of(1 - 0.9 / number)));
  }

  static IterationReport untested(int number, double meanCost) {
    return with(number, meanCost, Optional.empty(), Map.of(), List.of());
  }

  static IterationReport noted(int number, Map<Fallback, Integer> counts, String... warnings) {
    return with(number, 10, test(number), counts, List.of(warnings));
  }

  private static IterationReport with(
      int number,
      double meanCost,
      Optional<Evaluation.Result> test,
      Map<Fallback, Integer> fallbacks,
      List<String> warnings) {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("episodes", 0.25 * number);
    seconds.put("models", 1.5);
    boolean first = number == 1;
    return new IterationReport(
        number,
        12 * number,
        meanCost,
        test,
        Optional.empty(),
        new IterationReport.Step(
            1,
            first ? 0.3 : 1,
            first ? Optional.empty() : Optional.of(1234.5 / number),
            first ? Optional.empty() : Optional.of(-0.25 * number)),
        0.98 / number,
        0.1 / number,
        List.of(7, 5),
        new IterationReport.Fit(2.0 / number, 0.5 / number, 200),
        List.of(0.5, 0.25),
        fallbacks,
        warnings,
        seconds);
  }
}
