package org.guidedpolicy.safety;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes calls that may take too long on one thread of its own, so that the caller gets control
 * back. The thread ends after ten idle seconds; one that a call never returns from ends when that
 * call does, and is the only one that can be lost.
 */
final class DeadlineRunner {
  private final ThreadPoolExecutor executor;

  DeadlineRunner(String threadName) {
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * Makes a call, unless the calling thread is interrupted already. When it does not return in
   * time, or the calling thread is interrupted, the call is interrupted and given up.
   *
   * @param deadline how long to wait; empty: as long as it takes
   * @throws TimeoutException if the deadline is missed
   * @throws InterruptedException if the calling thread is interrupted
   * @throws Exception what the call throws
   */
  <V> V call(Callable<V> work, Optional<Duration> deadline) throws Exception {
    // a result that is there at once would hide the interrupt
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Future<V> result = executor.submit(work);
    try {
      return deadline.isPresent()
          ? result.get(deadline.get().toNanos(), TimeUnit.NANOSECONDS)
          : result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    } finally {
      result.cancel(true);
    }
  }

  /** Interrupts whatever still runs and makes no further call. */
  void shutdown() {
    executor.shutdownNow();
  }
}
