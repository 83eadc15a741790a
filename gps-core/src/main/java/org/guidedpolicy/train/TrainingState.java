package org.guidedpolicy.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * All that the iterations still to come depend on, apart from the code that the user gives again.
 * Seeds depend on the run's seed, the iteration and the use alone, so no generator is in it.
 *
 * @param header what is stored as JSON
 * @param policy the last iteration's, in the trainer's form
 * @param bestPolicy the one whose own episodes cost least; empty before there is one
 * @param trainer the trainer's state
 * @param trajectories of earlier iterations, the latest iteration first
 * @param targets of earlier S-phases, the latest iteration first
 */
record TrainingState(
    Header header,
    byte[] policy,
    Optional<byte[]> bestPolicy,
    byte[] trainer,
    List<List<Trajectory>> trajectories,
    List<SupervisedTargets> targets) {

  /**
   * @param options of the run
   * @param environment the spec's settings
   * @param policyTrainer its factory's description
   * @param recorded of the trajectories that the first iterations learned from
   * @param step the step-size rule's
   * @param typicalEta median dual variable of the last iteration
   * @param best of the best policy; present exactly if there is one
   * @param history a report for each iteration
   */
  record Header(
      TrainingOptions options,
      JsonNode environment,
      String policyTrainer,
      RecordedEpisodes.Identity recorded,
      StepSize.State step,
      double typicalEta,
      Optional<Best> best,
      List<IterationReport> history) {}

  /**
   * @param iteration that made the policy
   * @param cost of its own episodes
   */
  record Best(int iteration, double cost) {}

  int iteration() {
    return header.history.size();
  }

  /** The policy, read as trainers of multilayer perceptrons store it. */
  GaussianPolicy defaultPolicy(Path file) {
    try {
      return new Reader().policy(policy);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          file + " has a policy that only its own trainer can read: " + e.getMessage(), e);
    }
  }

  /** For its default form of policies. */
  private static final class Reader implements PolicyTrainer {
    @Override
    public Fit fit(SupervisedTargets targets, double[] covariance) {
      throw new UnsupportedOperationException("reads policies only");
    }
  }
}
