package org.guidedpolicy.nn;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Says why ND4J's native library cannot be used, and what helps: its own messages do not. */
final class BackendFailure {
  private static final String VERSION = "1.0.0-M2.1";

  private BackendFailure() {}

  /**
   * @param failure what the loading threw
   * @param platform as in the jars' classifiers, such as linux-x86_64
   * @param isPresent whether the class path has this file
   */
  static String message(Throwable failure, String platform, Predicate<String> isPresent) {
    return "ND4J's native library cannot be used ("
        + deepest(failure)
        + "); "
        + remedy(failure, platform, isPresent);
  }

  private static Throwable deepest(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; depth < 100 && cause.getCause() != null; depth++) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String remedy(Throwable failure, String platform, Predicate<String> isPresent) {
    if (!isPresent.test("org/nd4j/linalg/cpu/nativecpu/CpuBackend.class")) {
      return "the class path needs org.nd4j:nd4j-native "
          + VERSION
          + ", and the same with the classifier "
          + platform;
    }
    List<String> missing = missing(platform, isPresent);
    if (!missing.isEmpty()) {
      return "the class path lacks the jar for this platform of "
          + String.join(", ", missing)
          + ": add org.nd4j:nd4j-native "
          + VERSION
          + " with the classifier "
          + platform
          + ", which brings the others";
    }
    if (deepest(failure) instanceof OutOfMemoryError) {
      return "give it more memory: a larger -Xmx, or -Dorg.bytedeco.javacpp.maxBytes and"
          + " maxPhysicalBytes";
    }
    return "its jars for "
        + platform
        + " are there, so the folder it unpacks itself into cannot be written or may not hold"
        + " programs, or a library of the system is missing: set"
        + " -Dorg.bytedeco.javacpp.cachedir to a folder that can (350 MB)";
  }

  private static List<String> missing(String platform, Predicate<String> isPresent) {
    Map<String, String> folders = new TreeMap<>();
    folders.put("nd4j-native", "org/nd4j/linalg/cpu/nativecpu/bindings/");
    folders.put("openblas", "org/bytedeco/openblas/");
    folders.put("javacpp", "org/bytedeco/javacpp/");
    Map<String, String> libraries =
        Map.of(
            "nd4j-native",
            "jnind4jcpu",
            "openblas",
            "jniopenblas_nolapack",
            "javacpp",
            "jnijavacpp");
    return folders.keySet().stream()
        .filter(
            jar ->
                !isPresent.test(
                    folders.get(jar) + platform + "/" + file(libraries.get(jar), platform)))
        .toList();
  }

  private static String file(String library, String platform) {
    if (platform.startsWith("windows")) {
      return library + ".dll";
    }
    return "lib" + library + (platform.startsWith("macosx") ? ".dylib" : ".so");
  }
}
