package org.guidedpolicy.rollout;

import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.guidedpolicy.environment.ActionLimiter;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.safety.DeadlineException;
import org.guidedpolicy.safety.EmergencyStopException;
import org.guidedpolicy.safety.OperatorException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one episode: runs it, checks everything the environment reports, records it. One
 * that ends early is completed: the robot stays in its last state, and its actions are 0, or the
 * limit nearest to 0.
 */
public final class Episode {
  private static final int START = -1;

  private final int number;
  private final EnvironmentSpec spec;
  private final Environment environment;
  private final Starts starts;
  private final ControllerFactory controllers;
  private final SplittableRandom startRandom;
  private final SplittableRandom noiseRandom;
  private final double[] states;
  private final double[] actions;
  private final double[] observations;
  private final ActionLimiter limiter;
  private final StopSignal stop;

  /**
   * @param number among the episodes collected together
   * @param random split twice, for the start and for the noise
   */
  public Episode(
      int number,
      EnvironmentSpec spec,
      Environment environment,
      Starts starts,
      ControllerFactory controllers,
      SplittableRandom random) {
    this(number, spec, environment, starts, controllers, random, new StopSignal());
  }

  /**
   * As the other, for an episode that another thread may end after the running step.
   *
   * @param stop heeded before every step
   */
  public Episode(
      int number,
      EnvironmentSpec spec,
      Environment environment,
      Starts starts,
      ControllerFactory controllers,
      SplittableRandom random,
      StopSignal stop) {
    this.number = number;
    this.spec = spec;
    this.environment = environment;
    this.starts = starts;
    this.controllers = controllers;
    this.startRandom = random.split();
    this.noiseRandom = random.split();
    this.limiter = new ActionLimiter(spec);
    this.stop = stop;
    int T = spec.horizon();
    this.states = new double[(T + 1) * spec.stateDimension()];
    this.actions = new double[T * spec.actionDimension()];
    this.observations = new double[T * spec.observationDimension()];
  }

  /**
   * Runs it.
   *
   * @throws EpisodeException if it fails; the environment was aborted
   * @throws CancellationException if the thread was interrupted or the episode stopped; the
   *     environment was aborted
   */
  public Trajectory run() {
    try {
      return execute();
    } catch (Throwable failure) {
      try {
        environment.abort();
      } catch (Throwable another) {
        failure.addSuppressed(another);
      }
      throw failure;
    }
  }

  /** A call of the environment. */
  private interface Report {
    @Nullable TimeStep call() throws Exception;
  }

  private Trajectory execute() {
    TimeStep now = checked(START, "reset", () -> starts.reset(environment, number, startRandom));
    if (now.ended()) {
      throw failure(
          START,
          "Environment.reset reports that the episode has ended; an episode has at least one step:"
              + " start it elsewhere",
          null);
    }
    Controller controller = controller(now);
    int T = spec.horizon();
    int L = 0;
    while (L < T && !now.ended()) {
      int t = L++;
      record(t, now);
      double[] action = action(t, controller, now);
      now = checked(t, "step", () -> environment.step(action));
    }
    complete(L, now);
    return new Trajectory(T, L, states, actions, observations);
  }

  /** The last state stays until the horizon, after L steps. */
  private void complete(int L, TimeStep last) {
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    for (int t = L; t < T; t++) {
      record(t, last);
      for (int i = 0; i < dU; i++) {
        actions[t * dU + i] = Math.max(lower[i], Math.min(upper[i], 0));
      }
    }
    System.arraycopy(last.state(), 0, states, T * dX, dX);
  }

  private Controller controller(TimeStep first) {
    try {
      return controllers.controllerFor(first, noiseRandom);
    } catch (Exception | Error e) {
      throw failure(START, "the controller could not be made: " + e, e);
    }
  }

  private void record(int t, TimeStep now) {
    int dX = spec.stateDimension();
    int dO = spec.observationDimension();
    System.arraycopy(now.state(), 0, states, t * dX, dX);
    System.arraycopy(now.observation(), 0, observations, t * dO, dO);
  }

