package org.guidedpolicy.parallel;

import java.util.function.IntConsumer;

/**
 * Runs independent tasks numbered 0 .. n-1 on a fixed number of threads. A task must depend on its
 * number alone, so results are the same for any number of threads. Thread-safe.
 */
public final class WorkPool implements AutoCloseable {

  private WorkPool() {}

  /**
   * A pool of its own threads, ended by {@link #close}; 1 thread: everything runs in the caller's.
   */
  public static WorkPool of(int threads) {
    throw new UnsupportedOperationException();
  }

  public int threads() {
    throw new UnsupportedOperationException();
  }

  /**
   * Runs task.accept(i) for i = 0 .. n-1 and returns when all are done; the first failure by number
   * is thrown.
   */
  public void forEach(int n, IntConsumer task) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
