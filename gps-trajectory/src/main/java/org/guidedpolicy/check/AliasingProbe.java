package org.guidedpolicy.check;

import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;

/**
 * An environment under examination: passes everything on, and does to the arrays what careless code
 * might do. Reports are always copies.
 */
abstract class AliasingProbe implements ResettableEnvironment {
  /** Finite, so that no native code stumbles over it, and unlike any real value. */
  private static final double GARBAGE = -12345.678;

  private final Environment inner;

  AliasingProbe(Environment inner) {
    this.inner = inner;
  }

  @Override
  public final EnvironmentSpec spec() {
    return inner.spec();
  }

  @Override
  public final int conditions() {
    return ResettableEnvironment.conditionsOf(inner);
  }

  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    return reported(inner.reset(random));
  }

  @Override
  public TimeStep reset(int condition, RandomGenerator random) throws IOException {
    return reported(ResettableEnvironment.reset(inner, condition, random));
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    return reported(inner.step(action));
  }

  @Override
  public final void abort() {
    inner.abort();
  }

  /** What becomes of a report; the default copies it. Null and wrong lengths pass through. */
  TimeStep reported(TimeStep report) {
    return copy(report);
  }

  /** A faulty environment may return null, which the episode then reports. */
  static TimeStep copy(TimeStep report) {
    if (report == null || report.state() == null || report.observation() == null) {
      return report;
    }
    return new TimeStep(report.state().clone(), report.observation().clone(), report.ended());
  }

  /** Overwrites what the environment reports once it has been copied. */
  static final class OverwritesReports extends AliasingProbe {
    OverwritesReports(Environment inner) {
      super(inner);
    }

    @Override
    TimeStep reported(TimeStep report) {
      TimeStep copy = copy(report);
      if (copy != report) {
        Arrays.fill(report.state(), GARBAGE);
        Arrays.fill(report.observation(), GARBAGE);
      }
      return copy;
    }
  }

  /** Notices when a report changes after it was given. */
  static final class WatchesReports extends AliasingProbe {
    private TimeStep given = TimeStep.fullyObserved();
    private TimeStep asGiven = given;
    private boolean changed;

    WatchesReports(Environment inner) {
      super(inner);
    }

    @Override
    TimeStep reported(TimeStep report) {
      changed |= !given.equals(asGiven);
      TimeStep copy = copy(report);
      given = report;
      asGiven = copy;
      return copy;
    }

    boolean reportsChanged() {
      return changed;
    }
  }

  /** Overwrites each action once it has been executed. */
  static final class OverwritesActions extends AliasingProbe {
    private boolean changed;

    OverwritesActions(Environment inner) {
      super(inner);
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      double[] given = action.clone();
      TimeStep report = super.step(given);
      changed |= !Arrays.equals(action, given);
      Arrays.fill(given, GARBAGE);
      return report;
    }

    boolean actionsChanged() {
      return changed;
    }
  }

  /** Runs another episode on another instance, step by step with this one. */
  static final class Interleaves extends AliasingProbe {
    private final Environment other;
    private final RandomGenerator otherRandom;
    private final double[][] otherActions;
    private int t;
    private boolean otherEnded;

    Interleaves(
        Environment inner, Environment other, RandomGenerator random, double[][] otherActions) {
      super(inner);
      this.other = other;
      this.otherRandom = random;
      this.otherActions = otherActions;
    }

    @Override
    public TimeStep reset(RandomGenerator random) throws IOException {
      TimeStep report = super.reset(random);
      restartOther();
      t = 0;
      return report;
    }

    @Override
    public TimeStep reset(int condition, RandomGenerator random) throws IOException {
      TimeStep report = super.reset(condition, random);
      restartOther();
      t = 0;
      return report;
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      TimeStep report = super.step(action);
      if (otherEnded) {
        restartOther();
      }
      TimeStep others = other.step(otherActions[t++].clone());
      otherEnded = others != null && others.ended();
      return report;
    }

    private void restartOther() throws IOException {
      other.reset(otherRandom);
      otherEnded = false;
    }
  }

  /** Stops an episode in the middle. */
  static final class BreaksOff extends AliasingProbe {
    private final int steps;
    private int t;

    BreaksOff(Environment inner, int steps) {
      super(inner);
      this.steps = steps;
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      if (t++ == steps) {
        throw new BrokenOff();
      }
      return super.step(action);
    }
  }

  /** The end of an episode that {@link BreaksOff} stopped. */
  static final class BrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
