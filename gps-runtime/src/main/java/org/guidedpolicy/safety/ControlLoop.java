package org.guidedpolicy.safety;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a robot by a trained policy: at every period it reads the sensors, asks the policy, and
 * sends the action, limited as {@link GuardedPolicy} does. Before the robot moves it makes policy
 * and guard warm, so that the first action takes no longer than the others.
 *
 * <p>It stops when asked to, after the given number of steps, and when something is not as it
 * should be: the robot cannot be reached, too many steps end after their period, the policy has no
 * sound action several times in a row, a call hangs, the thread is interrupted, or the process
 * ends. Then the safe action is sent, {@link RobotPort#stop} and the hook are called, and the last
 * steps can be read in the {@link Report}.
 *
 * <p>One thread runs it, one run at a time; {@link #stopNow} may come from any. A step allocates
 * nothing, if port and policy do not.
 */
public final class ControlLoop {
  private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);
  private static final int WARMING_STEPS = 20_000;

  /** Sleeping is no more exact than this; the rest is spun. */
  private static final long SPIN = 100_000;

  private final GuardedPolicy policy;
  private final RobotPort port;
  private final long period;
  private final Duration hangAfter;
  private final double overrunShare;
  private final int overrunBurst;
  private final int problemsInARow;
  private final double[] safeAction;
  private final double[] observation;
  private final double[] action;
  private final Consumer<String> hook;
  private final StepClock clock;
  private final StepLog last;
  private final AtomicReference<String> stop = new AtomicReference<>("");
  private volatile Optional<Running> running = Optional.empty();
  private volatile long sign;
  private double overruns;
  private int problems;

  private ControlLoop(Builder b, double[] safeAction) {
    this.policy = GuardedPolicy.of(b.policy, b.spec, safeAction);
    this.port = b.port;
    this.period = b.period.toNanos();
    this.hangAfter = b.hangAfter();
    this.overrunShare = b.overrunShare;
    this.overrunBurst = b.overrunBurst;
    this.problemsInARow = b.problemsInARow;
    this.safeAction = safeAction;
    this.observation = new double[b.spec.observationDimension()];
    this.action = new double[b.spec.actionDimension()];
    this.hook = b.hook;
    this.clock = new StepClock(period);
    this.last = new StepLog(b.logged, observation.length, action.length);
  }

  /**
   * @param policy such as {@link Policy#load}
   * @param spec the robot's, with its limits and time step
   * @param port the robot
   */
  public static Builder builder(Policy policy, EnvironmentSpec spec, RobotPort port) {
    return new Builder(policy, spec, port);
  }

  /** The thread that runs the loop, and its end. */
  private record Running(Thread thread, CountDownLatch over) {}

  /**
   * One step.
   *
   * @param number from 0
   * @param start seconds from the beginning of the loop to that of the step
   * @param seconds from then on until the action was sent, the wait for a late start included
   * @param observation what was read
   * @param action what was sent
   */
  public record Step(
      long number, double start, double seconds, double[] observation, double[] action) {}

  /**
   * How a loop ended.
   *
   * @param completed whether it made all its steps, or was asked to stop
   * @param reason why it ended
   * @param steps that were made
   * @param times how long steps took; late are those that ended after their period
   * @param last the last steps, oldest first
   */
  public record Report(
      boolean completed, String reason, long steps, StepTimes times, List<Step> last) {
    public Report {
      last = List.copyOf(last);
    }

    /** Writes the last steps as a table: a line for each, comma-separated. */
    public void write(Path file) throws IOException {
      List<String> lines = new ArrayList<>();
      for (Step step : last) {
        StringBuilder line = new StringBuilder();
        line.append(step.number).append(',').append(step.start).append(',').append(step.seconds);
        for (double o : step.observation) {
          line.append(',').append(o);
        }
        for (double u : step.action) {
          line.append(',').append(u);
        }
        lines.add(line.toString());
      }
      StringBuilder head = new StringBuilder("step,start,seconds");
      if (!last.isEmpty()) {
        for (int i = 0; i < last.get(0).observation.length; i++) {
          head.append(",o").append(i);
        }
        for (int i = 0; i < last.get(0).action.length; i++) {
          head.append(",u").append(i);
        }
      }
      lines.add(0, head.toString());
      Files.write(file, lines, StandardCharsets.UTF_8);
    }
  }

  /** Runs until somebody or something stops it. */
  public Report run() {
    return run(Long.MAX_VALUE);
  }

  /**
   * Runs a number of steps, unless somebody or something stops it before.
   *
   * @throws IllegalStateException if it runs already
   */
  public Report run(long steps) {
    synchronized (this) {
      if (running.isPresent()) {
        throw new IllegalStateException("this control loop runs already");
      }
      running = Optional.of(new Running(Thread.currentThread(), new CountDownLatch(1)));
    }
    Thread atExit = new Thread(() -> stop("the Java process ends", true), "gps-stop");
    try {
      warmUp();
      Runtime.getRuntime().addShutdownHook(atExit);
      return finished(loop(steps), steps);
    } finally {
      removeHook(atExit);
      Running over = running.orElseThrow();
      running = Optional.empty();
      over.over.countDown();
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      log.debug("ended while the process ends");
    }
  }

  /**
   * Makes no further step, for good, and returns when the robot is stopped, or after a second if a
   * call hangs. Called by the thread that runs the loop, it returns at once. Any thread.
   */
  public void stopNow() {
    stop("stopNow was called", true);
  }

  private void stop(String reason, boolean waiting) {
    stop.compareAndSet("", reason);
    Optional<Running> now = running;
    if (waiting && now.isPresent() && now.get().thread != Thread.currentThread()) {
      LockSupport.unpark(now.get().thread);
      try {
        if (!now.get().over.await(1, TimeUnit.SECONDS)) {
          log.error("a call of the robot hangs; the safe action could not be sent");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The same steps as the loop's, without a robot. */
  private void warmUp() {
    RobotPort still =
        new RobotPort() {
          @Override
          public void read(double[] out) {}

          @Override
          public void send(double[] sent) {}
        };
    java.util.Arrays.fill(observation, 0);
    policy.restart();
    long now = System.nanoTime();
    for (int t = 0; t < WARMING_STEPS; t++) {
      try {
        step(still, now, now);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      now = System.nanoTime();
    }
    overruns = 0;
    problems = 0;
    policy.restart();
    clock.clear();
    last.clear();
  }

  /** How many steps were made. */
  private long loop(long steps) {
    long begin = System.nanoTime();
    sign = begin;
    HangWatch watch = new HangWatch("gps-watchdog", hangAfter, () -> sign, this::hangs);
    try {
      long due = begin;
      long t = 0;
      while (t < steps && mayGoOn(due)) {
        long end = step(port, due, begin);
        t++;
        judge(end - due);
        // a missed period is not made up for
        due += period * Math.max(1, 1 + (end - due - 1) / period);
      }
      return t;
    } catch (IOException | RuntimeException e) {
      stop.compareAndSet("", "the robot could not be commanded: " + e);
      return clock.times().steps();
    } finally {
      watch.close();
    }
  }

  /** Reads, asks, sends; says when it was done. */
  private long step(RobotPort robot, long due, long begin) throws IOException {
    robot.read(observation);
    problems = policy.action(observation, action) ? 0 : problems + 1;
    if (stop.get().isEmpty()) {
      robot.send(action);
    }
    long end = System.nanoTime();
    sign = end;
    boolean late = clock.add(end - due);
    overruns =
        late
            ? overruns + Math.min(1e9, (end - due) / period)
            : Math.max(0, overruns - overrunShare);
    last.add(due - begin, end - due, observation, action);
    return end;
  }

  private void judge(long taken) {
    if (overruns > overrunBurst) {
      stop.compareAndSet(
          "",
          clock.times().sentence()
              + ", the last "
              + taken / 1_000_000
              + " ms: more than is allowed");
    }
    if (problems >= problemsInARow) {
      stop.compareAndSet("", policy.problem().orElse("the policy has no sound action"));
    }
  }

  /** Waits for the next step. */
  private boolean mayGoOn(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      if (!stop.get().isEmpty()) {
        return false;
      }
      if (Thread.currentThread().isInterrupted()) {
        stop.compareAndSet("", "interrupted");
      } else if (left > SPIN) {
        LockSupport.parkNanos(left - SPIN);
      } else {
        Thread.onSpinWait();
      }
      sign = System.nanoTime();
    }
    return stop.get().isEmpty();
  }

  private void hangs() {
    String reason = "a call of the robot has not returned for " + hangAfter.toMillis() + " ms";
    if (stop.compareAndSet("", reason)) {
      log.error("control loop: {}", reason);
      callHook(reason);
    }
  }

  private Report finished(long steps, long wanted) {
    String reason = stop.get();
    boolean hung = reason.startsWith("a call of the robot has not returned");
    boolean completed = reason.isEmpty() || reason.equals("stopNow was called");
    if (!completed && !hung) {
      callHook(reason);
    }
    try {
      port.send(safeAction.clone());
    } catch (IOException | RuntimeException e) {
      log.error("the safe action could not be sent", e);
    }
    try {
      port.stop();
    } catch (IOException | RuntimeException e) {
      log.error("RobotPort.stop failed", e);
    }
    Report report =
        new Report(
            completed,
            reason.isEmpty() ? "all " + wanted + " steps were made" : reason,
            steps,
            clock.times(),
            last.last());
    if (!completed) {
      log.warn("control loop stopped after {} steps: {}", steps, reason);
    }
    return report;
  }

  private void callHook(String reason) {
    try {
      hook.accept(reason);
    } catch (RuntimeException | Error e) {
      log.error("the hook of the control loop failed", e);
    }
  }

  /** Builds a {@link ControlLoop}; every setting is checked in {@link #build}. */
  public static final class Builder {
    private final Policy policy;
    private final EnvironmentSpec spec;
    private final RobotPort port;
    private Duration period;
    private Optional<Duration> hang = Optional.empty();
    private Optional<double[]> safeAction = Optional.empty();
    private double overrunShare = 0.02;
    private int overrunBurst = 5;
    private int problemsInARow = 3;
    private int logged = 1000;
    private Consumer<String> hook = reason -> {};

    private Builder(Policy policy, EnvironmentSpec spec, RobotPort port) {
      this.policy = policy;
      this.spec = spec;
      this.port = port;
      this.period = Duration.ofNanos(Math.round(spec.timeStep() * 1e9));
    }

    /** From step to step; default the spec's time step, in which the policy was trained. */
    public Builder period(Duration value) {
      this.period = value;
      return this;
    }

    /** What is sent instead of an unsound action, and at the end; default as near 0 as allowed. */
    public Builder safeAction(double... value) {
      this.safeAction = Optional.of(value.clone());
      return this;
    }

    /**
     * How many periods may be missed: in the long run this share of all, and so many at once beyond
     * it. Default 0.02 and 5.
     */
    public Builder allowedOverruns(double share, int burst) {
      this.overrunShare = share;
      this.overrunBurst = burst;
      return this;
    }

    /** How many unsound observations or actions in a row stop the loop; default 3. */
    public Builder problemsInARow(int count) {
      this.problemsInARow = count;
      return this;
    }

    /** How long a call may take until the hook is called; default 10 periods, at least 0.1 s. */
    public Builder hangAfter(Duration value) {
      this.hang = Optional.of(value);
      return this;
    }

    /** How many of the last steps the report has; default 1000. */
    public Builder logged(int steps) {
      this.logged = steps;
      return this;
    }

    /**
     * Called once, with the reason, when the loop stops for another reason than its last step or
     * {@link ControlLoop#stopNow}: to cut the power, to call a person. Comes from the loop's
     * thread, or from a watchdog's when a call hangs.
     */
    public Builder onStop(Consumer<String> value) {
      this.hook = value;
      return this;
    }

    private Duration hangAfter() {
      return hang.orElse(Duration.ofNanos(Math.max(100_000_000, 10 * period.toNanos())));
    }

    /**
     * @throws IllegalArgumentException if the policy does not fit the spec, or a setting is out of
     *     its range
     */
    public ControlLoop build() {
      Deadlines.requirePositive("period", Optional.of(period));
      Deadlines.requirePositive("hangAfter", hang);
      Require.atLeast("logged", logged, 1);
      Require.atLeast("problemsInARow", problemsInARow, 1);
      Require.atLeast("overrunBurst", overrunBurst, 0);
      Require.notNegative("overrunShare", overrunShare);
      return new ControlLoop(
          this,
          safeAction
              .map(safe -> SafeAction.checked(spec, safe))
              .orElseGet(() -> SafeAction.nearestToZero(spec)));
    }
  }
}
