package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.Figure;
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

  /** Two groups, of which the first iteration lacks one. */
  private static List<Figure> figures(int number) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("KL", "reached", 0.98 / number, "nats", "How far it moved."));
    figures.add(new Figure("KL", "allowed", 1, "nats", "How far it might."));
    if (number > 1) {
      figures.add(new Figure("gain per step", "actual", -0.25 * number, "", "What happened."));
    }
    figures.add(new Figure("parts that work", "first", 0.5, Figure.SHARE, "Of all."));
    return figures;
  }

  /** Reports of iterations that have nothing but figures. */
  static IterationReport only(int number, List<Figure> figures) {
    return new IterationReport(
        number, number, 1, Optional.empty(), figures, Map.of(), List.of(), Map.of());
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
    return new IterationReport(
        number, 12 * number, meanCost, test, figures(number), fallbacks, warnings, seconds);
  }
}
