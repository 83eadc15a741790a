package org.guidedpolicy.cli.run;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Options as a tree whose leaves have names such as training.algorithm.step.klPerStep; an ending of
 * the name that only one leaf has is enough. Immutable.
 */
public final class OptionTree {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String NO_OPTIONS = "holds no options; it must be a run's options.json";

  private final ObjectNode root;

  private OptionTree(ObjectNode root) {
    this.root = root;
  }

  public static OptionTree of(RunOptions options) {
    return new OptionTree(JSON.valueToTree(options));
  }

  /**
   * Reads what {@link #json} gave.
   *
   * @throws IllegalArgumentException if the text is no such tree
   */
  public static OptionTree parse(String text) {
    try {
      if (JSON.readTree(text) instanceof ObjectNode object) {
        return new OptionTree(object);
      }
      throw new IllegalArgumentException(NO_OPTIONS);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(NO_OPTIONS + " (line " + line(e) + ")", e);
    }
  }

  private static int line(JsonProcessingException e) {
    return Optional.ofNullable(e.getLocation()).map(JsonLocation::getLineNr).orElse(1);
  }

  public JsonNode json() {
    return root.deepCopy();
  }

  /**
   * The options with one changed.
   *
   * @param name of a leaf, or an ending of it after a dot
   * @param text its value; entries of a list are separated by commas
   * @throws IllegalArgumentException if there is no such leaf or more than one; the message names
   *     those that may be meant
   */
  public OptionTree with(String name, String text) {
    ObjectNode changed = root.deepCopy();
    String path = resolve(name);
    int dot = path.lastIndexOf('.');
    JsonNode parent = changed.at(dot < 0 ? "" : "/" + path.substring(0, dot).replace('.', '/'));
    String leaf = path.substring(dot + 1);
    ((ObjectNode) parent).set(leaf, value(parent.get(leaf), text));
    return new OptionTree(changed);
  }

  private String resolve(String name) {
    Map<String, JsonNode> leaves = leaves();
    if (leaves.containsKey(name)) {
      return name;
    }
    List<String> endings = leaves.keySet().stream().filter(p -> p.endsWith("." + name)).toList();
    if (endings.size() == 1) {
      return endings.get(0);
    }
    if (endings.isEmpty()) {
      throw new IllegalArgumentException(
          "no option " + name + "; " + Suggestions.didYouMean(name, leaves.keySet()));
    }
    throw new IllegalArgumentException(
        name + " may be " + String.join(" or ", endings) + "; write more of the name");
  }

  private static JsonNode value(JsonNode old, String text) {
    if (old.isArray()) {
      ArrayNode list = JSON.createArrayNode();
      Arrays.stream(text.split(","))
          .map(String::strip)
          .filter(s -> !s.isEmpty())
          .forEach(entry -> list.add(scalar(entry)));
      return list;
    }
    return old.isTextual()
        ? JSON.getNodeFactory().textNode(text.strip().toUpperCase(Locale.ROOT).replace('-', '_'))
        : scalar(text.strip());
  }

  private static JsonNode scalar(String text) {
    try {
      JsonNode value = JSON.readTree(text);
      return value.isNumber() || value.isBoolean() ? value : JSON.getNodeFactory().textNode(text);
    } catch (JsonProcessingException e) {
      return JSON.getNodeFactory().textNode(text);
    }
  }

  /** Every leaf by its whole name; the task's name is none. */
  public Map<String, JsonNode> leaves() {
    Map<String, JsonNode> leaves = new TreeMap<>();
    collect("", root, leaves);
    leaves.remove("task");
    return leaves;
  }

  /** Leaves whose values differ, each as "name here -> there". */
  public List<String> differences(OptionTree other) {
    Map<String, JsonNode> here = leaves();
    Map<String, JsonNode> there = other.leaves();
    Set<String> names = new TreeSet<>(here.keySet());
    names.addAll(there.keySet());
    return names.stream()
        .filter(name -> !text(here, name).equals(text(there, name)))
        .map(name -> name + " " + text(here, name) + " -> " + text(there, name))
        .toList();
  }

  private static String text(Map<String, JsonNode> leaves, String name) {
    return leaves.containsKey(name) ? leaves.get(name).toString() : "nothing";
  }

  private static void collect(String prefix, JsonNode node, Map<String, JsonNode> leaves) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String path = prefix + field.getKey();
      if (field.getValue().isObject()) {
        collect(path + ".", field.getValue(), leaves);
      } else {
        leaves.put(path, field.getValue());
      }
    }
  }

  /**
   * The options as their types, checked.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public RunOptions toOptions() {
    try {
      return JSON.treeToValue(root, RunOptions.class);
    } catch (InvalidFormatException e) {
      throw new IllegalArgumentException(path(e) + " cannot be " + e.getValue() + allowed(e), e);
    } catch (MismatchedInputException e) {
      throw new IllegalArgumentException(path(e) + ": " + firstLine(e), e);
    } catch (JsonMappingException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(String.valueOf(cause.getMessage()), e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(firstLine(e), e);
    }
  }

  private static String allowed(InvalidFormatException e) {
    Object[] constants = e.getTargetType().getEnumConstants();
    return constants == null
        ? "; wanted: " + e.getTargetType().getSimpleName()
        : "; may be "
            + Arrays.stream(constants)
                .map(c -> c.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("");
  }
}
