package org.guidedpolicy.rollout;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.Policy;

/**
 * Who acts in a batch of episodes. {@link Controllers#of} makes the controllers. Immutable, and
 * thread-safe as its policy or factory is. All but {@link Local} are data, so that another machine
 * can act on them: {@link EpisodeOrder#bytes} writes them.
 */
public sealed interface Behaviour {

  /** Acts as a policy does, with its noise. */
  record Exploring(GaussianPolicy policy, ExplorationNoise noise) implements Behaviour {}

  /** Acts as a policy does, without noise. */
  record NoiseFree(Policy policy) implements Behaviour {}

  /** Acts as the controller that training begins with does, which the runner of episodes knows. */
  record Initial(ExplorationNoise noise) implements Behaviour {}

  /**
   * Follows linear-Gaussian controllers, which act on the state.
   *
   * @param controllers one for each episode or each condition, in order
   * @param by what they are numbered by
   * @param noise of their own covariances; empty: their mean actions
   */
  record Following(
      List<LinearGaussianController> controllers, Numbering by, Optional<ExplorationNoise> noise)
      implements Behaviour {
    public Following {
      controllers = List.copyOf(controllers);
    }

    /** A controller for each episode, with white noise. */
    public static Following episodes(List<LinearGaussianController> controllers) {
      return new Following(controllers, Numbering.EPISODE, Optional.of(ExplorationNoise.WHITE));
    }

    /** A controller for each condition, with white noise. */
    public static Following conditions(List<LinearGaussianController> controllers) {
      return new Following(controllers, Numbering.CONDITION, Optional.of(ExplorationNoise.WHITE));
    }

    /** The same controllers with other noise. */
    public Following withNoise(ExplorationNoise other) {
      return new Following(controllers, by, Optional.of(other));
    }

    /** The same controllers' mean actions. */
    public Following noiseFree() {
      return new Following(controllers, by, Optional.empty());
    }

    /**
     * The controller of an episode.
     *
     * @throws IllegalArgumentException if it has none
     */
    LinearGaussianController controller(Starts starts, int episode) {
      int i = by == Numbering.EPISODE ? episode : condition(starts, episode);
      if (i >= controllers.size()) {
        throw new IllegalArgumentException(
            "episode "
                + episode
                + " is to follow controller "
                + i
                + ", there are "
                + controllers.size()
                + "; give one for each "
                + (by == Numbering.EPISODE ? "episode" : "condition"));
      }
      return controllers.get(i);
    }

    private static int condition(Starts starts, int episode) {
      if (starts instanceof Starts.Conditions conditions) {
        return conditions.condition(episode);
      }
      throw new IllegalArgumentException(
          "controllers by condition need Starts.Conditions, are given " + starts);
    }
  }

  /** What controllers of {@link Following} are numbered by. */
  enum Numbering {
    EPISODE,
    CONDITION
  }

  /** Acts as any code says, in this process alone. */
  record Local(ControllerFactory controllers) implements Behaviour {}
}
