package org.guidedpolicy.cli.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.guidedpolicy.training.Diagnosis;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;

/**
 * What progress.jsonl and progress.csv say about an iteration. A number that does not exist (in the
 * first iteration nothing was predicted) or is not finite is null in the one and empty in the
 * other.
 */
final class Progress {
  private static final JsonMapper JSON = new JsonMapper();

  /** The columns of the CSV; lists are written with a space between their entries. */
  private static final List<String> COLUMNS =
      List.of(
          "iteration",
          "episodes",
          "meanCost",
          "testMeanCost",
          "testFinalDistance",
          "testSuccess",
          "kl",
          "klBound",
          "eta",
          "stepMultiplier",
          "predictedImprovement",
          "actualImprovement",
          "clusterSizes",
          "policyStandardDeviation",
          "lossBefore",
          "lossAfter",
          "optimizerSteps",
          "seconds");

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
    report.diagnosis().ifPresent(d -> json.set("diagnosis", diagnosis(d)));
    json.set("kl", number(report.kl()));
    json.set("klBound", number(report.step().klPerStep()));
    json.set("eta", number(report.eta()));
    json.set("stepMultiplier", number(report.step().multiplier()));
    json.set("predictedImprovement", number(report.step().predictedImprovement()));
    json.set("actualImprovement", number(report.step().actualImprovement()));
    json.set("clusterSizes", numbers(report.clusterSizes()));
    json.set("policyStandardDeviation", numbers(report.policyStandardDeviation()));
    json.set("lossBefore", number(report.fit().lossBefore()));
    json.set("lossAfter", number(report.fit().lossAfter()));
    json.put("optimizerSteps", report.fit().steps());
    ObjectNode fallbacks = json.putObject("fallbacks");
    report.fallbacks().forEach((kind, times) -> fallbacks.put(kind.key(), times));
    json.set("warnings", JSON.valueToTree(report.warnings()));
    json.set("seconds", number(report.totalSeconds()));
    ObjectNode phases = json.putObject("secondsByPhase");
    report.seconds().forEach((phase, seconds) -> phases.set(phase, number(seconds)));
    return json;
  }

  private static ObjectNode diagnosis(Diagnosis diagnosis) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("network", result(diagnosis.network()));
    json.set("linearized", result(diagnosis.linearized()));
    json.set("local", result(diagnosis.local()));
    json.set("next", result(diagnosis.next()));
    return json;
  }

  private static ObjectNode result(Evaluation.Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("meanCost", number(result.meanCost()));
    json.set("finalDistance", number(result.finalDistance()));
    json.set("success", number(result.success()));
    return json;
  }

  static String csvHeader() {
    return String.join(",", COLUMNS);
  }

  static String csv(JsonNode json) {
    return COLUMNS.stream().map(json::get).map(Progress::cell).collect(Collectors.joining(","));
  }

  private static String cell(JsonNode value) {
    if (value.isNull()) {
      return "";
    }
    if (value.isArray()) {
      return StreamSupport.stream(value.spliterator(), false)
          .map(JsonNode::asText)
          .collect(Collectors.joining(" "));
    }
    return value.asText();
  }

  private static ArrayNode numbers(Collection<? extends Number> values) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (Number value : values) {
      array.add(
          value instanceof Integer i
              ? JsonNodeFactory.instance.numberNode(i)
              : number(value.doubleValue()));
    }
    return array;
  }

  private static JsonNode number(Optional<Double> value) {
    return number(value.orElse(Double.NaN));
  }

  private static JsonNode number(double value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return Double.isFinite(value) ? nodes.numberNode(value) : nodes.nullNode();
  }
}
