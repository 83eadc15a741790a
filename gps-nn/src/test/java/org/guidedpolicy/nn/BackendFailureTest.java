package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What is said where ND4J's native library cannot be used. */
class BackendFailureTest {
  private static final Throwable FAILURE =
      new ExceptionInInitializerError(
          new RuntimeException("probably", new UnsatisfiedLinkError("no jniopenblas_nolapack")));

  private static final Predicate<String> ALL =
      resource -> BackendFailureTest.class.getClassLoader().getResource(resource) != null;

  private static String message(Predicate<String> isPresent) {
    return BackendFailure.message(FAILURE, org.bytedeco.javacpp.Loader.getPlatform(), isPresent);
  }

  private static void assertSays(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  @Test
  void theDeepestCauseIsNamed() {
    assertSays("(java.lang.UnsatisfiedLinkError: no jniopenblas_nolapack)", message(ALL));
  }

  @Test
  void withoutAnyBackendTheDependencyIsNamed() {
    assertSays("needs org.nd4j:nd4j-native", message(r -> false));
  }

  @Test
  void withoutAPlatformsJarsThisPlatformsClassifierIsNamed() {
    String platform = org.bytedeco.javacpp.Loader.getPlatform();
    String message = message(r -> ALL.test(r) && !r.contains("openblas/" + platform));
    assertSays("lacks the jar for this platform of openblas: ", message);
    assertSays("classifier " + platform, message);
  }

  /** The files are looked for where the jars of this platform really have them. */
  @Test
  void withAllJarsInPlaceTheFolderForUnpackingIsNamed() {
    assertSays("javacpp.cachedir", message(ALL));
  }

  @Test
  void aContextClassLoaderWithoutTheBackendDoesNotMatter() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader empty =
        new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(empty);
      try (NeuralPolicyTrainer trainer =
          new NeuralPolicyTrainer(2, 1, NetworkOptions.defaults(), 1)) {
        trainer.prepare();
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
