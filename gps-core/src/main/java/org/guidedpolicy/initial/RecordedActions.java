package org.guidedpolicy.initial;

import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Imitates recorded episodes of whatever origin action by action; where a first episode must be run
 * it acts as {@link DemonstrationController} does. The noise is what that controller's regression
 * leaves over. Immutable and thread-safe.
 */
public final class RecordedActions implements InitialController {
  private final DemonstrationController demonstrations;
  private final LinearGaussianController fitted;

  private RecordedActions(DemonstrationController demonstrations, LinearGaussianController fitted) {
    this.demonstrations = demonstrations;
    this.fitted = fitted;
  }

  /**
   * @param episodes at least one; all of the same horizon and dimensions
   */
  public static RecordedActions of(List<Trajectory> episodes) {
    DemonstrationController demonstrations = DemonstrationController.from(episodes);
    Trajectory first = episodes.get(0);
    EnvironmentSpec spec =
        EnvironmentSpec.builder(first.stateDimension(), first.actionDimension())
            .observation(first.observationDimension())
            .horizon(first.horizon())
            .build();
    return new RecordedActions(demonstrations, demonstrations.startingAt(spec, first.state(0)));
  }

  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    return demonstrations.startingAt(spec, x1);
  }

  /** The episode's own actions: K = 0, k_t = u_t. */
  @Override
  public LinearGaussianController along(EnvironmentSpec spec, Trajectory episode) {
    int T = episode.horizon();
    int dX = episode.stateDimension();
    int dU = episode.actionDimension();
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      System.arraycopy(fitted.covariance(t).data, 0, C, t * dU * dU, dU * dU);
    }
    return LinearGaussianController.of(T, dX, dU, new double[T * dU * dX], episode.actions(), C);
  }
}
