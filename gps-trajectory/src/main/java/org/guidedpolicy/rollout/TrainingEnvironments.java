package org.guidedpolicy.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;

/** Environments that are used again for one episode after another: a factory's, or a single one. */
final class TrainingEnvironments implements EnvironmentSource {
  private final Optional<Supplier<? extends Environment>> factory;
  private final Consumer<Environment> disposal;
  private final EnvironmentSpec spec;
  private final int conditions;
  private final Deque<Environment> idle = new ArrayDeque<>();

  /** Those lent at the moment. */
  private final List<Environment> lent = new ArrayList<>();

  private TrainingEnvironments(
      Optional<Supplier<? extends Environment>> factory,
      Consumer<Environment> disposal,
      Environment first) {
    this.factory = factory;
    this.disposal = disposal;
    this.spec = EnvironmentSource.specOf(first);
    this.conditions = ResettableEnvironment.conditionsOf(first);
    this.idle.push(first);
  }

  /** The first is made at once, because its spec is needed; all are closed in the end. */
  static TrainingEnvironments madeBy(Supplier<? extends Environment> factory) {
    return new TrainingEnvironments(
        Optional.of(factory), EnvironmentSource::close, EnvironmentSource.made(factory.get()));
  }

  /** One alone, of which the disposal disposes in the end. */
  static TrainingEnvironments single(Environment environment, Consumer<Environment> disposal) {
    return new TrainingEnvironments(Optional.empty(), disposal, environment);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public int conditions() {
    return conditions;
  }

  @Override
  public void require(Starts starts) {
    if (starts instanceof Starts.HeldOut && factory.isPresent()) {
      throw new UnsupportedOperationException(
          "these environments have no held-out starts; run test episodes on LocalEpisodes.heldOut");
    }
    if (starts instanceof Starts.Conditions wanted) {
      ResettableEnvironment.requireConditions(conditions, wanted.conditions());
    }
  }

  @Override
  public Lent borrow(int episode) {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        lent.add(idle.peek());
        return new Lent(idle.pop(), spec);
      }
    }
    Environment another = another();
    synchronized (idle) {
      lent.add(another);
    }
    return new Lent(another, spec);
  }

  private Environment another() {
    Supplier<? extends Environment> make =
        factory.orElseThrow(
            () -> new IllegalStateException("one environment cannot run two episodes at once"));
    Environment made = EnvironmentSource.made(make.get());
    if (!spec.equals(made.spec())) {
      EnvironmentSpec other = made.spec();
      EnvironmentSource.close(made);
      throw new IllegalArgumentException(
          "the environment factory made instances with different specs: "
              + spec
              + " and "
              + other
              + "; every instance must have the same spec");
    }
    return made;
  }

  /** After a failure an environment of the factory is replaced. */
  @Override
  public void giveBack(Environment environment, boolean sound) {
    synchronized (idle) {
      lent.removeIf(one -> one == environment);
      if (sound || factory.isEmpty()) {
        idle.push(environment);
        return;
      }
    }
    EnvironmentSource.close(environment);
  }

  @Override
  public void forEachOpen(Consumer<Environment> told) {
    List<Environment> open = new ArrayList<>();
    synchronized (idle) {
      open.addAll(lent);
      open.addAll(idle);
    }
    open.forEach(told);
  }

  @Override
  public void close() {
    synchronized (idle) {
      idle.forEach(disposal);
      idle.clear();
    }
  }
}
