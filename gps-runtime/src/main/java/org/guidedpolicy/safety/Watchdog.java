package org.guidedpolicy.safety;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Raises an alarm unless it is put to rest in time. Its one daemon thread ends after ten seconds
 * without an alarm to wait for. Thread-safe.
 */
final class Watchdog {
  private final ScheduledThreadPoolExecutor executor;
  private final Duration deadline;
  private final Runnable alarm;
  private @Nullable ScheduledFuture<?> watching;

  Watchdog(String threadName, Duration deadline, Runnable alarm) {
    this.deadline = deadline;
    this.alarm = alarm;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(10, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
  }

  /** Raises the alarm when the deadline has passed from now. */
  synchronized void watch() {
    rest();
    watching = executor.schedule(alarm, deadline.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Calls the alarm off, if it has not been raised. */
  synchronized void rest() {
    if (watching != null) {
      watching.cancel(false);
      watching = null;
    }
  }

  synchronized void close() {
    rest();
    executor.shutdown();
  }
}
