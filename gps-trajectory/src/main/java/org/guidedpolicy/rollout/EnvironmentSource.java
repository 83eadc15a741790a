package org.guidedpolicy.rollout;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lends environments to episodes that run in this process. Thread-safe. */
interface EnvironmentSource {

  /**
   * An environment that one episode may use.
   *
   * @param spec its own
   */
  record Lent(Environment environment, EnvironmentSpec spec) {}

  EnvironmentSpec spec();

  /** To how many conditions an environment can be reset. */
  int conditions();

  /**
   * @throws UnsupportedOperationException if episodes cannot start so here
   * @throws IllegalArgumentException if there are not so many conditions
   */
  void require(Starts starts);

  Lent borrow(int episode);

  /**
   * @param sound whether the episode was finished; after a failure the environment's inner state is
   *     in doubt
   */
  void giveBack(Environment environment, boolean sound);

  /** Tells every environment that is open. */
  void forEachOpen(Consumer<Environment> told);

  void close();

  static EnvironmentSpec specOf(Environment environment) {
    return Objects.requireNonNull(environment.spec(), "Environment.spec() returned null");
  }

  static Environment made(@Nullable Environment environment) {
    return Objects.requireNonNull(environment, "the environment factory returned null");
  }

  /** What has been learned must not be lost because something does not close. */
  static void close(Environment environment) {
    try {
      environment.close();
    } catch (RuntimeException | Error e) {
      Logger log = LoggerFactory.getLogger(LocalEpisodes.class);
      log.warn(
          "an environment failed to close; what it holds may stay taken until this process ends",
          e);
    }
  }
}
