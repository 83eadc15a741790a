package org.guidedpolicy.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * The tasks on the class path, found by {@link ServiceLoader}: each is named in a file {@code
 * META-INF/services/org.guidedpolicy.task.Task} and has a public constructor without arguments.
 */
public final class Tasks {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private Tasks() {}

  /**
   * All tasks, in the order of the class path and of its files; at least one.
   *
   * @throws TaskException if there is none, one cannot be made, or a name is wrong or given twice
   */
  public static List<Task> all() {
    Map<String, Task> tasks = new LinkedHashMap<>();
    try {
      ServiceLoader.load(Task.class).forEach(task -> add(task, tasks));
    } catch (ServiceConfigurationError e) {
      throw new TaskException(reason(e), e);
    }
    if (tasks.isEmpty()) {
      throw new TaskException(
          "there is no task on the class path; a jar with one names its class in"
              + " META-INF/services/"
              + Task.class.getName());
    }
    return List.copyOf(tasks.values());
  }

  private static void add(Task task, Map<String, Task> tasks) {
    String type = task.getClass().getName();
    String name = Objects.requireNonNullElse(task.name(), "");
    if (!NAME.matcher(name).matches()) {
      throw new TaskException(
          type + ": a task's name must be lower-case words joined by hyphens, is '" + name + "'");
    }
    Task earlier = tasks.putIfAbsent(name, task);
    if (earlier != null) {
      throw new TaskException(
          String.format(
              Locale.ROOT,
              "two tasks are named %s: %s and %s; rename one, or take its jar off the class path",
              name,
              earlier.getClass().getName(),
              type));
    }
  }

  /** The loader's sentence names the file or class; the cause is what the class itself threw. */
  private static String reason(ServiceConfigurationError e) {
    String cause = Optional.ofNullable(e.getCause()).map(c -> ": " + c).orElse("");
    return "a task cannot be used: " + e.getMessage() + cause;
  }

  public static Optional<Task> named(String name) {
    return all().stream().filter(task -> task.name().equals(name)).findFirst();
  }
}
