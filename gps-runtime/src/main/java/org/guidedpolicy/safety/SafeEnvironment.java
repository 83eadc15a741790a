package org.guidedpolicy.safety;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.ActionLimiter;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between a robot and whatever commands it. Every action is clipped to the spec's limits and
 * slew limits at the last moment, and the robot is stopped when anything is not as it should be:
 *
 * <ul>
 *   <li>an action that is not finite or of the wrong length;
 *   <li>a report that is not finite, beyond 1e50, of the wrong length, or that a {@link
 *       Builder#stopWhen} condition calls dangerous;
 *   <li>an exception, a missed deadline, more late steps than {@link Builder#allowedLateSteps}, a
 *       command that does not come in time;
 *   <li>{@link #stopNow} by any thread, {@link #abort}, an interrupt, closing in the middle of an
 *       episode, and the end of the Java process.
 * </ul>
 *
 * Then the emergency hook is called, at once and exactly once; after it the safe action is sent, if
 * the environment still answers, and its {@link Environment#abort} is called. Nothing more reaches
 * the robot until {@link #rearm}, which an {@link Builder#operator} may be asked for at the next
 * reset. An episode that reaches its last step ends normally, and so does one that the environment
 * says is over, or an {@link Builder#endWhen} condition, after which the robot is sent the safe
 * action; training learns from either.
 *
 * <p>Close it: until then the end of the process is watched for. With a deadline set, the
 * environment is called on a daemon thread of this object's own, so that a call that hangs does not
 * hang the caller. Commands come from one thread at a time, and a second one is refused; {@link
 * #stopNow}, {@link #abort}, {@link #rearm}, {@link #stopWaiting} and {@link #close} may come from
 * any. The hook may be called by each of them, by the watchdog's thread, or by the one that ends
 * the process.
 */
public final class SafeEnvironment implements ResettableEnvironment, AttendedEnvironment {
  private static final Logger log = LoggerFactory.getLogger(SafeEnvironment.class);

  private final DeadlineEnvironment robot;
  private final EnvironmentSpec spec;
  private final double[] safeAction;
  private final boolean rearmAtReset;
  private final Optional<OperatorDesk> operator;
  private final boolean confirmsResets;

  private final ActionLimiter limiter;
  private final ReportGuard guard;
  private final List<Predicate<TimeStep>> endings;
  private final EmergencyStop emergency;
  private final Optional<Watchdog> watchdog;
  private final Thread shutdownHook;

  /** How long the robot takes for a step. */
  private final StepClock clock;

  private final double lateShare;
  private final int lateBurst;

  /** Late steps in a row, less what is allowed in the long run. */
  private double lateSteps;

  private boolean lateInEpisode;

  private final double[] sent;
  private final Command stepping;

  /** Held while the robot is commanded. */
  private final ReentrantLock commanding = new ReentrantLock();

  private int steps;
  private volatile boolean closed;

  /** Whether the operator has confirmed the next reset. */
  private volatile boolean confirmed;

  private SafeEnvironment(Builder b, double[] safeAction) {
    this.robot = new DeadlineEnvironment(b.environment, b.deadlines());
    this.spec = b.spec;
    this.safeAction = safeAction;
    this.rearmAtReset = b.rearmAtReset;
    this.operator = b.operator.map(o -> new OperatorDesk(o, b.operatorLimit));
    this.confirmsResets = b.confirmResets;
    this.limiter = new ActionLimiter(spec);
    this.guard = new ReportGuard(spec, b.conditions);
    this.endings = List.copyOf(b.endings);
    this.emergency = new EmergencyStop(b.emergencyHook);
    this.clock = new StepClock(b.lateAfter().toNanos());
    this.lateShare = b.lateShare;
    this.lateBurst = b.lateBurst;
    this.sent = new double[spec.actionDimension()];
    this.stepping = () -> robot.step(sent);
    this.watchdog =
        b.commandDeadline.map(
            d -> {
              String reason = "no command came within " + DeadlineEnvironment.milliseconds(d);
              return new Watchdog("gps-watchdog", d, () -> stop(reason, true, null));
            });
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
   * How long steps took since this object was built; late are those that took longer than {@link
   * Builder#lateAfter}. Any thread.
   */
  public StepTimes stepTimes() {
    return clock.times();
  }

  /** Those of the environment behind this one. */
  @Override
  public int conditions() {
    return robot.conditions();
  }

  /**
   * {@inheritDoc}
   *
   * @throws EmergencyStopException if the episode is stopped, or an earlier one was and {@link
   *     #rearm} was not called
   */
  @Override
  public TimeStep reset(RandomGenerator random) {
    return started(() -> robot.reset(random));
  }

  /**
   * {@inheritDoc}
   *
   * @throws EmergencyStopException if the episode is stopped, or an earlier one was and {@link
   *     #rearm} was not called
   */
  @Override
  public TimeStep reset(int condition, RandomGenerator random) {
    ResettableEnvironment.requireConditions(conditions(), condition + 1);
    return started(() -> robot.reset(condition, random));
  }

  /** What commands the robot. */
  private interface Command {
    @Nullable TimeStep call() throws Exception;
  }

  private TimeStep started(Command reset) {
    watchdog.ifPresent(Watchdog::rest);
    if (rearmAtReset) {
      rearm();
    }
    awaitOperator();
    confirmed = false;
    lockCommands();
    try {
      start();
      return commanded("reset", reset);
    } finally {
      commanding.unlock();
    }
  }

  private void start() {
    requireOpen();
    Optional<String> stopped = emergency.reason();
    if (stopped.isPresent()) {
      throw new EmergencyStopException(
          "stopped earlier: "
              + stopped.get()
              + "; call SafeEnvironment.rearm to resume, or let a person do so:"
              + " SafeEnvironment.Builder.operator",
          null);
    }
    limiter.restart();
    steps = 0;
    emergency.begin();
    if (!emergency.isRunning()) {
      throw new EmergencyStopException(emergency.reason().orElse("stopped"), null);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws EmergencyStopException if the episode is stopped, now or earlier
   * @throws IllegalStateException before reset, after an early end, and after as many steps as the
   *     spec's horizon
   */
  @Override
  public TimeStep step(double[] action) {
    watchdog.ifPresent(Watchdog::rest);
    lockCommands();
    try {
      requireRunning();
      Optional<String> objection = limiter.objection(action);
      if (objection.isPresent()) {
        throw stop(objection.get(), true, null);
      }
      System.arraycopy(action, 0, sent, 0, sent.length);
      limiter.limit(sent);
      long begin = System.nanoTime();
      TimeStep report = commanded("step", stepping);
      judgeTime(System.nanoTime() - begin);
      steps++;
      boolean last = report.ended() || steps == spec.horizon();
      boolean over = !last && isOver(report);
      if (last || over) {
        watchdog.ifPresent(Watchdog::rest);
        if (over) {
          robot.lastStep(safeAction.clone());
        }
        emergency.end();
        tellLateSteps();
      }
      return over ? report.ending() : report;
    } finally {
      commanding.unlock();
    }
  }

  /** Some late steps are tolerated; a robot that is late again and again does not do as learned. */
  private void judgeTime(long nanoseconds) {
    if (!clock.add(nanoseconds)) {
      lateSteps = Math.max(0, lateSteps - lateShare);
      return;
    }
    lateInEpisode = true;
    lateSteps += clock.periods(nanoseconds);
    if (lateSteps > lateBurst && lateShare < 1) {
      lateSteps = 0;
      throw stop(
          clock.times().sentence()
              + ", the last "
              + nanoseconds / 1_000_000
              + " ms: more than is allowed (SafeEnvironment.Builder.lateAfter, allowedLateSteps)",
          true,
          null);
    }
  }

  private void tellLateSteps() {
    if (lateInEpisode) {
      lateInEpisode = false;
      log.info("since the start {}", clock.times().sentence());
    }
  }

  private boolean isOver(TimeStep report) {
    try {
      for (int i = 0; i < endings.size(); i++) {
        if (endings.get(i).test(report)) {
          return true;
        }
      }
      return false;
    } catch (RuntimeException e) {
      throw stop("an endWhen condition failed: " + e, true, e);
    }
  }

  /** Waits for a stop to end, and for nothing else. */
  private void lockCommands() {
    if (commanding.tryLock()) {
      return;
    }
    if (emergency.reason().isEmpty() && !closed) {
      throw new IllegalStateException(
          "another thread is commanding this robot; one robot is used by one thread at a time, for"
              + " training, tests and all else in turn");
    }
    commanding.lock();
  }

  private void requireRunning() {
    requireOpen();
    Optional<String> stopped = emergency.reason();
    if (stopped.isPresent()) {
      throw new EmergencyStopException("stopped earlier: " + stopped.get(), null);
    }
    if (!emergency.isRunning()) {
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

  /** Commands the robot and judges what it reports. */
  private TimeStep commanded(String name, Command command) {
    TimeStep report;
    try {
      report = command.call();
    } catch (DeadlineException e) {
      throw stop(String.valueOf(e.getMessage()), e.answers(), e.getCause());
    } catch (Exception e) {
      throw stop("Environment." + name + " failed: " + e, false, e);
    } catch (Error e) {
      stop("Environment." + name + " failed: " + e, false, e);
      throw e;
    }
    Optional<ReportGuard.Objection> objection = guard.objection(name, report);
    if (report == null || objection.isPresent()) {
      ReportGuard.Objection o = objection.orElseThrow();
      throw stop(o.reason(), true, o.cause());
    }
    watchdog.ifPresent(Watchdog::watch);
    Optional<String> stopped = emergency.reason();
    if (stopped.isPresent()) {
      throw new EmergencyStopException(stopped.get(), null);
    }
    return report;
  }

  /**
   * {@inheritDoc} A stopped robot's sensors can be read too.
   *
   * @throws IllegalStateException if this object is closed, or another thread commands the robot
   */
  @Override
  public Optional<TimeStep> sensors() throws IOException {
    lockCommands();
    try {
      requireOpen();
      return robot.sensors();
    } finally {
      commanding.unlock();
    }
  }

  /** Stops a running episode; does nothing when none is running. */
  @Override
  public void abort() {
    stop("the episode was aborted", true, null);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Within a running episode: hook, safe action and abort, the latter two after the step that is
   * running, for at most a second. Between episodes the hook alone is called. Returns when the
   * robot is stopped.
   */
  @Override
  public void stopNow(String reason) {
    if (closed) {
      return;
    }
    operator.ifPresent(desk -> desk.end(reason));
    emergency.hold(reason, "step " + steps, () -> rest(true));
  }

  @Override
  public Optional<String> question() {
    if (operator.isEmpty() || closed) {
      return Optional.empty();
    }
    Optional<String> stopped = emergency.reason();
    if (stopped.isPresent() && !rearmAtReset) {
      return stopped.map(
          reason -> "The robot is stopped: " + reason + ". Is it safe to move again?");
    }
    return confirmsResets && !confirmed
        ? Optional.of("The robot is about to be reset and moved. Is it ready?")
        : Optional.empty();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the environment hangs in a call; make a new one
   */
  @Override
  public void awaitOperator() {
    if (operator.isEmpty()) {
      return;
    }
    for (Optional<String> question = question(); question.isPresent(); question = question()) {
      emergency.awaitEnd();
      requireAnswering();
      Object stop = emergency.current();
      operator.get().ask(question.get());
      emergency.rearm(stop);
      confirmed = true;
    }
  }

  @Override
  public void stopWaiting() {
    operator.ifPresent(desk -> desk.end("cancelled"));
  }

  private void requireAnswering() {
    if (robot.isLost()) {
      throw new IllegalStateException(
          "the environment hangs (" + emergency.reason().orElse("") + "); make a new one");
    }
  }

  /**
   * Lets a stopped robot resume at the next {@link #reset}.
   *
   * @throws IllegalStateException if the environment hangs in a call; make a new one
   */
  public void rearm() {
    emergency.awaitEnd();
    requireAnswering();
    emergency.rearm();
  }

  /**
   * Ends a running episode: hook, safe action, abort.
   *
   * @param answers whether the environment may be expected to answer
   * @return to be thrown by the caller
   */
  private EmergencyStopException stop(String reason, boolean answers, @Nullable Throwable cause) {
    return emergency.stop(reason, cause, "step " + steps, () -> rest(answers));
  }

  private void rest(boolean answers) {
    watchdog.ifPresent(Watchdog::rest);
    boolean mine;
    try {
      mine = commanding.tryLock(DeadlineEnvironment.PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      mine = false;
    }
    if (!mine) {
      log.error("the environment is busy and could not be sent the safe action");
      return;
    }
    try {
      if (answers) {
        robot.lastStep(safeAction.clone());
      }
      robot.abort();
    } finally {
      commanding.unlock();
    }
  }

  /** Stops a running episode and closes the environment. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    operator.ifPresent(desk -> desk.end("closed"));
    stop("closed in the middle of an episode", true, null);
    emergency.awaitEnd();
    closed = true;
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      log.debug("closed while the process ends");
    }
    watchdog.ifPresent(Watchdog::close);
    robot.close();
  }

  /** Builds a {@link SafeEnvironment}; every setting is checked in {@link #build}. */
  public static final class Builder {
    private final Environment environment;
    private final EnvironmentSpec spec;
    private Optional<double[]> safeAction = Optional.empty();
    private Consumer<String> emergencyHook = reason -> {};
    private final List<ReportGuard.Condition> conditions = new ArrayList<>();
    private final List<Predicate<TimeStep>> endings = new ArrayList<>();
    private Optional<Duration> stepDeadline = Optional.empty();
    private Optional<Duration> resetDeadline = Optional.empty();
    private Optional<Duration> episodeDeadline = Optional.empty();
    private Optional<Duration> commandDeadline = Optional.empty();
    private Optional<Duration> lateAfter = Optional.empty();
    private double lateShare = 0.05;
    private int lateBurst = 10;
    private boolean rearmAtReset;
    private Optional<Operator> operator = Optional.empty();
    private Duration operatorLimit = Duration.ofHours(1);
    private boolean confirmResets;

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
      conditions.add(new ReportGuard.Condition(description, dangerous));
      return this;
    }

    /**
     * A report after which the episode is over though nothing is dangerous: a robot that has fallen
     * or left its area, or has reached its goal. The safe action is sent, the emergency hook is not
     * called, no {@link SafeEnvironment#rearm} is needed, and training learns from what was run.
     * May be given several times.
     */
    public Builder endWhen(Predicate<TimeStep> over) {
      endings.add(over);
      return this;
    }

    /** From when on a step counts as late; default one and a half of the spec's time steps. */
    public Builder lateAfter(Duration value) {
      this.lateAfter = Optional.of(value);
      return this;
    }

    /**
     * How many late steps are tolerated before the robot is stopped: in the long run this share of
     * all, and so many at once beyond it; a step that takes several times {@link #lateAfter} counts
     * as often. Default 0.05 and 10.
     *
     * @param share 0 .. 1; with 1 late steps are counted alone
     * @param burst 0: the first one stops, unless the share is 1
     */
    public Builder allowedLateSteps(double share, int burst) {
      this.lateShare = share;
      this.lateBurst = burst;
      return this;
    }

    private Duration lateAfter() {
      return lateAfter.orElse(Duration.ofNanos(Math.round(1.5e9 * spec.timeStep())));
    }

    /**
     * How long {@link Environment#step} may take; default no limit. For calls that hang: several
     * time steps, for single late ones are tolerated.
     */
    public Builder stepDeadline(Duration deadline) {
      this.stepDeadline = Optional.of(deadline);
      return this;
    }

    /** How long {@link Environment#reset} may take; default no limit. */
    public Builder resetDeadline(Duration deadline) {
      this.resetDeadline = Optional.of(deadline);
      return this;
    }

    /** How long an episode may take from the start of its reset; default no limit. */
    public Builder episodeDeadline(Duration deadline) {
      this.episodeDeadline = Optional.of(deadline);
      return this;
    }

    /**
     * How long the next command may take to come after the last one has been executed, until the
     * robot is stopped; default no limit.
     */
    public Builder commandDeadline(Duration deadline) {
      this.commandDeadline = Optional.of(deadline);
      return this;
    }

    /**
     * Every reset rearms: for simulations, and where the hook itself keeps the robot from moving
     * until a person has looked. Default: {@link SafeEnvironment#rearm} must be called, or the
     * {@link #operator} is asked.
     */
    public Builder rearmAtReset() {
      this.rearmAtReset = true;
      return this;
    }

    /**
     * The person who re-arms: after a stop the next reset asks and waits, outside every deadline,
     * until the robot may move again. A no, or no answer within the limit, ends the training as
     * cancelled. Default: nobody.
     *
     * @param value such as {@link Operator#console}
     */
    public Builder operator(Operator value) {
      this.operator = Optional.of(value);
      return this;
    }

    /** The {@link #operator} is asked before every reset too. Default: only after a stop. */
    public Builder confirmResets() {
      this.confirmResets = true;
      return this;
    }

    /** How long to wait for the {@link #operator}; default an hour. */
    public Builder operatorLimit(Duration limit) {
      this.operatorLimit = limit;
      return this;
    }

    /**
     * @throws IllegalArgumentException if the safe action does not fit the spec or a deadline is
     *     not positive
     */
    public SafeEnvironment build() {
      double[] safe =
          safeAction
              .map(action -> SafeAction.checked(spec, action))
              .orElseGet(() -> SafeAction.nearestToZero(spec));
      Deadlines.requirePositive("commandDeadline", commandDeadline);
      Deadlines.requirePositive("lateAfter", lateAfter);
      Require.share("lateShare", lateShare);
      Require.atLeast("lateBurst", lateBurst, 0);
      Deadlines.requirePositive("operatorLimit", Optional.of(operatorLimit));
      if (confirmResets && operator.isEmpty()) {
        throw new IllegalArgumentException(
            "confirmResets needs somebody who confirms; set operator, for instance"
                + " Operator.console()");
      }
      GuardWarmUp.run(spec);
      SafeEnvironment result = new SafeEnvironment(this, safe);
      Runtime.getRuntime().addShutdownHook(result.shutdownHook);
      return result;
    }

    private Deadlines deadlines() {
      return new Deadlines(resetDeadline, stepDeadline, episodeDeadline);
    }
  }
}