  /** The controller's action, clipped to the limits and recorded. */
  private double[] action(int t, Controller controller, TimeStep now) {
    double[] action = new double[spec.actionDimension()];
    try {
      controller.act(t, now, action);
    } catch (Exception | Error e) {
      throw failure(t, "the controller failed: " + e, e);
    }
    for (int i = 0; i < action.length; i++) {
      if (!Double.isFinite(action[i])) {
        throw failure(
            t,
            "the controller's action is "
                + action[i]
                + " at entry "
                + i
                + ", must be finite; check the policy and the observation it was given",
            null);
      }
    }
    limiter.limit(action);
    System.arraycopy(action, 0, actions, t * action.length, action.length);
    return action;
  }

  private TimeStep checked(int t, String call, Report report) {
    if (isEnded()) {
      throw new CancellationException(ended());
    }
    TimeStep now;
    try {
      now = report.call();
    } catch (OperatorException e) {
      throw e;
    } catch (DeadlineException | EmergencyStopException e) {
      throw failure(t, String.valueOf(e.getMessage()), e);
    } catch (Exception | Error e) {
      throw failure(t, "Environment." + call + " failed: " + e, e);
    }
    if (now == null) {
      throw failure(t, "Environment." + call + " returned null, expected a TimeStep", null);
    }
    if (isSwapped(now)) {
      throw failure(
          t,
          "the environment's state has "
              + now.state().length
              + " entries and its observation "
              + now.observation().length
              + ", as if they were in each other's place; it is new TimeStep(state, observation)",
          null);
    }
    check(t, "state", now.state(), spec.stateDimension());
    check(t, "observation", now.observation(), spec.observationDimension());
    return now;
  }

  private boolean isEnded() {
    return stop.isStopped() || Thread.currentThread().isInterrupted();
  }

  private String ended() {
    return (stop.isStopped() ? "stopped" : "interrupted") + " in episode " + number;
  }

  private boolean isSwapped(TimeStep now) {
    int dX = spec.stateDimension();
    int dO = spec.observationDimension();
    return dX != dO
        && now.state() != null
        && now.observation() != null
        && now.state().length == dO
        && now.observation().length == dX;
  }

  private void check(int t, String name, double @Nullable [] values, int expected) {
    if (values == null) {
      throw failure(t, "the environment's " + name + " is null", null);
    }
    if (values.length != expected) {
      throw failure(
          t,
          "the environment's "
              + name
              + " has "
              + values.length
              + " entries, expected "
              + expected
              + " (EnvironmentSpec."
              + name
              + "Dimension); correct the spec or what the environment returns",
          null);
    }
    for (int i = 0; i < expected; i++) {
      if (!Double.isFinite(values[i])) {
        throw failure(
            t,
            "the environment's "
                + name
                + " is "
                + values[i]
                + " at entry "
                + i
                + ", must be finite; check the simulation's stability and its time step",
            null);
      }
      if (Math.abs(values[i]) > TimeStep.ABSURD) {
        throw failure(
            t,
            "the environment's "
                + name
                + " is "
                + values[i]
                + " at entry "
                + i
                + ", beyond "
                + TimeStep.ABSURD
                + "; check the simulation's stability and its time step",
            null);
      }
    }
  }

  /**
   * To be thrown. What the user's code throws fails the episode, an overflow of the stack included;
   * other errors of the virtual machine, such as a lack of memory, pass as they are.
   */
  private RuntimeException failure(int t, String message, @Nullable Throwable cause) {
    if (cause == null) {
      return new EpisodeException(number, t, message);
    }
    if (cause instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
      throw error;
    }
    if (isEnded()) {
      var cancelled = new CancellationException(ended());
      cancelled.initCause(cause);
      return cancelled;
    }
    return new EpisodeException(number, t, message, cause);
  }
}
