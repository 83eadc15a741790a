package org.guidedpolicy.safety;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who stops a running episode: however many threads notice that something is wrong, one of
 * them calls the hook and brings the robot to rest. Nothing runs again until {@link #rearm}.
 * Thread-safe.
 */
final class EmergencyStop {
  private static final Logger log = LoggerFactory.getLogger(SafeEnvironment.class);

  private enum State {
    /** Before an episode, and after its last step. */
    READY,
    RUNNING,
    /** The hook is called, or the robot brought to rest. */
    STOPPING,
    STOPPED
  }

  private record Status(State state, String reason) {
    static final Status READY = new Status(State.READY, "");

    boolean isStop() {
      return state == State.STOPPING || state == State.STOPPED;
    }
  }

  private final Consumer<String> hook;
  private final AtomicReference<Status> status = new AtomicReference<>(Status.READY);
  private volatile @Nullable Thread stopping;

  /**
   * @param hook receives the reason of a stop
   */
  EmergencyStop(Consumer<String> hook) {
    this.hook = hook;
  }

  /** An episode runs from now on, unless the robot is stopped. */
  void begin() {
    Status now = status.get();
    if (!now.isStop()) {
      status.compareAndSet(now, new Status(State.RUNNING, ""));
    }
  }

  /** The episode has ended, unless it was stopped. */
  void end() {
    Status now = status.get();
    if (now.state == State.RUNNING) {
      status.compareAndSet(now, Status.READY);
    }
  }

  boolean isRunning() {
    return status.get().state == State.RUNNING;
  }

  /** Why the robot is stopped or being stopped; empty if it is not. */
  Optional<String> reason() {
    Status now = status.get();
    return now.isStop() ? Optional.of(now.reason) : Optional.empty();
  }

  /**
   * Stops a running episode: hook, then rest. Whoever is first does it; for others, and when no
   * episode runs, nothing is left to do. The thread's interrupt is kept for afterwards.
   *
   * @param where for the log, such as "step 3"
   * @param rest brings the robot to rest
   * @return to be thrown by the caller
   */
  EmergencyStopException stop(
      String reason, @Nullable Throwable cause, String where, Runnable rest) {
    var result = new EmergencyStopException(reason, cause);
    Status now = status.get();
    if (now.state != State.RUNNING
        || !status.compareAndSet(now, new Status(State.STOPPING, reason))) {
      return result;
    }
    bringToStop(result, where, rest);
    return result;
  }

  /**
   * Stops the robot whether an episode runs or not; where none runs, the hook is called and nothing
   * else. One that is stopped already stays so, also if it is being re-armed.
   */
  void hold(String reason, String where, Runnable rest) {
    Status now;
    Status next;
    do {
      now = status.get();
      next = new Status(now.isStop() ? now.state : State.STOPPING, reason);
    } while (!status.compareAndSet(now, next));
    if (!now.isStop()) {
      Runnable atRest = now.state == State.RUNNING ? rest : () -> {};
      bringToStop(new EmergencyStopException(reason, null), where, atRest);
    }
  }

  private void bringToStop(EmergencyStopException stop, String where, Runnable rest) {
    String reason = String.valueOf(stop.getMessage());
    stopping = Thread.currentThread();
    boolean interrupted = Thread.interrupted();
    try {
      log.warn("emergency stop in {}: {}; rearm when the reason is gone", where, reason);
      callHook(reason, stop);
      rest.run();
    } finally {
      stopping = null;
      synchronized (status) {
        status.set(new Status(State.STOPPED, reason));
        status.notifyAll();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void callHook(String reason, EmergencyStopException stop) {
    try {
      hook.accept(reason);
    } catch (RuntimeException | Error e) {
      log.error("the emergency hook failed", e);
      stop.addSuppressed(e);
    }
  }

  /** The stop there is now, by which {@link #rearm(Object)} knows it again. */
  Object current() {
    return status.get();
  }

  /** Lets a robot run again that is still stopped by this stop, and by no later one. */
  void rearm(Object stop) {
    if (stop instanceof Status known && known.state == State.STOPPED) {
      status.compareAndSet(known, Status.READY);
    }
  }

  /** Lets a stopped robot run again; waits for the end of a stop. */
  void rearm() {
    awaitEnd();
    Status now = status.get();
    if (now.state == State.STOPPED) {
      status.compareAndSet(now, Status.READY);
    }
  }

  /**
   * Waits until a stop that another thread has begun is over, so that it does not reach into the
   * next episode.
   *
   * @throws IllegalStateException if the hook itself calls
   */
  void awaitEnd() {
    if (stopping == Thread.currentThread()) {
      throw new IllegalStateException("the emergency hook may neither rearm nor close");
    }
    boolean interrupted = false;
    synchronized (status) {
      while (status.get().state == State.STOPPING) {
        try {
          status.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
