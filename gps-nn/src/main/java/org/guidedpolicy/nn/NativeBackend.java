package org.guidedpolicy.nn;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The loading of ND4J's native library, which takes one or two seconds (ten when its jar is
 * unpacked for the first time) and so begins before the first fit, on a thread of its own.
 */
final class NativeBackend {
  private final CompletableFuture<Void> loading = new CompletableFuture<>();

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
    thread.start();
    return backend;
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
          "ND4J's native backend cannot be loaded ("
              + e.getCause()
              + "); the class path needs"
              + " org.nd4j:nd4j-native 1.0.0-M2.1, with its jar for this platform (classifier"
              + " linux-x86_64, linux-arm64, macosx-x86_64, macosx-arm64 or windows-x86_64)",
          e.getCause());
    }
  }
}
