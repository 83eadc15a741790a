package org.guidedpolicy.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTrainersTest {
  @TempDir Path classPath;

  /** A trainer of no use but to be found. */
  public static class First implements PolicyTrainerFactory {
    @Override
    public PolicyTrainer create(int observationDimension, int actionDimension, long seed) {
      return (targets, covariance) -> {
        throw new IllegalStateException("not trained here");
      };
    }
  }

  /** Another one. */
  public static final class Second extends First {}

  @Test
  void withoutAProviderTheErrorNamesTheDependencyToAdd() throws IOException {
    var e = assertThrows(IllegalStateException.class, () -> with(List.of(), PolicyTrainers::find));
    assertTrue(e.getMessage().contains("org.guidedpolicy:gps-nn"), e.getMessage());
  }

  @Test
  void theOnlyProviderIsFound() throws IOException {
    assertInstanceOf(First.class, with(List.of(First.class.getName()), PolicyTrainers::find));
  }

  @Test
  void severalProvidersAreNamed() throws IOException {
    List<String> names = List.of(First.class.getName(), Second.class.getName());
    var e = assertThrows(IllegalStateException.class, () -> with(names, PolicyTrainers::find));
    names.forEach(name -> assertTrue(e.getMessage().contains(name), e.getMessage()));
  }

  @Test
  void aProviderThatDoesNotExistIsNamed() throws IOException {
    var e =
        assertThrows(
            IllegalStateException.class,
            () -> with(List.of("org.example.Missing"), PolicyTrainers::find));
    assertTrue(String.valueOf(e.getCause()).contains("org.example.Missing"), e.toString());
  }

  @Test
  void aTrainerThatCannotBeStoredSaysSo() {
    try (PolicyTrainer trainer = new First().create(1, 1, 1)) {
      assertThrows(UnsupportedOperationException.class, trainer::state);
      assertThrows(UnsupportedOperationException.class, () -> trainer.restore(new byte[0]));
    }
  }

  /** With a class path on which these providers are registered. */
  private <T> T with(List<String> providers, Supplier<T> action) throws IOException {
    Path services = Files.createDirectories(classPath.resolve("META-INF/services"));
    Files.write(services.resolve(PolicyTrainerFactory.class.getName()), providers);
    Thread thread = Thread.currentThread();
    ClassLoader old = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classPath.toUri().toURL()}, getClass().getClassLoader())) {
      thread.setContextClassLoader(loader);
      return action.get();
    } finally {
      thread.setContextClassLoader(old);
    }
  }

  @Test
  void theContextClassLoaderIsLeftAsItWas() throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    with(List.of(First.class.getName()), PolicyTrainers::find);
    assertEquals(before, Thread.currentThread().getContextClassLoader());
  }
}
