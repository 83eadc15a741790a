package org.guidedpolicy.rollout;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import org.guidedpolicy.environment.Environment;
import org.jspecify.annotations.Nullable;

/**
 * The environments that a factory has made, which must all be different objects. Keeps none of them
 * alive. Thread-safe.
 */
public final class FactoryInstances {
  private final String remedy;
  private final Set<Identity> made = new HashSet<>();
  private final ReferenceQueue<Environment> gone = new ReferenceQueue<>();

  /**
   * @param remedy what to write instead, after "a factory must make a new one every time;"
   */
  public FactoryInstances(String remedy) {
    this.remedy = remedy;
  }

  /** An environment's identity, which outlives it. */
  private static final class Identity extends WeakReference<Environment> {
    private final int hash;

    private Identity(Environment environment, ReferenceQueue<Environment> gone) {
      super(environment, gone);
      this.hash = System.identityHashCode(environment);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      Environment mine = get();
      return mine != null && other instanceof Identity that && mine == that.get();
    }
  }

  /**
   * The environment, which the factory has just made.
   *
   * @throws IllegalArgumentException if the factory has made it before
   */
  public synchronized Environment distinct(Environment environment) {
    for (Reference<?> old = gone.poll(); old != null; old = gone.poll()) {
      made.remove(old);
    }
    if (!made.add(new Identity(environment, gone))) {
      throw refused();
    }
    return environment;
  }

  /** To be thrown for an environment that is in use elsewhere. */
  public IllegalArgumentException refused() {
    return new IllegalArgumentException(
        "the environment factory returned the same object twice; a factory must make a new one"
            + " every time; "
            + remedy);
  }
}
