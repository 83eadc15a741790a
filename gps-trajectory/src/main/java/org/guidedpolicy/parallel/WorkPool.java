package org.guidedpolicy.parallel;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs independent tasks numbered 0 .. n-1 on a fixed number of threads, the caller's among them. A
 * task must depend on its number alone, so results are the same for any number of threads.
 *
 * <p>Threads take the next number when they are free, so tasks of unequal length balance out. A
 * {@code forEach} called from inside one of several tasks of the same pool runs in that task's
 * thread. Thread-safe: several threads may call {@code forEach} at once and then share the pool's
 * threads.
 */
public final class WorkPool implements AutoCloseable {
  private final int threads;
  private final @Nullable ExecutorService helpers;
  private final boolean ownsHelpers;
  private final ThreadLocal<Boolean> insideTask = ThreadLocal.withInitial(() -> false);
  private volatile boolean closed;

  private WorkPool(int threads, @Nullable ExecutorService helpers, boolean ownsHelpers) {
    this.threads = threads;
    this.helpers = helpers;
    this.ownsHelpers = ownsHelpers;
  }

  /**
   * A pool of its own daemon threads, named {@code gps-worker-1} and so on, ended by {@link
   * #close}; 1 thread: everything runs in the caller's.
   *
   * @throws IllegalArgumentException if threads is below 1
   */
  public static WorkPool of(int threads) {
    requireThreads(threads);
    if (threads == 1) {
      return new WorkPool(1, null, false);
    }
    return new WorkPool(threads, Executors.newFixedThreadPool(threads - 1, workers()), true);
  }

  /**
   * A pool over the caller's executor, which {@link #close} leaves running. Of {@code threads}, one
   * is the thread that calls {@code forEach}. An executor that is busy, or refuses work, slows the
   * call down and cannot block it: the caller's thread then does what is left.
   *
   * @throws IllegalArgumentException if threads is below 1
   */
  public static WorkPool over(ExecutorService executor, int threads) {
    requireThreads(threads);
    return new WorkPool(threads, executor, false);
  }

  /** Most tasks at a time, the calling thread's included. */
  public int threads() {
    return threads;
  }

  /**
   * Runs task.accept(i) for i = 0 .. n-1 and returns when all are done.
   *
   * <p>After a failure no further task is started; those running are waited for, and of all
   * failures the one with the lowest number is thrown as it is, which makes it the same for any
   * number of threads.
   *
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted:
   *     running tasks are interrupted and waited for, and the thread's interrupt status is set on
   *     return
   * @throws IllegalStateException if this pool is closed
   */
  public void forEach(int n, IntConsumer task) {
    forEach(n, () -> task, IntConsumer::accept);
  }

  /**
   * Runs task.accept(w, i) for i = 0 .. n-1, as {@link #forEach(int, IntConsumer)} does, where w is
   * a workspace that no other thread uses at the same time. At most {@link #threads} of them are
   * made. What a task leaves in its workspace must not influence the next task's result.
   */
  public <W> void forEach(int n, Supplier<? extends W> workspace, ObjIntConsumer<? super W> task) {
    if (n < 0) {
      throw new IllegalArgumentException("number of tasks is " + n + ", must not be negative");
    }
    if (closed) {
      throw new IllegalStateException("this WorkPool is closed");
    }
    if (n == 0) {
      return;
    }
    Job<W> job = new Job<>(n, workspace, task, insideTask);
    if (helpers != null && !insideTask.get() && !Thread.currentThread().isInterrupted()) {
      recruit(helpers, Math.min(threads, n) - 1, job);
    }
    job.runAndWait();
  }

  private static void recruit(ExecutorService helpers, int count, Job<?> job) {
    try {
      for (int h = 0; h < count; h++) {
        helpers.execute(job);
      }
    } catch (RejectedExecutionException e) {
      // Fewer helpers: the caller's thread does their share.
    }
  }

  /** Ends this pool's own threads once their tasks are done. */
  @Override
  public void close() {
    closed = true;
    if (ownsHelpers && helpers != null) {
      helpers.shutdown();
    }
  }

  private static void requireThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
  }

  private static ThreadFactory workers() {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "gps-worker-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
