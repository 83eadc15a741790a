package org.guidedpolicy.environment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a robot and whatever commands it. Every action is clipped to the spec's limits and
 * slew limits at the last moment, and the robot is stopped when anything is not as it should be:
 *
 * <ul>
 *   <li>an action that is not finite or of the wrong length;
 *   <li>a report that is not finite, of the wrong length, or that a {@link Builder#stopWhen}
 *       condition calls dangerous;
 *   <li>an exception, a missed deadline, a command that does not come in time;
 *   <li>{@link #abort}, an interrupt, closing in the middle of an episode, and the end of the Java
 *       process.
 * </ul>
 *
 * Then the emergency hook is called, at once and exactly once; after it the safe action is sent, if
 * the environment still answers, and its {@link Environment#abort} is called. Nothing more reaches
 * the robot until {@link #rearm}. An episode that comes to its last step has a normal end.
 *
 * <p>Close it: until then the end of the process is watched for. With a deadline set, the
 * environment is called on a daemon thread of this object's own, so that a call that hangs does not
 * hang the caller. Commands come from one thread at a time; the hook may be called by that thread,
 * by the watchdog's, or by the one that ends the process.
 */
public final class SafeEnvironment implements Environment {
  private static final Logger log = LoggerFactory.getLogger(SafeEnvironment.class);

  /** How long a stopped environment may take to answer a last call. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private enum State {
    /** Before reset, and after the last step. */
    READY,
    RUNNING,
    /** The hook is called, or the safe action sent. */
    STOPPING,
    STOPPED
  }

  private record Status(State state, String reason) {
    static final Status READY = new Status(State.READY, "");

    boolean isStop() {
      return state == State.STOPPING || state == State.STOPPED;
    }
  }

  private record Condition(String description, Predicate<TimeStep> dangerous) {}

  private final Environment robot;
  private final EnvironmentSpec spec;
  private final double[] safeAction;
  private final Consumer<String> emergencyHook;
  private final List<Condition> conditions;
  private final Optional<Duration> stepDeadline;
  private final Optional<Duration> resetDeadline;
  private final Optional<Duration> episodeDeadline;
  private final boolean rearmAtReset;

  private final ActionLimiter limiter;
  private final Optional<DeadlineRunner> runner;
  private final Optional<Watchdog> watchdog;
  private final Thread shutdownHook;

  private final AtomicReference<Status> status = new AtomicReference<>(Status.READY);

  /** Held while the robot is commanded. */
  private final ReentrantLock commanding = new ReentrantLock();

  private int steps;
  private long episodeStart;
  private volatile @Nullable Thread stopping;
  private volatile boolean lost;
  private volatile boolean closed;

  private SafeEnvironment(Builder b, double[] safeAction) {
    this.robot = b.environment;
    this.spec = b.spec;
    this.safeAction = safeAction;
    this.emergencyHook = b.emergencyHook;
    this.conditions = List.copyOf(b.conditions);
    this.stepDeadline = b.stepDeadline;
    this.resetDeadline = b.resetDeadline;
    this.episodeDeadline = b.episodeDeadline;
    this.rearmAtReset = b.rearmAtReset;
    this.limiter = new ActionLimiter(spec);
    boolean deadlines =
        stepDeadline.isPresent() || resetDeadline.isPresent() || episodeDeadline.isPresent();
    this.runner = deadlines ? Optional.of(new DeadlineRunner("gps-environment")) : Optional.empty();
    this.watchdog =
        b.commandDeadline.map(
            d ->
                new Watchdog(
                    "gps-watchdog",
                    d,
                    () -> stop("no command came within " + milliseconds(d), true, null)));
    this.shutdownHook = new Thread(() -> stop("the Java process ends", true, null), "gps-stop");
  }

  /**
   * @param environment the robot; closed with the result
   */
  public static Builder builder(Environment environment) {
    return new Builder(environment);
  }

  /** The environment's own, as it was when this object was built. */
  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EmergencyStopException if the episode is stopped, or an earlier one was and {@link
   *     #rearm} was not called
   */
  @Override
  public TimeStep reset(RandomGenerator random) {
    watchdog.ifPresent(Watchdog::rest);
    if (rearmAtReset) {
      rearm();
    }
    commanding.lock();
    try {
      start();
      return commanded("reset", resetDeadline, () -> robot.reset(random));
    } finally {
      commanding.unlock();
    }
  }

  private void start() {
    requireOpen();
    Status now = status.get();
    if (now.isStop()) {
      throw new EmergencyStopException(
          "stopped earlier: " + now.reason + "; call SafeEnvironment.rearm to go on", null);
    }
    limiter.restart();
    steps = 0;
    episodeStart = System.nanoTime();
    status.set(new Status(State.RUNNING, ""));
  }

  /**
   * {@inheritDoc}
   *
   * @throws EmergencyStopException if the episode is stopped, now or earlier
   * @throws IllegalStateException before reset, and after as many steps as the spec's horizon
   */
  @Override
  public TimeStep step(double[] action) {
    watchdog.ifPresent(Watchdog::rest);
    commanding.lock();
    try {
      requireRunning();
      Optional<Duration> deadline = deadlineOfStep();
      double[] sent = usable(action);
      limiter.limit(sent);
      TimeStep report = commanded("step", deadline, () -> robot.step(sent));
      steps++;
      if (steps == spec.horizon()) {
        watchdog.ifPresent(Watchdog::rest);
        finish();
      }
      return report;
    } finally {
      commanding.unlock();
    }
  }

  private void requireRunning() {
    requireOpen();
    Status now = status.get();
    if (now.isStop()) {
      throw new EmergencyStopException("stopped earlier: " + now.reason, null);
    }
    if (now.state == State.READY) {
      throw new IllegalStateException(
          steps == 0
              ? "step before reset"
              : "the episode has ended after " + steps + " steps; call reset");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this SafeEnvironment is closed");
    }
  }

  private void finish() {
    Status now = status.get();
    if (now.state == State.RUNNING) {
      status.compareAndSet(now, Status.READY);
    }
  }

  /** The shorter of the step's deadline and what is left of the episode's. */
  private Optional<Duration> deadlineOfStep() {
    if (episodeDeadline.isEmpty()) {
      return stepDeadline;
    }
    Duration left = episodeDeadline.get().minusNanos(System.nanoTime() - episodeStart);
    if (left.isZero() || left.isNegative()) {
      throw stop("the episode took longer than " + milliseconds(episodeDeadline.get()), true, null);
    }
    return stepDeadline.filter(d -> d.compareTo(left) < 0).or(() -> Optional.of(left));
  }

  /** A copy of the action, if it can be executed. */
  private double[] usable(double[] action) {
    if (action.length != spec.actionDimension()) {
      throw stop(
          "the action has "
              + action.length
              + " entries, expected "
              + spec.actionDimension()
              + " (EnvironmentSpec.actionDimension)",
          true,
          null);
    }
    double[] copy = action.clone();
    for (int i = 0; i < copy.length; i++) {
      if (!Double.isFinite(copy[i])) {
        throw stop("the action is " + copy[i] + " at entry " + i, true, null);
      }
    }
    return copy;
  }

  /** Commands the robot and judges what it reports. */
  private TimeStep commanded(
      String name, Optional<Duration> deadline, Callable<@Nullable TimeStep> command) {
    TimeStep report;
    try {
      report = judged(name, call(command, deadline));
    } catch (TimeoutException e) {
      String limit = deadline.map(SafeEnvironment::milliseconds).orElse("its deadline");
      throw stop("Environment." + name + " did not return within " + limit, false, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stop("interrupted during Environment." + name, false, e);
    } catch (EmergencyStopException e) {
      throw e;
    } catch (Exception e) {
      throw stop("Environment." + name + " failed: " + e, false, e);
    } catch (Error e) {
      stop("Environment." + name + " failed: " + e, false, e);
      throw e;
    }
    watchdog.ifPresent(Watchdog::watch);
    Status now = status.get();
    if (now.isStop()) {
      throw new EmergencyStopException(now.reason, null);
    }
    return report;
  }

  private <V extends @Nullable Object> V call(Callable<V> command, Optional<Duration> deadline)
      throws Exception {
    return runner.isPresent() ? runner.get().call(command, deadline) : command.call();
  }

  private TimeStep judged(String name, @Nullable TimeStep report) {
    if (report == null) {
      throw stop("Environment." + name + " returned null", true, null);
    }
    requireSound("state", report.state(), spec.stateDimension());
    requireSound("observation", report.observation(), spec.observationDimension());
    for (Condition condition : conditions) {
      if (isDangerous(condition, report)) {
        throw stop(condition.description + ": " + report, true, null);
      }
    }
    return report;
  }

  private boolean isDangerous(Condition condition, TimeStep report) {
    try {
      return condition.dangerous.test(report);
    } catch (RuntimeException e) {
      throw stop("the condition '" + condition.description + "' failed: " + e, true, e);
    }
  }

  private void requireSound(String name, double[] values, int expected) {
    if (values.length != expected) {
      throw stop(
          "the " + name + " has " + values.length + " entries, expected " + expected, true, null);
    }
    for (int i = 0; i < expected; i++) {
      if (!Double.isFinite(values[i])) {
        throw stop("the " + name + " is " + values[i] + " at entry " + i, true, null);
      }
    }
  }

  /** Stops a running episode; does nothing when none is running. */
  @Override
  public void abort() {
    stop("the episode was aborted", true, null);
  }

  /**
   * Lets a stopped robot go on at the next {@link #reset}.
   *
   * @throws IllegalStateException if the environment hangs in a call; make a new one
   */
  public void rearm() {
    awaitEndOfStop();
    if (lost) {
      throw new IllegalStateException(
          "the environment hangs (" + status.get().reason + "); make a new one");
    }
    Status now = status.get();
    if (now.state == State.STOPPED) {
      status.compareAndSet(now, Status.READY);
    }
  }

  /** A stop that another thread has begun must not reach into the next episode. */
  private void awaitEndOfStop() {
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

  /**
   * Ends a running episode: hook, safe action, abort. Whoever is first does it; for others nothing
   * is left to do.
   *
   * @param answers whether the environment may be expected to answer
   * @return to be thrown by the caller
   */
  private EmergencyStopException stop(String reason, boolean answers, @Nullable Throwable cause) {
    var result = new EmergencyStopException(reason, cause);
    Status now = status.get();
    if (now.state != State.RUNNING
        || !status.compareAndSet(now, new Status(State.STOPPING, reason))) {
      return result;
    }
    stopping = Thread.currentThread();
    boolean interrupted = Thread.interrupted();
    try {
      watchdog.ifPresent(Watchdog::rest);
      log.warn("emergency stop in step {}: {}", steps, reason);
      callHook(reason, result);
      rest(answers);
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
    return result;
  }

  private void callHook(String reason, EmergencyStopException stop) {
    try {
      emergencyHook.accept(reason);
    } catch (RuntimeException | Error e) {
      log.error("the emergency hook failed", e);
      stop.addSuppressed(e);
    }
  }

  private void rest(boolean answers) {
    boolean mine;
    try {
      mine = commanding.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      mine = false;
    }
    if (!mine) {
      log.error("the environment is busy and could not be sent the safe action");
      return;
    }
    try {
      if (answers) {
        lastCall("step", () -> robot.step(safeAction.clone()));
      }
      lastCall(
          "abort",
          () -> {
            robot.abort();
            return Optional.empty();
          });
    } finally {
      commanding.unlock();
    }
  }

  /** A call to a stopped environment, of which nothing is expected. */
  private void lastCall(String name, Callable<?> command) {
    if (lost) {
      return;
    }
    try {
      call(command, Optional.of(PATIENCE));
    } catch (TimeoutException e) {
      lost = true;
      runner.ifPresent(DeadlineRunner::shutdown);
      log.error("Environment.{} hangs; this environment is given up", name);
    } catch (Exception e) {
      log.error("Environment.{} failed after an emergency stop", name, e);
    }
  }

  /** Stops a running episode and closes the environment. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    stop("closed in the middle of an episode", true, null);
    awaitEndOfStop();
    closed = true;
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      log.debug("closed while the process ends");
    }
    watchdog.ifPresent(Watchdog::close);
    if (runner.isEmpty()) {
      robot.close();
      return;
    }
    lastCall(
        "close",
        () -> {
          robot.close();
          return Optional.empty();
        });
    runner.get().shutdown();
  }

  private static String milliseconds(Duration duration) {
    return (duration.toNanos() + 999_999) / 1_000_000 + " ms";
  }

  /** Builds a {@link SafeEnvironment}; every setting is checked in {@link #build}. */
  public static final class Builder {
    private final Environment environment;
    private final EnvironmentSpec spec;
    private Optional<double[]> safeAction = Optional.empty();
    private Consumer<String> emergencyHook = reason -> {};
    private final List<Condition> conditions = new ArrayList<>();
    private Optional<Duration> stepDeadline = Optional.empty();
    private Optional<Duration> resetDeadline = Optional.empty();
    private Optional<Duration> episodeDeadline = Optional.empty();
    private Optional<Duration> commandDeadline = Optional.empty();
    private boolean rearmAtReset;

    private Builder(Environment environment) {
      this.environment = environment;
      this.spec = environment.spec();
    }

    /**
     * What is sent instead of an action that cannot be, and at an emergency stop; dU entries within
     * the limits, not subject to slew limits. Default: 0, or the limit nearest to 0.
     */
    public Builder safeAction(double... action) {
      this.safeAction = Optional.of(action.clone());
      return this;
    }

    /**
     * Called once at an emergency stop, with the reason: to cut the power, to engage brakes, to
     * call a person. It should return soon, and may not call {@link SafeEnvironment#rearm}.
     * Default: nothing.
     */
    public Builder onEmergency(Consumer<String> hook) {
      this.emergencyHook = hook;
      return this;
    }

    /**
     * A report that is dangerous stops the episode. May be given several times.
     *
     * @param description begins the reason, for instance "joint limit"
     */
    public Builder stopWhen(String description, Predicate<TimeStep> dangerous) {
      conditions.add(new Condition(description, dangerous));
      return this;
    }

    /** How long {@link Environment#step} may take; default as long as it likes. */
    public Builder stepDeadline(Duration deadline) {
      this.stepDeadline = Optional.of(deadline);
      return this;
    }

    /** How long {@link Environment#reset} may take; default as long as it likes. */
    public Builder resetDeadline(Duration deadline) {
      this.resetDeadline = Optional.of(deadline);
      return this;
    }

    /** How long an episode may take from the start of its reset; default as long as it likes. */
    public Builder episodeDeadline(Duration deadline) {
      this.episodeDeadline = Optional.of(deadline);
      return this;
    }

    /**
     * How long the next command may take to come after the last one has been executed, until the
     * robot is stopped; default as long as it likes.
     */
    public Builder commandDeadline(Duration deadline) {
      this.commandDeadline = Optional.of(deadline);
      return this;
    }

    /**
     * Every reset rearms: for simulations, and where the hook itself keeps the robot from moving
     * until a person has looked. Default: {@link SafeEnvironment#rearm} must be called.
     */
    public Builder rearmAtReset() {
      this.rearmAtReset = true;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the safe action does not fit the spec or a deadline is
     *     not positive
     */
    public SafeEnvironment build() {
      double[] safe = checkedSafeAction();
      requirePositive("stepDeadline", stepDeadline);
      requirePositive("resetDeadline", resetDeadline);
      requirePositive("episodeDeadline", episodeDeadline);
      requirePositive("commandDeadline", commandDeadline);
      SafeEnvironment result = new SafeEnvironment(this, safe);
      Runtime.getRuntime().addShutdownHook(result.shutdownHook);
      return result;
    }

    private double[] checkedSafeAction() {
      double[] lower = spec.actionLower();
      double[] upper = spec.actionUpper();
      double[] safe = safeAction.orElseGet(() -> new double[lower.length]);
      if (safe.length != lower.length) {
        throw new IllegalArgumentException(
            "safeAction has "
                + safe.length
                + " entries, expected "
                + lower.length
                + " (EnvironmentSpec.actionDimension)");
      }
      for (int i = 0; i < safe.length; i++) {
        if (safeAction.isEmpty()) {
          safe[i] = Math.max(lower[i], Math.min(upper[i], 0));
        } else if (!Double.isFinite(safe[i]) || safe[i] < lower[i] || safe[i] > upper[i]) {
          throw new IllegalArgumentException(
              "safeAction["
                  + i
                  + "] is "
                  + safe[i]
                  + ", must be finite and within the limits "
                  + lower[i]
                  + " and "
                  + upper[i]);
        }
      }
      return safe;
    }

    private static void requirePositive(String name, Optional<Duration> deadline) {
      if (deadline.isPresent() && (deadline.get().isZero() || deadline.get().isNegative())) {
        throw new IllegalArgumentException(name + " must be positive, is " + deadline.get());
      }
    }
  }
}
