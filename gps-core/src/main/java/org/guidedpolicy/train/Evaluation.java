package org.guidedpolicy.train;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Controllers;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.RolloutCollector;
import org.guidedpolicy.environment.Trajectory;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.Policy;

/**
 * Noise-free episodes of a policy from held-out initial states. Immutable; thread-safe if its
 * functions are.
 *
 * <p>Held-out starts are the environments' own affair: episode i runs on the i-th environment,
 * whose {@code reset} may ignore its generator and start wherever test i starts.
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
        episodes, Objects.requireNonNull(environments), Optional.empty(), Optional.empty());
  }

  /** How far from its goal an episode ended, in the task's unit. */
  public Evaluation withFinalDistance(ToDoubleFunction<Trajectory> distance) {
    return new Evaluation(episodes, environments, Optional.of(distance), success);
  }

  /** Whether an episode reached its goal. */
  public Evaluation withSuccess(Predicate<Trajectory> reached) {
    return new Evaluation(episodes, environments, finalDistance, Optional.of(reached));
  }

  public int episodes() {
    return episodes;
  }

  /**
   * Means over the test episodes.
   *
   * @param meanCost cost summed over steps
   * @param finalDistance mean final distance; empty if no distance is defined
   * @param success share of successful episodes, 0 .. 1; empty if success is not defined
   */
  public record Result(double meanCost, Optional<Double> finalDistance, Optional<Double> success) {}

  /** Runs every test episode with the policy's mean action. */
  public List<Trajectory> run(Policy policy, WorkPool pool) {
    Trajectory[] trajectories = new Trajectory[episodes];
    pool.forEach(
        episodes,
        i -> {
          try (Environment environment = environments.apply(i);
              RolloutCollector collector = RolloutCollector.inTurn(environment)) {
            trajectories[i] = collector.collect(1, Controllers.noiseFree(policy), i).get(0);
          }
        });
    return List.of(trajectories);
  }

  /** Summarises episodes, for instance those of {@link #run}. */
  public Result summarise(List<Trajectory> trajectories, CostFunction cost) {
    return new Result(
        trajectories.stream()
            .mapToDouble(t -> total(CostExpansion.perStep(t, cost)))
            .average()
            .orElseThrow(),
        finalDistance.map(d -> trajectories.stream().mapToDouble(d).average().orElseThrow()),
        success.map(
            s ->
                trajectories.stream().mapToDouble(t -> s.test(t) ? 1 : 0).average().orElseThrow()));
  }

  static double total(double[] costs) {
    return IntStream.range(0, costs.length).mapToDouble(t -> costs[t]).sum();
  }
}
