package org.guidedpolicy.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.guidedpolicy.cost.CostException;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.EpisodeRunner;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.safety.Deadlines;

/**
 * Noise-free episodes of a policy from held-out initial states. Immutable; thread-safe if its
 * functions are.
 *
 * <p>Held-out starts are the environments' own affair: episode i runs on the i-th environment,
 * whose {@code reset} may ignore its generator and start wherever test i starts.
 *
 * <p>An episode that ended early is judged as completed to the horizon: it stayed in its last
 * state, and the steps that were not run cost what {@link CostFunction#afterEnd} says.
 */
public final class Evaluation {
  private final int episodes;
  private final IntFunction<? extends Environment> environments;
  private final Optional<ToDoubleFunction<Trajectory>> finalDistance;
  private final Optional<Predicate<Trajectory>> success;

  private Evaluation(
      int episodes,
      IntFunction<? extends Environment> environments,
      Optional<ToDoubleFunction<Trajectory>> finalDistance,
      Optional<Predicate<Trajectory>> success) {
    this.episodes = episodes;
    this.environments = environments;
    this.finalDistance = finalDistance;
    this.success = success;
  }

  /**
   * @param episodes how many test episodes
   * @param environments makes the environment of the i-th; it is closed after its episode
   */
  public static Evaluation of(int episodes, IntFunction<? extends Environment> environments) {
    if (episodes < 1) {
      throw new IllegalArgumentException("test episodes must be at least 1, are " + episodes);
    }
    return new Evaluation(
        episodes,
        Objects.requireNonNull(environments, "environments"),
        Optional.empty(),
        Optional.empty());
  }

  /** How far from its goal an episode ended, in the task's unit. */
  public Evaluation withFinalDistance(ToDoubleFunction<Trajectory> distance) {
    return new Evaluation(episodes, environments, Optional.of(distance), success);
  }

  /** Whether an episode reached its goal. */
  public Evaluation withSuccess(Predicate<Trajectory> reached) {
    return new Evaluation(episodes, environments, finalDistance, Optional.of(reached));
  }

  /** How many test episodes are run. */
  public int episodes() {
    return episodes;
  }

  /**
   * Means over the test episodes.
   *
   * @param episodes how many were run
   * @param failed how many of them the environment could not finish, or the cost has no value for;
   *     they count as not successful and enter no mean
   * @param meanCost cost summed over steps; empty if none was finished
   * @param finalDistance mean final distance; empty if none was finished or no distance is defined
   * @param success share of successful episodes, 0 .. 1; empty if success is not defined
   */
  public record Result(
      int episodes,
      int failed,
      Optional<Double> meanCost,
      Optional<Double> finalDistance,
      Optional<Double> success) {}

  /** Runs every test episode once with the policy's mean action. */
  public Rollouts run(Policy policy, WorkPool pool) {
    return run(policy, pool, Deadlines.none());
  }

  /** Runs every test episode once with the policy's mean action; one that is too slow fails. */
  public Rollouts run(Policy policy, WorkPool pool, Deadlines deadlines) {
    try (EpisodeRunner runner = LocalEpisodes.heldOut(environments, pool, deadlines)) {
      return run(policy, runner);
    }
  }

  /**
   * Runs every test episode once with the policy's mean action.
   *
   * @param runner knows held-out starts; this evaluation's own environments are not used
   * @return with the episodes that failed as dropped
   */
  public Rollouts run(Policy policy, EpisodeRunner runner) {
    return new RolloutCollector(runner)
        .collect(
            Batch.of(episodes, new Behaviour.NoiseFree(policy), 0)
                .withStarts(new Starts.HeldOut())
                .eachOnce());
  }

  /** The same with those episodes dropped for which the cost has no value. */
  static Rollouts withCosts(Rollouts rollouts, CostFunction cost) {
    List<Trajectory> done = new ArrayList<>();
    int[] numbers = rollouts.numbers();
    List<EpisodeException> dropped = new ArrayList<>(rollouts.dropped());
    for (int i = 0; i < numbers.length; i++) {
      try {
        CostExpansion.perStep(rollouts.trajectories().get(i), cost);
        done.add(rollouts.trajectories().get(i));
      } catch (CostException e) {
        dropped.add(new EpisodeException(numbers[i], e.step(), e.getMessage(), e));
      }
    }
    return new Rollouts(done, rollouts.failures(), dropped);
  }

  /** Summarizes episodes, for instance those of {@link #run}. */
  public Result summarize(Rollouts collected, CostFunction cost) {
    Rollouts rollouts = withCosts(collected, cost);
    List<Trajectory> done = rollouts.trajectories();
    int all = done.size() + rollouts.dropped().size();
    return new Result(
        all,
        rollouts.dropped().size(),
        mean(done, t -> DoubleStream.of(CostExpansion.perStep(t, cost)).sum()),
        finalDistance.flatMap(d -> mean(done, d)),
        success.map(s -> done.stream().filter(s).count() / (double) all));
  }

  private static Optional<Double> mean(List<Trajectory> of, ToDoubleFunction<Trajectory> value) {
    OptionalDouble mean = of.stream().mapToDouble(value).average();
    return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
  }
}
