package org.guidedpolicy.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.guidedpolicy.cli.run.Suggestions;
import org.guidedpolicy.gps.ModelOptions.Clustering;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.task.TaskException;
import org.guidedpolicy.task.Tasks;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.Algorithms;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How words of the command line become values; each says what is wrong and what is right. */
final class Converters {
  private Converters() {}

  /** A task by its name, if this machine can run it. */
  static final class TaskName implements ITypeConverter<Task> {
    @Override
    public Task convert(String name) {
      Task task = named(name);
      task.problem()
          .ifPresent(
              problem -> {
                throw new TypeConversionException(name + " cannot be run here: " + problem);
              });
      return task;
    }

    private static Task named(String name) {
      try {
        return Tasks.named(name)
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "there is no task '"
                            + name
                            + "'; "
                            + Suggestions.didYouMean(
                                name, Tasks.all().stream().map(Task::name).toList())));
      } catch (TaskException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Names of all tasks, for help and completion. */
  static final class TaskNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      try {
        return Tasks.all().stream().map(Task::name).iterator();
      } catch (TaskException e) {
        return List.of("none (" + e.getMessage() + ")").iterator();
      }
    }
  }

  /** The algorithms on the class path. */
  static final class AlgorithmNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Algorithms.all().stream().map(Algorithm::name).iterator();
    }
  }

  /** A whole number of at least 1. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        int value = Integer.parseInt(text.strip());
        if (value >= 1) {
          return value;
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException("must be a whole number of at least 1, is '" + text + "'");
    }
  }

  /** Any whole number. */
  static final class Seed implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        throw new TypeConversionException("must be a whole number, is '" + text + "'");
      }
    }
  }

  /** Sizes of hidden layers: 42,42, or none. */
  static final class Hidden implements ITypeConverter<HiddenLayers> {
    @Override
    public HiddenLayers convert(String text) {
      if (text.strip().equals("none")) {
        return new HiddenLayers(List.of());
      }
      try {
        List<Integer> sizes =
            Arrays.stream(text.split(",", -1)).map(s -> Integer.parseInt(s.strip())).toList();
        if (sizes.stream().allMatch(size -> size >= 1)) {
          return new HiddenLayers(sizes);
        }
      } catch (NumberFormatException e) {
        // said below
      }
      throw new TypeConversionException(
          "must be the units of each hidden layer, such as 42,42, or none, is '" + text + "'");
    }
  }

  /** em, k-means or single. */
  static final class ClusteringName implements ITypeConverter<Clustering> {
    @Override
    public Clustering convert(String text) {
      return Arrays.stream(Clustering.values())
          .filter(c -> letters(c.name()).equals(letters(text)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "must be "
                          + String.join(", ", new ClusteringNames())
                          + ", is '"
                          + text
                          + "'"));
    }

    private static String letters(String text) {
      return text.toLowerCase(Locale.ROOT).replaceAll("[-_\\s]", "");
    }
  }

  /** Names of all ways to cluster. */
  static final class ClusteringNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Clustering.values())
          .map(c -> c.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .iterator();
    }
  }
}
