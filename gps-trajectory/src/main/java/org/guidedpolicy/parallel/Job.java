package org.guidedpolicy.parallel;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@link WorkPool#forEach}: hands out task numbers in order to whichever threads run it
 * and remembers the failure with the lowest number.
 *
 * <p>Because numbers are handed out in order, every number below a failing one has been handed out
 * too, so the lowest failure does not depend on timing. The caller waits only for threads that have
 * started; a helper that starts late finds the job closed.
 */
final class Job<W> implements Runnable {
  private final int n;
  private final Supplier<? extends W> workspace;
  private final ObjIntConsumer<? super W> task;
  private final ThreadLocal<Boolean> insideTask;

  private final Set<Thread> helpers = new HashSet<>();
  private int next;
  private boolean closed;
  private boolean cancelled;
  private int failedNumber = Integer.MAX_VALUE;
  private @Nullable Throwable failure;

  Job(
      int n,
      Supplier<? extends W> workspace,
      ObjIntConsumer<? super W> task,
      ThreadLocal<Boolean> insideTask) {
    this.n = n;
    this.workspace = workspace;
    this.task = task;
    this.insideTask = insideTask;
  }

  /** A helper's part. */
  @Override
  public void run() {
    if (!enter()) {
      return;
    }
    try {
      runTasks();
    } finally {
      leave();
    }
  }

  /** The caller's part: works, waits for the helpers, reports. */
  void runAndWait() {
    runTasks();
    boolean interrupted = awaitHelpers();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    report();
  }

  private void runTasks() {
    boolean outer = insideTask.get();
    insideTask.set(outer || n > 1);
    try {
      work();
    } finally {
      insideTask.set(outer);
    }
  }

  private void work() {
    int i = take();
    if (i < 0) {
      return;
    }
    try {
      W w = workspace.get();
      while (i >= 0) {
        task.accept(w, i);
        i = take();
      }
    } catch (Throwable t) {
      fail(i, t);
    }
  }

  /** The next number, or -1 if there is none or the job has been stopped. */
  private synchronized int take() {
    if (closed || next >= n) {
      return -1;
    }
    if (Thread.currentThread().isInterrupted()) {
      closed = true;
      cancelled = true;
      return -1;
    }
    return next++;
  }

  private synchronized void fail(int i, Throwable t) {
    closed = true;
    if (i < failedNumber) {
      failedNumber = i;
      failure = t;
    }
  }

  private synchronized boolean enter() {
    return !closed && next < n && helpers.add(Thread.currentThread());
  }

  private synchronized void leave() {
    helpers.remove(Thread.currentThread());
    if (cancelled) {
      // The interrupt was for this job's tasks, not for the executor's next work.
      Thread.interrupted();
    }
    notifyAll();
  }

  private synchronized boolean awaitHelpers() {
    boolean interrupted = false;
    while (!helpers.isEmpty()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
        closed = true;
        cancelled = true;
        helpers.forEach(Thread::interrupt);
      }
    }
    return interrupted;
  }

  private synchronized void report() {
    closed = true;
    if (cancelled) {
      var e = new CancellationException("interrupted with " + next + " of " + n + " tasks started");
      if (failure != null) {
        e.initCause(failure);
      }
      throw e;
    }
    if (failure != null) {
      Job.<RuntimeException>rethrow(failure);
    }
  }

  /** Throws any failure as it is, past the compiler's check of exceptions. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable failure) throws T {
    throw (T) failure;
  }
}
