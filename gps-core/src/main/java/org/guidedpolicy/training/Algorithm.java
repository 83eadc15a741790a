package org.guidedpolicy.training;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.annotation.JsonTypeIdResolver;

/**
 * A way to train, with all its options: a record whose components are the options. Immutable and
 * thread-safe; equal options make equal algorithms.
 *
 * <p>{@link Algorithms} finds an algorithm by its name if a file {@code
 * META-INF/services/org.guidedpolicy.training.Algorithm} names its class, which then has a public
 * constructor without arguments for its default options. In JSON an algorithm is its options and
 * its name.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.CUSTOM, property = "name")
@JsonTypeIdResolver(Algorithms.Names.class)
public interface Algorithm {

  /** What programs and files call it: lower case, words joined by hyphens. */
  String name();

  /** What an iteration consists of, for a person: "40 episodes, 8 clusters". */
  String summary();

  /**
   * Begins a run.
   *
   * @param shop what the run works with
   * @throws TrainingException if this algorithm cannot train there; before any episode is run
   */
  Learner learner(Workshop shop);

  /**
   * Checks the options of a training that this algorithm is to run.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  default void validate(EpisodeOptions episodes) {}
}
