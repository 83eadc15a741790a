package org.guidedpolicy.supervised;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.PolicyFile;
import org.guidedpolicy.policy.PolicyFileException;

/**
 * Fits a parametric policy to targets, continuing from where its last fit ended. One thread at a
 * time; its randomness comes from the seed it was made with.
 */
public interface PolicyTrainer extends AutoCloseable {

  /**
   * @param policy the fitted policy
   * @param lossBefore the loss on these targets before the fit
   * @param lossAfter and after it
   * @param steps optimizer steps taken
   */
  record Fit(GaussianPolicy policy, double lossBefore, double lossAfter, int steps) {}

  /**
   * Waits until it can fit. A training calls this before its first episode, so that no robot is
   * moved for a network that cannot be trained; by default there is nothing to wait for.
   *
   * @throws IllegalStateException if it will never be able to fit; says why
   */
  default void prepare() {}

  /**
   * @param targets points to imitate
   * @param covariance the policy's covariance, dU x dU
   */
  Fit fit(SupervisedTargets targets, double[] covariance);

  /**
   * All that the next fits depend on (weights, the optimizer's memory, random numbers, input
   * standardization), so that a trainer made with the same dimensions and options and given this to
   * {@link #restore} continues bit for bit as this one would. In the trainer's own format, without
   * Java serialization.
   *
   * @throws UnsupportedOperationException if this kind of trainer cannot be stored
   */
  default byte[] state() {
    throw new UnsupportedOperationException(
        getClass().getName() + " cannot be stored: it does not implement state()");
  }

  /**
   * Goes back to a {@link #state}.
   *
   * @throws IllegalArgumentException if the bytes are damaged or belong to a trainer of other
   *     dimensions or options; this trainer is then unchanged
   * @throws UnsupportedOperationException if this kind of trainer cannot be stored
   */
  default void restore(byte[] state) {
    throw new UnsupportedOperationException(
        getClass().getName() + " cannot be restored: it does not implement restore(byte[])");
  }

  /**
   * A policy that {@link #fit} made, for {@link #policy}; by default an {@link MlpPolicy} in the
   * form of its file.
   *
   * @throws UnsupportedOperationException if this kind of policy cannot be stored
   */
  default byte[] policyBytes(GaussianPolicy policy) {
    if (policy instanceof MlpPolicy mlp) {
      try {
        return PolicyFile.bytes(mlp);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    throw new UnsupportedOperationException(
        policy.getClass().getName()
            + " cannot be stored: only MlpPolicy can; for another kind of policy, "
            + getClass().getName()
            + " must implement policyBytes and policy");
  }

  /**
   * The policy of {@link #policyBytes}, equal bit by bit.
   *
   * @throws IllegalArgumentException if the bytes are damaged
   */
  default GaussianPolicy policy(byte[] bytes) {
    try {
      return PolicyFile.parse(Path.of("policy"), bytes);
    } catch (PolicyFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  default void close() {}
}
