package org.guidedpolicy.check;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.safety.AttendedEnvironment;
import org.guidedpolicy.safety.EmergencyStopException;
import org.guidedpolicy.safety.Operator;
import org.guidedpolicy.safety.OperatorException;
import org.guidedpolicy.safety.SafeEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets to know a robot that exists once, in the order of danger: its sensors alone, the action at
 * rest, small pulses on each entry of the action alone, the controller that training begins with.
 * Before each of these an operator is asked; after each, what was seen is told: noise, drift and
 * range of the state, which action moves which entry in which direction and how many steps late,
 * how long steps take, what was clipped.
 *
 * <p>Every episode runs to its end. Whatever goes wrong, a no, {@link #stopNow} by any thread or an
 * interrupt leave the robot stopped. A robot that is no {@link AttendedEnvironment} is put behind a
 * {@link SafeEnvironment} for the time; nothing is closed. One thread runs it.
 */
public final class DryRun {
  private static final Logger log = LoggerFactory.getLogger(DryRun.class);

  private final Builder settings;
  private final EnvironmentSpec spec;
  private final Object asking = new Object();
  private Optional<Thread> asked = Optional.empty();
  private Optional<AttendedEnvironment> robot = Optional.empty();
  private String stopped = "";

  private DryRun(Builder settings, EnvironmentSpec spec) {
    this.settings = settings;
    this.spec = spec;
  }

  /**
   * @param robot used by one thread at a time, and left open
   */
  public static Builder builder(Environment robot) {
    return new Builder(robot);
  }

  /** Ends it after the running step and leaves the robot stopped. Any thread. */
  public void stopNow() {
    Optional<AttendedEnvironment> moving;
    synchronized (asking) {
      stopped = "stopNow was called";
      asked.ifPresent(Thread::interrupt);
      moving = robot;
    }
    moving.ifPresent(one -> one.stopNow("stopNow was called"));
  }

  /** Asks, moves, tells. */
  public DryRunReport run() {
    if (settings.robot instanceof AttendedEnvironment attended) {
      return run(attended);
    }
    try (SafeEnvironment guarded = SafeEnvironment.builder(new Lent(settings.robot)).build()) {
      return run(guarded);
    }
  }

  private DryRunReport run(AttendedEnvironment attended) {
    synchronized (asking) {
      robot = Optional.of(attended);
    }
    DryRunStages stages = new DryRunStages(attended, spec, settings, this::ask);
    try {
      stages.run();
      settings.out.accept("The dry run is completed.");
      return stages.report(true, "all was done");
    } catch (OperatorException | EmergencyStopException e) {
      return ended(attended, stages, String.valueOf(e.getMessage()));
    } catch (Exception e) {
      return ended(attended, stages, "failed: " + e);
    } finally {
      synchronized (asking) {
        robot = Optional.empty();
      }
    }
  }

  private DryRunReport ended(AttendedEnvironment attended, DryRunStages stages, String why) {
    attended.stopNow("the dry run ended: " + why);
    settings.out.accept("Ended, and the robot is stopped: " + why);
    return stages.report(false, why);
  }

  /**
   * Returns when the operator has said yes.
   *
   * @throws OperatorException if not
   */
  private void ask(String question) {
    boolean yes = false;
    String why = "the operator said no (" + question + ")";
    try {
      begin();
      yes = settings.operator.confirms(question);
    } catch (InterruptedException e) {
      why = "interrupted while the operator was asked";
      keepInterrupt();
    } catch (Exception e) {
      why = "the operator could not be asked: " + e;
    } finally {
      end();
    }
    if (!yes) {
      throw new OperatorException(why);
    }
  }

  private void begin() {
    synchronized (asking) {
      requireNotStopped();
      asked = Optional.of(Thread.currentThread());
    }
  }

  private void end() {
    synchronized (asking) {
      asked = Optional.empty();
      if (!stopped.isEmpty()) {
        Thread.interrupted(); // was for the question
        requireNotStopped();
      }
    }
  }

  private void keepInterrupt() {
    synchronized (asking) {
      if (stopped.isEmpty()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void requireNotStopped() {
    if (!stopped.isEmpty()) {
      throw new OperatorException(stopped);
    }
  }

  /** Builds a {@link DryRun}; every setting is checked in {@link #build}. */
  public static final class Builder {
    private final Environment robot;
    private final EnvironmentSpec spec;
    private Operator operator = Operator.console();
    private Consumer<String> out = log::info;
    private Optional<ControllerFactory> controller = Optional.empty();
    private Optional<Function<TimeStep, double[]>> rest = Optional.empty();
    private Optional<double[]> amplitude = Optional.empty();
    private double share = 0.1;
    private Optional<Integer> pulse = Optional.empty();

    private Builder(Environment robot) {
      this.robot = robot;
      this.spec = robot.spec();
    }

    /** Who is asked before each step; default {@link Operator#console}. */
    public Builder operator(Operator value) {
      this.operator = value;
      return this;
    }

    /** Receives lines for the person beside the robot; default: they are logged at level info. */
    public Builder out(Consumer<String> lines) {
      this.out = lines;
      return this;
    }

    /**
     * Acts in the last episode; default: there is none.
     *
     * @param value for instance {@code initialController.controllers(spec)}
     */
    public Builder controller(ControllerFactory value) {
      this.controller = Optional.of(value);
      return this;
    }

    /**
     * The action at rest, dU entries; default 0, or the middle of limits that do not contain it.
     */
    public Builder rest(double... action) {
      double[] always = action.clone();
      return rest(first -> always.clone());
    }

    /**
     * The action at rest from where an episode starts: that of a robot whose actions are target
     * positions is where its joints are, and 0 would move it far.
     *
     * @param fromFirst first report to dU entries
     */
    public Builder rest(Function<TimeStep, double[]> fromFirst) {
      this.rest = Optional.of(fromFirst);
      return this;
    }

    /** How far a pulse goes, as a share of half the limits' width; default a tenth. */
    public Builder share(double value) {
      this.share = value;
      return this;
    }

    /**
     * How far a pulse goes, in the action's units, one or dU entries; default by {@link #share}.
     * Limits hold all the same.
     */
    public Builder amplitude(double... value) {
      this.amplitude = Optional.of(value.clone());
      return this;
    }

    /**
     * Steps of a pulse in each direction; default a tenth of a second, 2 at least, and less where
     * an episode has no room for it.
     */
    public Builder pulse(int steps) {
      this.pulse = Optional.of(steps);
      return this;
    }

    /**
     * @throws IllegalArgumentException if a setting does not fit the spec, an action without limits
     *     has no amplitude, or an episode is too short for pulses
     */
    public DryRun build() {
      Require.atLeast("horizon", spec.horizon(), PulsePlan.MIN_HORIZON);
      Require.atLeast("pulse", pulse(), 1);
      Require.positive("share", Require.share("share", share));
      amplitudes();
      return new DryRun(this, spec);
    }

    Consumer<String> out() {
      return out;
    }

    Optional<ControllerFactory> controller() {
      return controller;
    }

    int pulse() {
      return pulse.orElse(Math.max(2, (int) Math.round(0.1 / spec.timeStep())));
    }

    String restInWords() {
      return rest.isPresent() ? "from where it starts" : Arrays.toString(middle());
    }

    /**
     * The action at rest of an episode.
     *
     * @throws IllegalStateException if it is not within the limits
     */
    double[] restFrom(TimeStep first) {
      double[] action = rest.map(from -> from.apply(first)).orElseGet(this::middle);
      int dU = spec.actionDimension();
      for (int i = 0; i < dU; i++) {
        double low = spec.actionLower()[i];
        double high = spec.actionUpper()[i];
        if (action.length != dU || !(action[i] >= low && action[i] <= high)) {
          throw new IllegalStateException(
              "the action at rest is "
                  + Arrays.toString(action)
                  + ", must have "
                  + dU
                  + " entries within the limits, of entry "
                  + i
                  + " "
                  + low
                  + " and "
                  + high
                  + "; see DryRun.Builder.rest");
        }
      }
      return action;
    }

    /** 0, or the middle of the limits, or the one limit there is. */
    private double[] middle() {
      double[] action = new double[spec.actionDimension()];
      for (int i = 0; i < action.length; i++) {
        double low = spec.actionLower()[i];
        double high = spec.actionUpper()[i];
        boolean both = Double.isFinite(low) && Double.isFinite(high);
        boolean within = low <= 0 && high >= 0;
        action[i] = within ? 0 : both ? 0.5 * (low + high) : Math.max(low, Math.min(high, 0));
      }
      return action;
    }

    /** How far the pulses of each action go. */
    double[] amplitudes() {
      int dU = spec.actionDimension();
      double[] far = new double[dU];
      for (int i = 0; i < dU; i++) {
        far[i] = share * 0.5 * (spec.actionUpper()[i] - spec.actionLower()[i]);
      }
      if (amplitude.isPresent()) {
        double[] given = amplitude.get();
        Arrays.fill(far, given.length == 1 ? given[0] : Double.NaN);
        if (given.length != 1) {
          Require.length("amplitude", given.length, dU, "EnvironmentSpec.actionDimension");
          far = given.clone();
        }
      }
      for (int i = 0; i < dU; i++) {
        if (!(far[i] > 0 && far[i] < Double.POSITIVE_INFINITY)) {
          throw new IllegalArgumentException(
              "pulses of action entry "
                  + i
                  + " would be of "
                  + far[i]
                  + ", must be positive and finite; give the spec actionLimits, or say how much is"
                  + " little for this robot: DryRun.Builder.amplitude, gps check --amplitude");
        }
      }
      return far;
    }
  }
}
