package org.guidedpolicy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.guidedpolicy.cli.run.OptionTree;
import org.guidedpolicy.cli.run.RunOptions;
import org.guidedpolicy.gps.ModelOptions.Clustering;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.Algorithms;
import org.guidedpolicy.training.Resumption;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/**
 * The arguments that decide how a task is trained. Later ones win: the task's own options, a file
 * of options, --set, the options with a name of their own.
 */
final class OptionArguments {
  private static final String TRAINING = "training.";

  /** What a task is trained by unless another algorithm is named. */
  private static final String USUAL = "reset-free";

  @Option(
      names = "--algorithm",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = Converters.AlgorithmNames.class,
      description =
          "One of: ${COMPLETION-CANDIDATES}. Default: reset-free. An experiment compares several,"
              + " separated by commas.")
  private List<String> algorithms = new ArrayList<>();

  @Option(
      names = "--iterations",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Iterations of learning.")
  private Optional<Integer> iterations = Optional.empty();

  @Option(
      names = "--trajectories",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Episodes in each iteration.")
  private Optional<Integer> trajectories = Optional.empty();

  @Option(
      names = "--clusters",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Groups of trajectories that share their models.")
  private Optional<Integer> clusters = Optional.empty();

  @Option(
      names = "--clustering",
      paramLabel = "NAME",
      converter = Converters.ClusteringName.class,
      completionCandidates = Converters.ClusteringNames.class,
      description = "How trajectories are grouped: ${COMPLETION-CANDIDATES}.")
  private Optional<Clustering> clustering = Optional.empty();

  @Option(
      names = "--hidden",
      paramLabel = "N,N..",
      converter = Converters.Hidden.class,
      description = "Units of each hidden layer of the policy, or none.")
  private Optional<HiddenLayers> hidden = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = Converters.Count.class,
      description = "Threads; the result does not depend on it. Default: all processors.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any other option, by its name in options.json; may be repeated.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Option(
      names = "--options",
      paramLabel = "FILE",
      description = "Options of an earlier run, its options.json.")
  private Optional<Path> file = Optional.empty();

  /**
   * All options of a run.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  OptionTree of(Task task) throws IOException {
    if (algorithms.size() > 1) {
      throw new IllegalArgumentException(
          "--algorithm: a training has one, not " + String.join(", ", algorithms));
    }
    if (file.isPresent()) {
      if (!algorithms.isEmpty()) {
        throw new IllegalArgumentException("--options has the algorithm; leave --algorithm out");
      }
      return over(read(task, file.get()));
    }
    return of(task, algorithms.isEmpty() ? USUAL : algorithms.get(0));
  }

  /** The algorithms that an experiment compares; empty if it does not. */
  List<String> compared() {
    return algorithms.size() > 1 ? algorithms : List.of();
  }

  /**
   * All options of a run by an algorithm.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  OptionTree of(Task task, String algorithm) {
    Algorithm usual =
        Algorithms.named(algorithm)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--algorithm: there is none called '"
                            + algorithm
                            + "'; there are "
                            + Algorithms.names()));
    return over(defaults(task, usual));
  }

  /**
   * Options of a run that is resumed, with what is to change.
   *
   * @param options the file of the run's options
   * @throws IllegalArgumentException naming what is wrong, or may not change
   */
  OptionTree resumed(Task task, Path options) throws IOException {
    if (file.isPresent()) {
      throw new IllegalArgumentException("--options cannot change a run that is resumed");
    }
    if (!algorithms.isEmpty()) {
      throw new IllegalArgumentException("--algorithm cannot change in a run that is resumed");
    }
    OptionTree before = read(task, options);
    OptionTree after = over(before);
    for (String difference : before.differences(after)) {
      String name = difference.substring(0, difference.indexOf(' '));
      if (!name.startsWith(TRAINING) || !Resumption.mayChange(name.substring(TRAINING.length()))) {
        throw new IllegalArgumentException(
            difference
                + " cannot change in a run that is resumed; only "
                + String.join(", ", Resumption.changeable())
                + " can");
      }
    }
    return after;
  }

  /**
   * The task that options are of.
   *
   * @throws IOException if there is no such file, or no such task
   */
  static Task task(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file + " is missing: there is no run to resume");
    }
    try {
      String name = OptionTree.parse(Files.readString(file)).json().path("task").asText();
      return new Converters.TaskName().convert(name);
    } catch (IllegalArgumentException | TypeConversionException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private OptionTree over(OptionTree base) {
    OptionTree tree = base;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      tree = tree.with(setting.getKey(), setting.getValue());
    }
    tree = with(tree, "training.iterations", iterations);
    tree = with(tree, "training.algorithm.trajectories", trajectories);
    tree = with(tree, "training.algorithm.clusters", clusters);
    tree = with(tree, "training.algorithm.models.clustering", clustering);
    tree = with(tree, "training.threads", threads);
    return with(tree, "network.hidden", hidden.map(OptionArguments::commas));
  }

  /** Whether the number of threads was asked for. */
  boolean threadsGiven() {
    return threads.isPresent() || settings.keySet().stream().anyMatch(k -> k.endsWith("threads"));
  }

  /**
   * The task's own options; where fewer trajectories are asked for, no more clusters than these.
   */
  private OptionTree defaults(Task task, Algorithm algorithm) {
    OptionTree tree = OptionTree.of(RunOptions.defaults(task, algorithm));
    JsonNode clusters = tree.json().at("/training/algorithm/clusters");
    int max = trajectories.orElse(Integer.MAX_VALUE);
    return clusters.asInt() > max
        ? tree.with("training.algorithm.clusters", Integer.toString(max))
        : tree;
  }

  private static OptionTree read(Task task, Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("--options: there is no file " + file);
    }
    try {
      OptionTree tree = OptionTree.parse(Files.readString(file));
      JsonNode name = tree.json().path("task");
      if (!name.asText().equals(task.name())) {
        throw new IllegalArgumentException("options of task " + name + ", not of " + task.name());
      }
      return tree;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
  }

  private static OptionTree with(OptionTree tree, String name, Optional<?> value) {
    return value.isPresent() ? tree.with(name, value.get().toString()) : tree;
  }

  private static String commas(HiddenLayers layers) {
    return layers.sizes().stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
