package org.guidedpolicy.rollout;

import java.util.Optional;
import java.util.function.IntFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;

/** A new environment for each held-out episode, closed after it. */
final class TestEnvironments implements EnvironmentSource {
  private final IntFunction<? extends Environment> environments;

  /** The environment of episode 0, if it was made for its spec and not used yet. */
  private Optional<Environment> first = Optional.empty();

  TestEnvironments(IntFunction<? extends Environment> environments) {
    this.environments = environments;
  }

  @Override
  public synchronized EnvironmentSpec spec() {
    if (first.isEmpty()) {
      first = Optional.of(make(0));
    }
    return EnvironmentSource.specOf(first.get());
  }

  @Override
  public int conditions() {
    return 0;
  }

  @Override
  public void require(Starts starts) {
    if (!(starts instanceof Starts.HeldOut)) {
      throw new UnsupportedOperationException(
          "test environments run held-out episodes alone, not " + starts);
    }
  }

  @Override
  public Lent borrow(int episode) {
    Environment environment = episode == 0 ? takeFirst() : make(episode);
    return new Lent(environment, EnvironmentSource.specOf(environment));
  }

  private synchronized Environment takeFirst() {
    Environment taken = first.isPresent() ? first.get() : make(0);
    first = Optional.empty();
    return taken;
  }

  private Environment make(int episode) {
    return EnvironmentSource.made(environments.apply(episode));
  }

  @Override
  public void giveBack(Environment environment, boolean sound) {
    EnvironmentSource.close(environment);
  }

  @Override
  public synchronized void close() {
    first.ifPresent(EnvironmentSource::close);
    first = Optional.empty();
  }
}
