package org.guidedpolicy.training;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.PolicyFile;
import org.guidedpolicy.policy.PolicyFileException;

/**
 * All that the iterations still to come depend on, apart from the code that the user gives again.
 * Seeds depend on the run's seed, the iteration and the use alone, so no generator is in it.
 *
 * @param header what is stored as JSON
 * @param policy the last iteration's, in the trainer's form
 * @param bestPolicy the one whose own episodes cost least; empty before there is one
 * @param learner what it wrote
 */
record TrainingState(Header header, byte[] policy, Optional<byte[]> bestPolicy, byte[] learner) {

  /**
   * @param options of the run
   * @param environment the spec's settings
   * @param policyTrainer its factory's description
   * @param best of the best policy; present exactly if there is one
   * @param history a report for each iteration
   */
  record Header(
      TrainingOptions options,
      JsonNode environment,
      String policyTrainer,
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

  /** The policy, if it is stored as its own file would store it. */
  Policy defaultPolicy(Path file) {
    try {
      return PolicyFile.parse(file, policy);
    } catch (PolicyFileException e) {
      throw new IllegalStateException(
          file + " has a policy that only its own trainer can read: " + e.getMessage(), e);
    }
  }
}
