package org.guidedpolicy.dynamics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.RolloutCollector.Rollouts;
import org.guidedpolicy.rollout.Trajectory;
import org.jspecify.annotations.Nullable;

/**
 * Runs episodes in learned dynamics, each anchored to a real one: it starts where that one did, and
 * what the dynamics missed along the real episode is added to its steps, the less the farther it
 * strays from it. With the real actions the real episode comes out, whatever the dynamics; they
 * only answer for the difference.
 *
 * <p>Episode m has anchor m modulo their number; with the seed, m decides about everything, so any
 * episodes may be run, in any order, on any number of threads. Actions are clipped to the spec's
 * limits, as in real episodes. Immutable and thread-safe.
 */
public final class ImaginedEpisodes {
  private static final double FADE = 0.3;

  private final LearnedDynamics world;
  private final ObservationModel sight;
  private final EnvironmentSpec spec;
  private final List<Trajectory> anchors;
  private final double fade;

  /**
   * @param world the dynamics, which must have learned from states like the anchors'
   * @param sight what the policy observes of a state
   * @param spec of the real environment
   * @param anchors real episodes, at least one
   * @throws IllegalArgumentException if dimensions or horizons differ
   */
  public ImaginedEpisodes(
      LearnedDynamics world,
      ObservationModel sight,
      EnvironmentSpec spec,
      List<Trajectory> anchors) {
    this(world, sight, spec, List.copyOf(anchors), FADE);
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("imagined episodes need at least one real one as anchor");
    }
    for (int m = 0; m < anchors.size(); m++) {
      requireAnchor(m, anchors.get(m));
    }
  }

  /**
   * Of a robot whose policy observes entries of the state and nothing else.
   *
   * @throws IllegalArgumentException if dimensions or horizons differ, or the policy observes more
   */
  public ImaginedEpisodes(LearnedDynamics world, EnvironmentSpec spec, List<Trajectory> anchors) {
    this(world, copies(anchors), spec, anchors);
  }

  private static ObservationModel copies(List<Trajectory> anchors) {
    if (anchors.isEmpty()) {
      throw new IllegalArgumentException("imagined episodes need at least one real one as anchor");
    }
    return ObservationModel.copying(anchors)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "what is observed in the anchors is more than entries of the state; give an"
                        + " ObservationModel that has learned it"));
  }

  private ImaginedEpisodes(
      LearnedDynamics world,
      ObservationModel sight,
      EnvironmentSpec spec,
      List<Trajectory> anchors,
      double fade) {
    this.world = world;
    this.sight = sight;
    this.spec = spec;
    this.anchors = anchors;
    this.fade = fade;
  }

  private void requireAnchor(int m, Trajectory anchor) {
    DynamicsLearner.requireDimensions(anchor, world.stateDimension(), world.actionDimension());
    if (spec.stateDimension() != anchor.stateDimension()
        || spec.actionDimension() != anchor.actionDimension()
        || spec.horizon() != anchor.horizon()) {
      throw new IllegalArgumentException(
          "anchor "
              + m
              + " is "
              + anchor
              + ", the environment has dX="
              + spec.stateDimension()
              + ", dU="
              + spec.actionDimension()
              + " and horizon="
              + spec.horizon());
    }
    Require.length(
        "sight's observation",
        sight.observationDimension(),
        anchor.observationDimension(),
        "dO of the anchors");
  }

  /**
   * The same episodes with another distance over which residuals fade, in standard deviations of
   * the states learned from. The default is 0.3; infinite: they do not fade.
   */
  public ImaginedEpisodes withFade(double distance) {
    if (!(distance > 0)) {
      throw new IllegalArgumentException("distance must be positive, is " + distance);
    }
    return new ImaginedEpisodes(world, sight, spec, anchors, distance);
  }

  /**
   * Real episodes in the order in which they serve as anchors: the newest batch first, as it was
   * run, then older ones shuffled.
   *
   * @param real all real episodes, oldest first
   * @param newest how many of them are the newest batch
   * @param max only so many of the last ones serve
   * @param seed of the shuffling
   */
  public static List<Trajectory> anchors(List<Trajectory> real, int newest, int max, long seed) {
    Require.atLeast("max", max, 1);
    if (newest < 0 || newest > real.size()) {
      throw new IllegalArgumentException(
          "newest must be between 0 and " + real.size() + ", is " + newest);
    }
    int boundary = real.size() - newest;
    List<Trajectory> anchors = new ArrayList<>(real.subList(boundary, real.size()));
    List<Trajectory> older =
        new ArrayList<>(real.subList(Math.max(0, Math.min(boundary, real.size() - max)), boundary));
    shuffle(older, new SplittableRandom(seed));
    anchors.addAll(older);
    return List.copyOf(anchors.subList(0, Math.min(max, anchors.size())));
  }

  private static void shuffle(List<Trajectory> list, RandomGenerator random) {
    for (int i = list.size() - 1; i > 0; i--) {
      list.set(i, list.set(random.nextInt(i + 1), list.get(i)));
    }
  }

  /** Of the real environment. */
  public EnvironmentSpec spec() {
    return spec;
  }

  /**
   * Runs one episode.
   *
   * @param number 0, 1, ...
   * @param controllers makes its controller
   * @param seed source of its exploration noise, together with its number
   * @throws EpisodeException if the dynamics diverge or the controller fails
   */
  public Trajectory run(int number, ControllerFactory controllers, long seed) {
    Require.atLeast("number", number, 0);
    Trajectory anchor = anchors.get(number % anchors.size());
    var environment = new AnchoredEnvironment(world, sight, spec, anchor, fade);
    try {
      return RolloutCollector.inTurn(environment, controllers, 1, Mixing.of(seed, number)).get(0);
    } catch (EpisodeException e) {
      String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      throw new EpisodeException(number, e.step(), "an imagined episode failed: " + reason, e);
    }
  }

  /**
   * Runs episodes 0 .. count-1 and leaves out those that fail.
   *
   * @return what was run, in order, and the failures of what was left out
   */
  public Rollouts run(int count, ControllerFactory controllers, long seed, WorkPool pool) {
    Require.atLeast("count", count, 0);
    @Nullable Trajectory[] done = new Trajectory[count];
    @Nullable EpisodeException[] failed = new EpisodeException[count];
    pool.forEach(
        count,
        m -> {
          try {
            done[m] = run(m, controllers, seed);
          } catch (EpisodeException e) {
            failed[m] = e;
          }
        });
    return new Rollouts(0, present(done), List.of(), present(failed));
  }

  private static <E> List<E> present(@Nullable E[] entries) {
    return Arrays.stream(entries).filter(Objects::nonNull).<E>map(e -> e).toList();
  }
}
