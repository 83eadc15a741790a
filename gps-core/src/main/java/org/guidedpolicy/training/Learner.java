package org.guidedpolicy.training;

import java.util.List;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * One run of an {@link Algorithm}: makes one iteration after the other. One thread calls it.
 *
 * <p>What an iteration does follows from the run's options, the iterations before it and the seeds
 * of {@link Seeds} alone, so that a learner that is given the {@link #write written} state of
 * another makes the same iterations bit by bit.
 */
public interface Learner extends AutoCloseable {

  /**
   * Makes the next iteration.
   *
   * @param progress the iterations that are done
   * @param phases runs the iteration's phases: it measures them, and between two of them training
   *     may be cancelled
   * @throws java.util.concurrent.CancellationException if training is cancelled
   * @throws TrainingException if training cannot continue
   */
  Iteration next(TrainingProgress progress, PhaseRunner phases);

  /**
   * Writes what the next iterations depend on beside the last policy; also before the first
   * iteration.
   *
   * @throws UnsupportedOperationException if this run cannot be stored
   */
  void write(BinaryOutput out);

  /**
   * Takes over what another learner wrote after its last iteration.
   *
   * @param done finished iterations
   * @throws FormatException if it is damaged
   * @throws IllegalArgumentException if it does not fit this run
   */
  void read(BinaryInput in, int done) throws FormatException;

  /**
   * The trajectories of the last finished iteration, if what is {@link #write written} has them;
   * else none. Whoever resumes learns from them whether the cost is the same.
   */
  default List<Trajectory> lastTrajectories() {
    return List.of();
  }

  /** A policy of an {@link Iteration} as bytes, for {@link #policy}. */
  byte[] policyBytes(Policy policy);

  /**
   * The policy of {@link #policyBytes}, equal bit by bit.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  Policy policy(byte[] bytes);

  /**
   * An iteration's results, which count once all its phases are done.
   *
   * @param policy what was learned
   * @param episodes how many training episodes were run; recorded ones do not count
   * @param meanCost mean over the iteration's trajectories of the cost, summed over steps
   * @param figures the algorithm's own, the most telling group first
   */
  record Iteration(Policy policy, int episodes, double meanCost, List<Figure> figures) {}

  @Override
  default void close() {}
}
