package org.guidedpolicy.fit;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.mixture.Standardization;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Fits N(x_1) with a diagonal covariance to the first states of some trajectories. [RF, Sec. III].
 *
 * <p>The variance has a floor of 1e-6 in units of each state entry's scale over all trajectories
 * and steps. Immutable and thread-safe.
 */
public final class InitialStateFitter {
  private static final double FLOOR = 1e-6;

  private final int dX;
  private final double[] first;
  private final Standardization coordinates;

  private InitialStateFitter(int dX, double[] first, Standardization coordinates) {
    this.dX = dX;
    this.first = first;
    this.coordinates = coordinates;
  }

  /**
   * Prepares fits.
   *
   * @param trajectories all that may enter a fit; members of a group are numbers into this list
   */
  public static InitialStateFitter prepare(List<Trajectory> trajectories) {
    Trajectory like = Tuples.requireAlike(trajectories);
    int dX = like.stateDimension();
    double[] first = new double[trajectories.size() * dX];
    int N = trajectories.stream().mapToInt(Trajectory::steps).sum();
    double[] states = new double[N * dX];
    int row = 0;
    for (int m = 0; m < trajectories.size(); m++) {
      trajectories.get(m).copyState(0, first, m * dX);
      for (int t = 0; t < trajectories.get(m).steps(); t++, row += dX) {
        trajectories.get(m).copyState(t, states, row);
      }
    }
    return new InitialStateFitter(dX, first, Standardization.of(states, N, dX));
  }

  /**
   * Mean and variances of the members' first states.
   *
   * @param members their numbers, at least one, in any order
   */
  public Gaussian fit(int[] members) {
    int[] sorted = StepRegressions.requireMembers(members, first.length / dX);
    double[] mean = new double[dX];
    double[] covariance = new double[dX * dX];
    for (int j = 0; j < dX; j++) {
      for (int m : sorted) {
        mean[j] += first[m * dX + j] / sorted.length;
      }
      double variance = 0.0;
      for (int m : sorted) {
        double difference = first[m * dX + j] - mean[j];
        variance += difference * difference / sorted.length;
      }
      double scale = coordinates.scale(j);
      covariance[j * dX + j] = Math.max(variance, FLOOR * scale * scale);
    }
    return Gaussian.of(mean, covariance);
  }

  /** How many variances of a fit to these members are the floor. */
  public int raised(int[] members) {
    double[] covariance = fit(members).covariance().data;
    int count = 0;
    for (int j = 0; j < dX; j++) {
      double scale = coordinates.scale(j);
      count += covariance[j * dX + j] == FLOOR * scale * scale ? 1 : 0;
    }
    return count;
  }

  /**
   * Log density of each member's first state under a fit to the other members.
   *
   * @param members their numbers, at least two, ascending
   * @return one for each member, in their order
   */
  public double[] leaveOneOut(int[] members) {
    double[] result = new double[members.length];
    double[] residual = new double[dX];
    var density = new NormalDensity(dX);
    for (int i = 0; i < members.length; i++) {
      int m = members[i];
      Gaussian others = fit(Arrays.stream(members).filter(o -> o != m).toArray());
      double[] mean = others.mean();
      for (int j = 0; j < dX; j++) {
        residual[j] = first[m * dX + j] - mean[j];
      }
      result[i] = density.log(residual, others.covariance().data);
    }
    return result;
  }
}
