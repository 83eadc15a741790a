package org.guidedpolicy.examples.battery;

import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.task.Task;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/**
 * A robot of the battery: physics, starts, cost and success are its own, every number of learning
 * is the library's. A user gives {@link #episodes} and nothing else. Immutable and thread-safe.
 */
public abstract class BatteryTask implements Task {

  /** What a robot's results are used for. */
  public enum Half {
    /** Defaults are chosen on these robots. */
    CHOOSE,
    /** Defaults are checked on these robots, once they are chosen. */
    CHECK
  }

  private final String name;
  private final String description;

  /**
   * @param name lower case, words joined by hyphens
   * @param description one line
   */
  BatteryTask(String name, String description) {
    this.name = name;
    this.description = description;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String description() {
    return description;
  }

  /** The robot's dimensions, horizon and limits. */
  public abstract EnvironmentSpec spec();

  /** Which half of the battery this robot belongs to. */
  public abstract Half half();

  /** How many training episodes a user would give it. */
  public int episodes() {
    return 600;
  }

  @Override
  public final int testEpisodes() {
    return 100;
  }

  /** The library's defaults, as many iterations as the episodes allow. */
  @Override
  public final TrainingOptions training(Algorithm algorithm) {
    int perIteration = new ResetFree().trajectories();
    return TrainingOptions.of(algorithm).with(o -> o.iterations = episodes() / perIteration);
  }

  /** How far from its goal an episode ended, in the robot's unit. */
  public abstract double finalDistance(Trajectory trajectory);

  /** Whether an episode reached its goal. */
  public abstract boolean success(Trajectory trajectory);

  @Override
  public final Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return Optional.of(trajectory -> finalDistance(trajectory));
  }

  @Override
  public final Optional<Predicate<Trajectory>> success() {
    return Optional.of(trajectory -> success(trajectory));
  }

  /** Whether something holds in each of the states after the last n actions. */
  static boolean duringLast(int n, Trajectory trajectory, IntPredicate holdsAtStep) {
    int T = trajectory.horizon();
    return IntStream.rangeClosed(T - n + 1, T).allMatch(holdsAtStep);
  }

  /** Whether something holds in every state of an episode. */
  static boolean always(Trajectory trajectory, IntPredicate holdsAtStep) {
    return duringLast(trajectory.horizon() + 1, trajectory, holdsAtStep);
  }
}
