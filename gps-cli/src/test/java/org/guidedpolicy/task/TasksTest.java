package org.guidedpolicy.task;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
  @TempDir Path folder;

  /** A task with what it must have and nothing else. */
  public static class Slide implements Task {
    @Override
    public String name() {
      return "slide-2";
    }

    @Override
    public String description() {
      return "a number";
    }

    @Override
    public Supplier<Environment> environments() {
      return Line::new;
    }

    @Override
    public CostFunction cost(HessianForm form) {
      return (t, horizon, x, u) -> x[0] * x[0];
    }
  }

  public static final class Twin extends Slide {}

  public static final class Shouting extends Slide {
    @Override
    public String name() {
      return "Slide 2";
    }
  }

  public static final class Broken extends Slide {
    public Broken() {
      throw new IllegalStateException("no model file");
    }
  }

  private static final class Line implements Environment {
    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(1, 1).horizon(2).timeStep(1).build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      return TimeStep.fullyObserved(random.nextDouble());
    }

    @Override
    public TimeStep step(double[] action) {
      return TimeStep.fullyObserved(action);
    }
  }

  private List<Task> found(String... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve(Task.class.getName()), Arrays.asList(providers));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      return Tasks.all();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void assertRefused(List<String> parts, Class<?>... providers) {
    String[] names = Arrays.stream(providers).map(Class::getName).toArray(String[]::new);
    String said = assertThrows(TaskException.class, () -> found(names)).getMessage();
    parts.forEach(part -> assertTrue(said.contains(part), said));
  }

  @Test
  void aTaskIsFoundByTheFileThatNamesIt() throws IOException {
    assertEquals(
        List.of("slide-2"), found(Slide.class.getName()).stream().map(Task::name).toList());
  }

  @Test
  void whatIsWrongIsSaidWithTheClassAndTheRemedy() {
    assertRefused(
        List.of("no task on the class path", "META-INF/services/" + Task.class.getName()));
    assertRefused(
        List.of("two tasks are named slide-2", "$Slide", "$Twin", "rename"),
        Slide.class,
        Twin.class);
    assertRefused(List.of("$Shouting", "lower-case", "'Slide 2'"), Shouting.class);
    assertRefused(List.of("$Broken", "no model file"), Broken.class);
    assertRefused(List.of("TasksTest", "cannot be used"), TasksTest.class);
    String missing =
        assertThrows(TaskException.class, () -> found("com.example.Gone")).getMessage();
    assertTrue(missing.contains("com.example.Gone"), missing);
  }

  @Test
  void testEpisodesAreTheSameWheneverTheyAreRunAndAllDifferent() throws IOException {
    Task task = new Slide();
    double[] starts = starts(task, 1);
    assertArrayEquals(starts, starts(task, 2));
    assertEquals(starts.length, Arrays.stream(starts).distinct().count());
    assertTrue(task.painter().isEmpty() && task.success().isEmpty());
    assertFalse(task.problem().isPresent() || task.finalDistance().isPresent());
  }

  private static double[] starts(Task task, long seed) throws IOException {
    double[] starts = new double[task.testEpisodes()];
    for (int i = 0; i < starts.length; i++) {
      try (Environment environment = task.testEnvironments().apply(i)) {
        starts[i] = environment.reset(new SplittableRandom(seed)).state()[0];
      }
    }
    return starts;
  }
}
