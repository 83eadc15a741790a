package org.guidedpolicy.nn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The loading of ND4J's native library, which takes one or two seconds (ten when its jar is
 * unpacked for the first time) and so begins before the first fit, on a thread of its own.
 */
final class NativeBackend {
  private static final String BACKENDS = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

  private final CompletableFuture<Void> loading = new CompletableFuture<>();
  private final ClassLoader classes = classLoader();

  private NativeBackend() {}

  /**
   * Begins to load.
   *
   * @param warmUp runs after the load, on the same thread
   */
  static NativeBackend load(int threads, Runnable warmUp) {
    NativeBackend backend = new NativeBackend();
    Thread thread = new Thread(() -> backend.run(threads, warmUp), "gps-nn-load");
    thread.setDaemon(true);
    thread.setContextClassLoader(backend.classes);
    thread.start();
    return backend;
  }

  /**
   * ND4J looks its backend up with the loading thread's class loader: the library's own, unless
   * only the application's knows one.
   */
  private static ClassLoader classLoader() {
    ClassLoader own = NativeBackend.class.getClassLoader();
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    boolean elsewhere = own.getResource(BACKENDS) == null && context != null;
    return elsewhere ? context : own;
  }

  private void run(int threads, Runnable warmUp) {
    try {
      ReachableOperands.ensure();
      if (threads > 0) {
        limitThreads(threads);
      }
      warmUp.run();
      Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
      loading.complete(null);
    } catch (Throwable e) {
      loading.completeExceptionally(e);
    }
  }

  private boolean isPresent(String resource) {
    return classes.getResource(resource) != null;
  }

  /** Both the operations' own threads (the "master" ones) and the BLAS library's. */
  private static void limitThreads(int threads) {
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }

  /**
   * Waits until loaded.
   *
   * @throws IllegalStateException if there is no backend or it cannot be loaded
   */
  void await() {
    try {
      loading.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          BackendFailure.message(e.getCause(), Loader.getPlatform(), this::isPresent),
          e.getCause());
    }
  }
}
