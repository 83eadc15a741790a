package org.guidedpolicy.safety;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for another environment no longer than its deadlines allow; an operator, where the
 * environment waits for one, is waited for before the clock runs. With a deadline the environment
 * is called on a daemon thread of this object's own; one that hangs in a call and does not come
 * back after an interrupt either is given up with that thread, and every later call is refused.
 * Without a deadline it is called directly.
 *
 * <p>Commands come from one thread at a time.
 */
public final class DeadlineEnvironment implements ResettableEnvironment {
  private static final Logger log = LoggerFactory.getLogger(DeadlineEnvironment.class);

  /** How long an environment may take to answer a last call. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Environment environment;
  private final Deadlines deadlines;
  private final Optional<DeadlineRunner> runner;
  private long episodeStart;
  private volatile boolean lost;
  private String reason = "";

  public DeadlineEnvironment(Environment environment, Deadlines deadlines) {
    this.environment = environment;
    this.deadlines = deadlines;
    this.runner =
        deadlines.any() ? Optional.of(new DeadlineRunner("gps-environment")) : Optional.empty();
  }

  /** The environment that may be within this one's deadlines, or else the environment itself. */
  public static Environment inside(Environment environment) {
    return environment instanceof DeadlineEnvironment guarded ? guarded.environment : environment;
  }

  /** Before the clock runs. */
  private void awaitOperator() {
    if (environment instanceof AttendedEnvironment attended) {
      attended.awaitOperator();
    }
  }

  @Override
  public EnvironmentSpec spec() {
    return environment.spec();
  }

  /** Those of the environment behind this one. */
  @Override
  public int conditions() {
    return ResettableEnvironment.conditionsOf(environment);
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeadlineException if a deadline is missed or the calling thread is interrupted
   * @throws IllegalStateException if the environment hangs in an earlier call
   */
  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    awaitOperator();
    episodeStart = System.nanoTime();
    return command("reset", deadlines.reset(), () -> environment.reset(random));
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeadlineException if a deadline is missed or the calling thread is interrupted
   * @throws IllegalStateException if the environment hangs in an earlier call
   */
  @Override
  public TimeStep reset(int condition, RandomGenerator random) throws IOException {
    awaitOperator();
    episodeStart = System.nanoTime();
    return command(
        "reset",
        deadlines.reset(),
        () -> ResettableEnvironment.reset(environment, condition, random));
  }

  /**
   * {@inheritDoc}
   *
   * @throws DeadlineException if a deadline is missed or the calling thread is interrupted
   * @throws IllegalStateException if the environment hangs in an earlier call
   */
  @Override
  public TimeStep step(double[] action) throws IOException {
    if (runner.isEmpty()) {
      requireAnswering();
      return environment.step(action);
    }
    return command("step", deadlines.step(), () -> environment.step(action));
  }

  /**
   * {@inheritDoc} A step's deadline holds here too.
   *
   * @throws DeadlineException if it is missed or the calling thread is interrupted
   * @throws IllegalStateException if the environment hangs in an earlier call
   */
  @Override
  public Optional<TimeStep> sensors() throws IOException {
    requireAnswering();
    return within("sensors", deadlines.step(), environment::sensors);
  }

  /** The call's result within its own deadline and what is left of the episode's. */
  @SuppressWarnings("NullAway") // what a faulty environment returns is passed on to be judged
  private TimeStep command(
      String name, Optional<Duration> own, Callable<@Nullable TimeStep> command)
      throws IOException {
    requireAnswering();
    return within(name, shorter(own, left()), command);
  }

  private <V extends @Nullable Object> V within(
      String name, Optional<Duration> limit, Callable<V> command) throws IOException {
    try {
      return call(command, limit);
    } catch (TimeoutException e) {
      String within = limit.map(DeadlineEnvironment::milliseconds).orElse("its deadline");
      throw givenUp("Environment." + name + " did not return within " + within, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw givenUp("interrupted during Environment." + name, e);
    } catch (Exception e) {
      throw DeadlineEnvironment.<RuntimeException>unchanged(e);
    }
  }

  /** What the environment throws passes as it is, declared or not. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> E unchanged(Exception e) throws E {
    throw (E) e;
  }

  private DeadlineException givenUp(String why, @Nullable Throwable cause) {
    reason = why;
    return new DeadlineException(why, false, cause);
  }

  private Optional<Duration> left() {
    Optional<Duration> left =
        deadlines.episode().map(d -> d.minusNanos(System.nanoTime() - episodeStart));
    if (left.isPresent() && (left.get().isZero() || left.get().isNegative())) {
      throw new DeadlineException(
          "the episode took longer than " + milliseconds(deadlines.episode().orElseThrow()),
          true,
          null);
    }
    return left;
  }

  private static Optional<Duration> shorter(Optional<Duration> a, Optional<Duration> b) {
    return a.filter(d -> b.isEmpty() || d.compareTo(b.get()) < 0).or(() -> b);
  }

  static String milliseconds(Duration duration) {
    return (duration.toNanos() + 999_999) / 1_000_000 + " ms";
  }

  private <V extends @Nullable Object> V call(Callable<V> command, Optional<Duration> deadline)
      throws Exception {
    return runner.isPresent() ? runner.get().call(command, deadline) : command.call();
  }

  private void requireAnswering() {
    if (lost) {
      throw new IllegalStateException("the environment hangs (" + reason + "); make a new one");
    }
  }

  /** Whether the environment hangs in a call and was given up. */
  boolean isLost() {
    return lost;
  }

  /** A step of which nothing is expected, whatever time the episode has left. */
  void lastStep(double[] action) {
    lastCall("step", () -> environment.step(action));
  }

  /** Waits a second at most; a failure is logged. */
  @Override
  public void abort() {
    lastCall("abort", done(environment::abort));
  }

  /** Waits a second at most and logs a failure; without a deadline a failure is thrown. */
  @Override
  public void close() {
    if (runner.isEmpty()) {
      environment.close();
      return;
    }
    lastCall("close", done(environment::close));
    release();
  }

  /** Ends this object's thread and leaves the environment open. */
  public void release() {
    runner.ifPresent(DeadlineRunner::shutdown);
  }

  private static Callable<Boolean> done(Runnable call) {
    return () -> {
      call.run();
      return true;
    };
  }

  private void lastCall(String name, Callable<?> command) {
    if (lost) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      call(command, Optional.of(PATIENCE));
    } catch (TimeoutException e) {
      lost = true;
      release();
      log.error("Environment.{} hangs; this environment is given up", name);
    } catch (InterruptedException e) {
      interrupted = true;
      log.error("interrupted during Environment.{}", name);
    } catch (Exception | Error e) {
      log.error("Environment.{} failed after the episode was broken off", name, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
