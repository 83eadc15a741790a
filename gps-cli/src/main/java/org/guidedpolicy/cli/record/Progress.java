package org.guidedpolicy.cli.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.IterationReport;

/**
 * What progress.jsonl and progress.csv say about an iteration. A number that does not exist (in the
 * first iteration nothing was predicted) or is not finite is null in the one and empty in the
 * other.
 */
final class Progress {
  private static final JsonMapper JSON = new JsonMapper();

  /** The first columns of the CSV; those of the algorithm's figures follow, then the time. */
  private static final List<String> COLUMNS =
      List.of(
          "iteration", "episodes", "meanCost", "testMeanCost", "testFinalDistance", "testSuccess");

  private Progress() {}

  static ObjectNode json(IterationReport report) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    ObjectNode json = nodes.objectNode();
    json.put("iteration", report.iteration());
    json.put("episodes", report.episodes());
    json.set("meanCost", number(report.meanCost()));
    json.set("testMeanCost", number(report.test().flatMap(Evaluation.Result::meanCost)));
    json.set("testFinalDistance", number(report.test().flatMap(Evaluation.Result::finalDistance)));
    json.set("testSuccess", number(report.test().flatMap(Evaluation.Result::success)));
    ObjectNode figures = json.putObject("figures");
    Figure.groups(report.figures())
        .forEach(
            (group, members) -> {
              ObjectNode node = figures.putObject(Figure.key(group));
              members.forEach(f -> node.set(Figure.key(f.name()), number(f.value())));
            });
    ObjectNode fallbacks = json.putObject("fallbacks");
    report.fallbacks().forEach((kind, times) -> fallbacks.put(kind.key(), times));
    json.set("warnings", JSON.valueToTree(report.warnings()));
    json.set("seconds", number(report.totalSeconds()));
    ObjectNode phases = json.putObject("secondsByPhase");
    report.seconds().forEach((phase, seconds) -> phases.set(phase, number(seconds)));
    return json;
  }

  /**
   * The names of the columns, those of figures as {@code clusters.largest}.
   *
   * @param columns the figures that have a column, by their keys
   */
  static String csvHeader(List<String> columns) {
    return Stream.of(COLUMNS, columns, List.of("seconds"))
        .flatMap(List::stream)
        .map(column -> column.replace('/', '.'))
        .collect(Collectors.joining(","));
  }

  /** The keys of an iteration's figures: {@code clusters/largest}. */
  static List<String> columns(JsonNode json) {
    List<String> columns = new ArrayList<>();
    for (Map.Entry<String, JsonNode> group : json.path("figures").properties()) {
      group.getValue().fieldNames().forEachRemaining(n -> columns.add(group.getKey() + "/" + n));
    }
    return columns;
  }

  static String csv(JsonNode json, List<String> columns) {
    return Stream.of(
            COLUMNS.stream().map(json::path),
            columns.stream().map(key -> json.at("/figures/" + key)),
            Stream.of(json.path("seconds")))
        .flatMap(cells -> cells)
        .map(cell -> cell.isNumber() ? cell.asText() : "")
        .collect(Collectors.joining(","));
  }

  private static JsonNode number(Optional<Double> value) {
    return number(value.orElse(Double.NaN));
  }

  private static JsonNode number(double value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return Double.isFinite(value) ? nodes.numberNode(value) : nodes.nullNode();
  }
}
