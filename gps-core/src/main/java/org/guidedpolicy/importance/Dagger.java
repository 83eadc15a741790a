package org.guidedpolicy.importance;

import java.util.List;
import org.guidedpolicy.importance.NetworkFamily.Rows;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Workshop;

/**
 * Imitates the guiding distribution's mean at the states that it and the policies came to (DAgger:
 * Ross, Gordon, Bagnell, 2011). Stateless; one thread.
 */
final class Dagger {
  private final Workshop shop;
  private final int evaluations;

  Dagger(Workshop shop, int evaluations) {
    this.shop = shop;
    this.evaluations = evaluations;
  }

  /** The policy that fits the guide's actions at all stored samples' states. */
  Proposal propose(SearchState state, Imitation imitation) {
    List<Rows> rows =
        SearchState.trajectories(state.samples()).stream()
            .map(episode -> labelled(episode, state.family()))
            .toList();
    return new Proposal(imitation.fit(rows, state.theta().theta(), evaluations), List.of());
  }

  private Rows labelled(Trajectory episode, NetworkFamily family) {
    LinearGaussianController q = shop.initialController().along(shop.spec(), episode);
    Rows rows = family.rows(episode);
    double[] u = new double[family.actions()];
    for (int t = 0; t < rows.steps(); t++) {
      q.mean(t, episode.state(t), u);
      for (int j = 0; j < u.length; j++) {
        rows.v()[t][j] = u[j] / family.actionScale()[j];
      }
    }
    return rows;
  }
}
