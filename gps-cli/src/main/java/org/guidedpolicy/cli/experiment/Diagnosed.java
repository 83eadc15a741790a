package org.guidedpolicy.cli.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What the parts of an iteration reach on their own, from the iteration's starts and without noise;
 * see {@link org.guidedpolicy.gps.DiagnosisPhase}.
 *
 * @param iteration 1, 2, ...
 * @param episodes training episodes executed until then
 * @param network the network that made the iteration's trajectories
 * @param linearized its linearizations
 * @param local the local policies
 * @param next the network after the iteration
 */
record Diagnosed(
    int iteration, int episodes, Figures network, Figures linearized, Figures local, Figures next) {

  /**
   * Means over episodes; NaN where there is none.
   *
   * @param success share of episodes that reach the goal
   * @param distance from the goal at the end, m
   * @param cost of an episode
   */
  record Figures(double success, double distance, double cost) {

    private static Figures of(JsonNode figures, String part) {
      return new Figures(
          value(figures, "success", part),
          value(figures, "distance", part),
          value(figures, "cost", part));
    }

    private static double value(JsonNode figures, String figure, String part) {
      return figures.path("diagnosis_" + figure).path(part).asDouble(Double.NaN);
    }

    private static Figures mean(List<Figures> figures) {
      return new Figures(
          mean(figures, Figures::success),
          mean(figures, Figures::distance),
          mean(figures, Figures::cost));
    }

    private static double mean(List<Figures> figures, ToDoubleFunction<Figures> value) {
      return figures.stream().mapToDouble(value).average().orElseThrow();
    }
  }

  /** A part, as tables and plots name it. */
  record Part(String name, Function<Diagnosed, Figures> figures) {}

  /** In the order in which an iteration makes them. */
  static final List<Part> PARTS =
      List.of(
          new Part("network", Diagnosed::network),
          new Part("linearized", Diagnosed::linearized),
          new Part("local policies", Diagnosed::local),
          new Part("next network", Diagnosed::next));

  /** The diagnosis in a line of progress.jsonl, if it has one. */
  static Optional<Diagnosed> of(JsonNode line) {
    JsonNode figures = line.path("figures");
    if (!figures.path("diagnosis_cost").isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Diagnosed(
            line.path("iteration").asInt(),
            line.path("episodes").asInt(),
            Figures.of(figures, "network"),
            Figures.of(figures, "linearized"),
            Figures.of(figures, "local"),
            Figures.of(figures, "next_network")));
  }

  /** The mean of each figure; iteration and episodes are the last one's. */
  static Diagnosed mean(List<Diagnosed> all) {
    Diagnosed last = all.get(all.size() - 1);
    return new Diagnosed(
        last.iteration,
        last.episodes,
        Figures.mean(all.stream().map(Diagnosed::network).toList()),
        Figures.mean(all.stream().map(Diagnosed::linearized).toList()),
        Figures.mean(all.stream().map(Diagnosed::local).toList()),
        Figures.mean(all.stream().map(Diagnosed::next).toList()));
  }
}
