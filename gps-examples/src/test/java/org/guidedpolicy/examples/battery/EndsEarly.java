package org.guidedpolicy.examples.battery;

import java.io.IOException;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** A robot whose episodes are over once something holds. */
final class EndsEarly implements Environment {

  /** What it does then. */
  enum Then {
    /** Says that the episode has ended. */
    SAYS_SO,
    /** Stays as it is and says nothing, as where an episode cannot end. */
    FREEZES
  }

  private final Environment robot;
  private final Predicate<double[]> over;
  private final Then then;
  private boolean frozen;
  private TimeStep last;

  /**
   * @param over of a state
   */
  EndsEarly(Environment robot, Predicate<double[]> over, Then then) {
    this.robot = robot;
    this.over = over;
    this.then = then;
    this.last = TimeStep.fullyObserved();
  }

  @Override
  public EnvironmentSpec spec() {
    return robot.spec();
  }

  @Override
  public TimeStep reset(RandomGenerator random) throws IOException {
    frozen = false;
    last = robot.reset(random);
    return last;
  }

  @Override
  public TimeStep step(double[] action) throws IOException {
    if (!frozen) {
      last = robot.step(action);
      frozen = over.test(last.state());
    }
    if (!frozen) {
      return last;
    }
    return switch (then) {
      case SAYS_SO -> last.ending();
      case FREEZES -> new TimeStep(last.state().clone(), last.observation().clone());
    };
  }

  @Override
  public void close() {
    robot.close();
  }
}
