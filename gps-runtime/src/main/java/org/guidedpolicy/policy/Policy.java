package org.guidedpolicy.policy;

import java.io.IOException;
import java.nio.file.Path;
import org.guidedpolicy.environment.Observation;

/** A control policy: an observation in, an action out. Thread-safe. */
public interface Policy {
  /** dO, entries of an observation. */
  int observationDimension();

  /** dU, entries of an action. */
  int actionDimension();

  /**
   * The noise-free action.
   *
   * <p>In a control loop: an implementation throws for arrays of a wrong length and for nothing
   * else. What it makes of an observation that is not finite, or far from any it was trained on,
   * may be anything, NaN included. {@code GuardedPolicy} and {@code SafeEnvironment} of the package
   * environment ensure that only finite actions within the limits reach a robot.
   *
   * @param observation dO entries
   * @param actionOut receives dU entries
   * @throws IllegalArgumentException if an array has another length
   */
  void action(double[] observation, double[] actionOut);

  /**
   * The noise-free action at an observation of any kind.
   *
   * @param observation whose vector has dO entries
   * @param actionOut receives dU entries
   * @throws IllegalArgumentException if an array has another length
   */
  default void action(Observation observation, double[] actionOut) {
    action(observation.vector(), actionOut);
  }

  /**
   * Writes this policy to a file that {@link #load} reads on any machine, without a neural library.
   * The file appears whole or not at all: an existing one is replaced in one step.
   *
   * @throws UnsupportedOperationException if this kind of policy has no file form
   * @throws IOException if the file cannot be written; an existing file is then unchanged
   */
  default void save(Path file) throws IOException {
    throw new UnsupportedOperationException(
        getClass().getName()
            + " has no file form; org.guidedpolicy.policy.MlpPolicy has one, other policies must"
            + " implement save themselves");
  }

  /**
   * Reads a policy that {@link #save} wrote.
   *
   * @throws PolicyFileException if the file is no policy, is damaged, or is of a newer format
   * @throws IOException if the file cannot be read
   */
  static Policy load(Path file) throws IOException {
    return PolicyFile.read(file);
  }
}
