package org.guidedpolicy.safety;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Raises an alarm unless it is put to rest in time. Its one daemon thread looks for itself, so that
 * {@link #watch} and {@link #rest} allocate nothing and wake nobody; it ends after ten seconds
 * without an alarm to wait for. Thread-safe.
 */
final class Watchdog {
  private static final long IDLE = 10_000_000_000L;
  private static final long RESTING = 0;

  private final String threadName;
  private final long deadline;
  private final Runnable alarm;

  /** When the alarm is raised, by {@code System.nanoTime}. */
  private final AtomicLong due = new AtomicLong(RESTING);

  private volatile Optional<Thread> thread = Optional.empty();
  private volatile boolean closed;

  Watchdog(String threadName, Duration deadline, Runnable alarm) {
    this.threadName = threadName;
    this.deadline = deadline.toNanos();
    this.alarm = alarm;
  }

  /** Raises the alarm when the deadline has passed from now. */
  void watch() {
    long at = System.nanoTime() + deadline;
    due.set(at == RESTING ? 1 : at);
    if (thread.isEmpty() && !closed) {
      start();
    }
  }

  private synchronized void start() {
    if (thread.isEmpty() && !closed) {
      Thread one = new Thread(this::look, threadName);
      one.setDaemon(true);
      thread = Optional.of(one);
      one.start();
    }
  }

  /** Calls the alarm off, if it has not been raised. */
  void rest() {
    due.set(RESTING);
  }

  void close() {
    closed = true;
    rest();
    thread.ifPresent(LockSupport::unpark);
  }

  /**
   * Sleeps no longer than a deadline, so that it is awake before one that begins meanwhile ends.
   */
  private void look() {
    long idleSince = System.nanoTime();
    while (!closed) {
      long now = System.nanoTime();
      long at = due.get();
      if (at == RESTING) {
        if (now - idleSince > IDLE && mayEnd()) {
          return;
        }
        LockSupport.parkNanos(Math.min(deadline, IDLE));
        continue;
      }
      idleSince = now;
      if (at - now > 0) {
        LockSupport.parkNanos(at - now);
      } else if (due.compareAndSet(at, RESTING)) {
        alarm.run();
      }
    }
  }

  /** Looks once more after it has said so, lest a watch that begins now is seen by nobody. */
  private synchronized boolean mayEnd() {
    Optional<Thread> own = thread;
    thread = Optional.empty();
    if (due.get() != RESTING) {
      thread = own;
    }
    return thread.isEmpty();
  }
}
