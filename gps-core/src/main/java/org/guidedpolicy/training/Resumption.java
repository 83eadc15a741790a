package org.guidedpolicy.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.StrictJson;

/**
 * Whether a training may resume from a stored state: with the same options, but for those that do
 * not change what the finished iterations mean.
 */
public final class Resumption {
  /** Options that may change between two iterations. */
  private static final List<String> FREE =
      List.of(
          "iterations",
          "threads",
          "allowedFailures",
          "selectedPolicy",
          "episodes.stepDeadline",
          "episodes.resetDeadline",
          "episodes.episodeDeadline",
          "episodes.allowedDrops");

  private Resumption() {}

  /**
   * Whether an option may be another when a training is resumed.
   *
   * @param name as in JSON, such as {@code episodes.stepDeadline}
   */
  public static boolean mayChange(String name) {
    return FREE.contains(name);
  }

  /** The names of the options that may change. */
  public static List<String> changeable() {
    return FREE;
  }

  /** A spec's settings by name. */
  static JsonNode settings(EnvironmentSpec spec) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("stateDimension", spec.stateDimension());
    json.put("actionDimension", spec.actionDimension());
    json.put("observationDimension", spec.observationDimension());
    json.put("horizon", spec.horizon());
    json.put("timeStep", spec.timeStep());
    json.set("actuatedPositions", StrictJson.tree(spec.actuatedPositions()));
    json.set("actuatedVelocities", StrictJson.tree(spec.actuatedVelocities()));
    json.set("angles", StrictJson.tree(spec.angles()));
    json.set("observationAngles", StrictJson.tree(spec.observationAngles()));
    json.set("actionLower", StrictJson.tree(spec.actionLower()));
    json.set("actionUpper", StrictJson.tree(spec.actionUpper()));
    json.set("slewLimits", StrictJson.tree(spec.slewLimits()));
    return json;
  }

  /**
   * @param file of the state, for errors
   * @throws TrainingException naming the option, its old and its new value
   */
  static void requireSame(
      Path file,
      TrainingState.Header stored,
      TrainingOptions options,
      EnvironmentSpec spec,
      String policyTrainer) {
    requireSame(file, "", StrictJson.tree(stored.options()), StrictJson.tree(options));
    requireSame(file, "environment.", stored.environment(), settings(spec));
    if (!stored.policyTrainer().equals(policyTrainer)) {
      throw changed(file, "policy", stored.policyTrainer(), policyTrainer);
    }
    int done = stored.history().size();
    if (options.iterations() < done) {
      throw new TrainingException(
          "iterations is "
              + options.iterations()
              + ", but "
              + file
              + " has "
              + done
              + " already; give at least as many");
    }
  }

  private static void requireSame(Path file, String prefix, JsonNode stored, JsonNode now) {
    Map<String, String> before = new TreeMap<>();
    Map<String, String> after = new TreeMap<>();
    collect(prefix, stored, before);
    collect(prefix, now, after);
    for (Map.Entry<String, String> setting : after.entrySet()) {
      String old = before.getOrDefault(setting.getKey(), "nothing");
      if (!old.equals(setting.getValue()) && !mayChange(setting.getKey())) {
        throw changed(file, setting.getKey(), old, setting.getValue());
      }
    }
  }

  private static void collect(String prefix, JsonNode node, Map<String, String> settings) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = prefix + field.getKey();
      if (field.getValue().isObject()) {
        collect(name + ".", field.getValue(), settings);
      } else {
        settings.put(name, field.getValue().toString());
      }
    }
  }

  private static TrainingException changed(Path file, String name, String old, String now) {
    return new TrainingException(
        "cannot resume from "
            + file
            + " with another "
            + name
            + ": it was "
            + old
            + ", now it is "
            + now
            + "; give the old value, or begin a new training in another folder");
  }
}
