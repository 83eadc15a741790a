package org.guidedpolicy.cluster;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Groups trajectories by how they move: hard expectation maximization over models of whole
 * trajectories, each cluster with its own initial states, dynamics and linearized policy. [RF, Sec.
 * III and Alg. 2].
 *
 * <p>Of all groupings seen, over iterations and starts, the most likely one is returned. A cluster
 * left with fewer than two trajectories gets random ones. Immutable and thread-safe.
 */
public final class TrajectoryEm implements TrajectoryClusterer {
  private static final Logger LOG = LoggerFactory.getLogger(TrajectoryEm.class);

  /** A cluster with fewer members is re-seeded. */
  private static final int MIN_MEMBERS = 2;

  private final Options options;

  /** Clusters with these options. */
  public TrajectoryEm(Options options) {
    this.options = options;
  }

  /** How the first run starts; every further run starts at random. */
  public enum Start {
    /** A random assignment to clusters of equal size, [RF, Alg. 2 line 3]. */
    RANDOM,
    /** k-means on the first states. */
    K_MEANS
  }

  /**
   * @param start of the first run
   * @param starts how many runs, of which the most likely result is returned; at least 1
   * @param maxIterations limit for each run, at least 1
   * @param leaveOneOut whether a trajectory is scored in its own cluster by a model fitted without
   *     it: a fit to few trajectories explains them too well to ever let one go.
   */
  public record Options(Start start, int starts, int maxIterations, boolean leaveOneOut) {
    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public Options {
      Objects.requireNonNull(start, "start");
      Require.atLeast("starts", starts, 1);
      Require.atLeast("maxIterations", maxIterations, 1);
    }

    private Options(Draft d) {
      this(d.start, d.starts, d.maxIterations, d.leaveOneOut);
    }

    /** Three runs of at most 10 iterations, the first from k-means, with leave-one-out scores. */
    public static Options defaults() {
      return new Options(new Draft());
    }

    /** These options with some changed: {@code options.with(o -> o.starts = 1)}. */
    public Options with(Consumer<Draft> change) {
      Draft draft = new Draft();
      draft.start = start;
      draft.starts = starts;
      draft.maxIterations = maxIterations;
      draft.leaveOneOut = leaveOneOut;
      change.accept(draft);
      return new Options(draft);
    }

    /** Options that are being changed; checked together at the end. One thread. */
    public static final class Draft {
      public Start start = Start.K_MEANS; // of the first run
      public int starts = 3; // runs, of which the most likely result is returned
      public int maxIterations = 10; // limit for each run
      public boolean leaveOneOut = true; // scored without the trajectory itself
    }
  }

  @Override
  public Clustering cluster(ClusteringProblem problem, RandomGenerator random) {
    Clustering best = run(problem, firstAssignment(problem, random), random);
    for (int start = 1; start < options.starts(); start++) {
      Clustering other = run(problem, randomAssignment(problem, random), random);
      best = other.logLikelihood() > best.logLikelihood() ? other : best;
    }
    LOG.debug(
        "clusters of {} trajectories after {} iterations, log-likelihood {}, {} re-seeded",
        best.sizes(),
        best.iterations(),
        best.logLikelihood(),
        best.reseeded());
    return best;
  }

  private Clustering run(ClusteringProblem problem, int[] start, RandomGenerator random) {
    int[] assignment = start.clone();
    int reseeded = refill(assignment, problem.usableClusters(), random);
    Partition now = Partition.fit(problem, assignment, options.leaveOneOut());
    Partition best = now;
    int iterations = 0;
    boolean changed = true;
    while (changed && iterations < options.maxIterations()) {
      iterations++;
      assignment = now.reassigned();
      changed = !now.isAssignedAs(assignment);
      if (changed) {
        reseeded += refill(assignment, problem.usableClusters(), random);
        now = Partition.fit(problem, assignment, options.leaveOneOut());
        best = now.logLikelihood() > best.logLikelihood() ? now : best;
      }
    }
    return best.clustering(iterations, reseeded);
  }

  private int[] firstAssignment(ClusteringProblem problem, RandomGenerator random) {
    return switch (options.start()) {
      case RANDOM -> randomAssignment(problem, random);
      case K_MEANS ->
          InitialStateKMeans.assign(problem.trajectories(), problem.usableClusters(), random);
    };
  }

  private static int[] randomAssignment(ClusteringProblem problem, RandomGenerator random) {
    int[] assignment =
        IntStream.range(0, problem.trajectories().size())
            .map(m -> m % problem.usableClusters())
            .toArray();
    for (int i = assignment.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = assignment[i];
      assignment[i] = assignment[j];
      assignment[j] = swapped;
    }
    return assignment;
  }

  /**
   * Fills clusters that are nearly empty with random trajectories of clusters that can spare one.
   *
   * @return how many clusters were filled
   */
  private static int refill(int[] assignment, int clusters, RandomGenerator random) {
    int min = Math.min(MIN_MEMBERS, assignment.length / clusters);
    int[] sizes = new int[clusters];
    Arrays.stream(assignment).forEach(k -> sizes[k]++);
    int filled = 0;
    for (int k = 0; k < clusters; k++) {
      filled += sizes[k] < min ? 1 : 0;
      while (sizes[k] < min) {
        int[] spare =
            IntStream.range(0, assignment.length).filter(m -> sizes[assignment[m]] > min).toArray();
        int m = spare[random.nextInt(spare.length)];
        sizes[assignment[m]]--;
        assignment[m] = k;
        sizes[k]++;
      }
    }
    return filled;
  }
}
