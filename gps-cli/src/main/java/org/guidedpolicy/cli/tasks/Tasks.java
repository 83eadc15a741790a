package org.guidedpolicy.cli.tasks;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The tasks on the class path, found by {@link ServiceLoader}: each is named in a file {@code
 * META-INF/services/org.guidedpolicy.cli.tasks.Task} and has a public constructor without
 * arguments.
 */
public final class Tasks {
  private Tasks() {}

  /** All tasks, in the order of the class path and of its files. */
  public static List<Task> all() {
    return ServiceLoader.load(Task.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  public static Optional<Task> named(String name) {
    return all().stream().filter(task -> task.name().equals(name)).findFirst();
  }
}
