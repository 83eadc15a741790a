package org.guidedpolicy.safety;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Notices that something has not given a sign of life for too long. One daemon thread. */
final class HangWatch implements AutoCloseable {
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param sign when the last sign of life was, by {@code System.nanoTime}
   * @param alarm called once, by this object's thread
   */
  HangWatch(String threadName, Duration limit, LongSupplier sign, Runnable alarm) {
    long nanoseconds = limit.toNanos();
    this.thread = new Thread(() -> watch(nanoseconds, sign, alarm), threadName);
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(long limit, LongSupplier sign, Runnable alarm) {
    while (!closed) {
      long left = limit - (System.nanoTime() - sign.getAsLong());
      if (left < 0) {
        alarm.run();
        return;
      }
      try {
        Thread.sleep(1 + left / 1_000_000);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
