package org.guidedpolicy.rollout;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;

/** A new environment for each held-out episode, closed after it. */
final class TestEnvironments implements EnvironmentSource {
  private final IntFunction<? extends Environment> environments;

  /** Those lent at the moment. */
  private final Set<Environment> lent = Collections.newSetFromMap(new IdentityHashMap<>());

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
    synchronized (this) {
      lent.add(environment);
    }
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
    synchronized (this) {
      lent.remove(environment);
    }
    EnvironmentSource.close(environment);
  }

  @Override
  public void forEachOpen(Consumer<Environment> told) {
    List<Environment> open;
    synchronized (this) {
      open = List.copyOf(lent);
    }
    open.forEach(told);
  }

  @Override
  public synchronized void close() {
    first.ifPresent(EnvironmentSource::close);
    first = Optional.empty();
  }
}
