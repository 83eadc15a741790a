package org.guidedpolicy.benchmarks.iteration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.guidedpolicy.benchmarks.models.ArmEpisodes;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * What an iteration of learning begins with.
 *
 * @param name for the report
 * @param trajectories M of them
 * @param network the policy that made them
 * @param costs each trajectory's cost expansion
 * @param groups each trajectory's cluster, for the fits and the C-phase
 * @param settings sizes and bounds
 */
record IterationProblem(
    String name,
    List<Trajectory> trajectories,
    GaussianPolicy network,
    List<QuadraticCost> costs,
    int[] groups,
    Settings settings) {

  /**
   * @param clusters of trajectories
   * @param maxComponents of a mixture
   * @param minPointsPerComponent of a mixture
   * @param priorStrength of the regressions' prior
   * @param klPerStep bound of the C-phase
   */
  record Settings(
      int clusters,
      int maxComponents,
      int minPointsPerComponent,
      double priorStrength,
      double klPerStep) {}

  /** The recording named by the system property {@code iteration}, or a synthetic problem. */
  static IterationProblem chosen() throws IOException {
    String path = System.getProperty("iteration", "");
    return path.isEmpty() ? synthetic() : RecordedIteration.read(Path.of(path)).problem();
  }

  /** 40 episodes of a seven-joint arm, T 100, dX 26, dU 7. */
  static IterationProblem synthetic() {
    int M = 40;
    Settings settings = new Settings(4, 50, 40, 1.0, 2.0);
    ArmEpisodes arm = new ArmEpisodes(7, 100);
    List<Trajectory> trajectories = arm.episodes(M, 7);
    int[] positions = IntStream.range(14, 20).toArray();
    double[] gains = new double[7];
    Arrays.fill(gains, 1e-3);
    CostFunction cost =
        CostFunction.sum(
            ActionCost.quadratic(gains), DistanceCost.toTarget(positions, new double[6]).l2(10));
    return new IterationProblem(
        "synthetic",
        trajectories,
        arm.policy(),
        trajectories.stream().map(t -> CostExpansion.around(t, cost)).toList(),
        IntStream.range(0, M).map(m -> m % settings.clusters()).toArray(),
        settings);
  }
}
