package org.guidedpolicy.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.safety.DeadlineEnvironment;
import org.guidedpolicy.safety.Deadlines;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs episodes, in parallel on instances of a factory or in turn on one. Episode m draws its start
 * and its exploration noise from generators that depend on the seed and m alone, so the result is
 * the same for any number of threads.
 *
 * <p>Actions are clipped to the spec's limits before they are executed, and the executed action is
 * recorded. One call at a time.
 */
public final class RolloutCollector implements AutoCloseable {

  /**
   * What a collection brought.
   *
   * @param trajectories one for each episode that was finished, in order
   * @param failures the attempts that failed and were repeated, in order of attempt and episode; of
   *     {@link #collectOnce}, those that were not
   * @param dropped the failures of the episodes that were left out in the end
   */
  public record Rollouts(
      List<Trajectory> trajectories,
      List<EpisodeException> failures,
      List<EpisodeException> dropped) {
    public Rollouts {
      trajectories = List.copyOf(trajectories);
      failures = List.copyOf(failures);
      dropped = List.copyOf(dropped);
    }

    /** With no episode left out. */
    public Rollouts(List<Trajectory> trajectories, List<EpisodeException> failures) {
      this(trajectories, failures, List.of());
    }
  }

  private static final Logger log = LoggerFactory.getLogger(RolloutCollector.class);

  private final @Nullable Supplier<? extends Environment> factory;
  private final Consumer<Environment> disposal;
  private final WorkPool pool;
  private final EnvironmentSpec spec;
  private final Deque<Environment> idle = new ArrayDeque<>();
  private volatile EpisodeObserver observer = (episode, trajectory) -> {};
  private boolean closed;

  private RolloutCollector(
      @Nullable Supplier<? extends Environment> factory,
      Consumer<Environment> disposal,
      WorkPool pool,
      Environment first) {
    this.factory = factory;
    this.disposal = disposal;
    this.pool = pool;
    this.spec = Objects.requireNonNull(first.spec(), "Environment.spec() returned null");
    this.idle.push(first);
  }

  /**
   * One environment for each thread, made when first needed and closed with this collector. The
   * first is made at once, because its spec is needed.
   */
  public static RolloutCollector parallel(Supplier<? extends Environment> factory, WorkPool pool) {
    return parallel(factory, pool, Deadlines.none());
  }

  /**
   * As {@link #parallel(Supplier, WorkPool)}, with deadlines: an episode that misses one fails, and
   * its environment is replaced. The thread of an environment that hangs and ignores an interrupt
   * is lost with it, until the call returns.
   */
  public static RolloutCollector parallel(
      Supplier<? extends Environment> factory, WorkPool pool, Deadlines deadlines) {
    Supplier<Environment> guarded =
        deadlines.any()
            ? () -> new DeadlineEnvironment(make(factory), deadlines)
            : () -> make(factory);
    return new RolloutCollector(guarded, RolloutCollector::close, pool, guarded.get());
  }

  /** All episodes in turn on one environment, which the caller closes. */
  public static RolloutCollector inTurn(Environment environment) {
    return inTurn(environment, Deadlines.none());
  }

  /**
   * All episodes in turn on one environment, which the caller closes, with deadlines: an episode
   * that misses one fails; if the environment hangs for more than a second after that, every
   * further episode fails too.
   */
  public static RolloutCollector inTurn(Environment environment, Deadlines deadlines) {
    if (!deadlines.any()) {
      return new RolloutCollector(null, lent -> {}, WorkPool.of(1), environment);
    }
    DeadlineEnvironment guarded = new DeadlineEnvironment(environment, deadlines);
    return new RolloutCollector(null, lent -> guarded.release(), WorkPool.of(1), guarded);
  }

  /** All episodes in turn on one environment, which is closed with the collector. */
  public static RolloutCollector owning(Environment environment, Deadlines deadlines) {
    Environment guarded =
        deadlines.any() ? new DeadlineEnvironment(environment, deadlines) : environment;
    return new RolloutCollector(null, RolloutCollector::close, WorkPool.of(1), guarded);
  }

  private static Environment make(Supplier<? extends Environment> factory) {
    return Objects.requireNonNull(factory.get(), "the environment factory returned null");
  }

  /** That of all its environments. */
  public EnvironmentSpec spec() {
    return spec;
  }

  /** Has every episode from now on told to this observer alone. */
  public void observe(EpisodeObserver value) {
    this.observer = value;
  }

  /**
   * Runs episodes.
   *
   * @param episodes how many
   * @param controllers makes each episode's controller
   * @param seed source of all randomness of these episodes
   * @throws EpisodeException if an episode fails: what, in which episode, at which step
   */
  public List<Trajectory> collect(int episodes, ControllerFactory controllers, long seed) {
    return collect(episodes, controllers, seed, 0).trajectories();
  }

  /**
   * Runs episodes and repeats those that fail, each time with new randomness.
   *
   * @param allowedFailures how many attempts may fail in total
   * @throws EpisodeException if more attempts fail: the first one too many
   */
  public Rollouts collect(
      int episodes, ControllerFactory controllers, long seed, int allowedFailures) {
    return collect(episodes, controllers, seed, allowedFailures, 0);
  }

  /**
   * Runs episodes, repeats those that fail, each time with new randomness, and leaves out what
   * still fails when no more may be repeated.
   *
   * @param allowedFailures how many attempts may fail in total and are repeated
   * @param allowedDrops how many episodes may be left out after that
   * @throws EpisodeException if more attempts fail: the first one too many
   */
  public Rollouts collect(
      int episodes,
      ControllerFactory controllers,
      long seed,
      int allowedFailures,
      int allowedDrops) {
    requireOpen();
    requireNotNegative("episodes", episodes);
    requireNotNegative("allowedFailures", allowedFailures);
    requireNotNegative("allowedDrops", allowedDrops);
    SplittableRandom[] random = generators(episodes, seed);
    @Nullable Trajectory[] done = new Trajectory[episodes];
    List<EpisodeException> repeated = new ArrayList<>();
    List<EpisodeException> dropped = new ArrayList<>();
    int[] todo = missing(done);
    while (todo.length > 0) {
      int repeatable = allowedFailures - repeated.size();
      int allowed = repeatable + allowedDrops - dropped.size();
      List<EpisodeException> failed = attempt(todo, random, controllers, done, allowed);
      List<EpisodeException> again = failed.subList(0, Math.min(repeatable, failed.size()));
      repeated.addAll(again);
      dropped.addAll(failed.subList(again.size(), failed.size()));
      todo = again.stream().mapToInt(EpisodeException::episode).toArray();
    }
    return new Rollouts(present(done), repeated, dropped);
  }

  private static List<Trajectory> present(@Nullable Trajectory[] done) {
    return Arrays.stream(done).filter(Objects::nonNull).<Trajectory>map(t -> t).toList();
  }

  /**
   * Runs episodes, each once; those that fail are left out. For tests of a policy, where a failed
   * episode is a result.
   *
   * @param episodes how many
   * @param controllers makes each episode's controller
   * @param seed source of all randomness of these episodes; starts are those of {@link #collect}
   */
  public Rollouts collectOnce(int episodes, ControllerFactory controllers, long seed) {
    requireOpen();
    requireNotNegative("episodes", episodes);
    SplittableRandom[] random = generators(episodes, seed);
    @Nullable Trajectory[] done = new Trajectory[episodes];
    int[] all = missing(done);
    List<EpisodeException> failures = attempt(all, random, controllers, done, episodes);
    return new Rollouts(present(done), failures);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this RolloutCollector is closed");
    }
  }

  private static SplittableRandom[] generators(int episodes, long seed) {
    SplittableRandom root = new SplittableRandom(seed);
    SplittableRandom[] random = new SplittableRandom[episodes];
    Arrays.setAll(random, m -> root.split());
    return random;
  }

  /** One attempt at each episode in todo; returns the failures, at most {@code allowed} of them. */
  private List<EpisodeException> attempt(
      int[] todo,
      SplittableRandom[] random,
      ControllerFactory controllers,
      @Nullable Trajectory[] done,
      int allowed) {
    @Nullable EpisodeException[] failed = new EpisodeException[todo.length];
    AtomicInteger count = new AtomicInteger();
    EpisodeException oneTooMany = null;
    try {
      pool.forEach(
          todo.length,
          i -> {
            int m = todo[i];
            try {
              done[m] = episode(m, controllers, random[m]);
            } catch (EpisodeException e) {
              failed[i] = e;
              if (count.incrementAndGet() > allowed) {
                throw e;
              }
            }
          });
    } catch (EpisodeException e) {
      oneTooMany = e;
    }
    List<EpisodeException> failures =
        Arrays.stream(failed).filter(Objects::nonNull).<EpisodeException>map(e -> e).toList();
    if (oneTooMany != null) {
      // Which failure overran the count depends on timing; the one after the allowed ones does not.
      throw failures.get(allowed);
    }
    return failures;
  }

  private Trajectory episode(int m, ControllerFactory controllers, SplittableRandom random) {
    Environment environment = borrow();
    boolean sound = false;
    try {
      Trajectory result = new Episode(m, spec, environment, controllers, random).run();
      sound = true;
      observer.finished(m, result);
      return result;
    } finally {
      giveBack(environment, sound);
    }
  }

  private Environment borrow() {
    synchronized (idle) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    if (factory == null) {
      throw new IllegalStateException("one environment cannot run two episodes at once");
    }
    Environment made = make(factory);
    if (!spec.equals(made.spec())) {
      EnvironmentSpec other = made.spec();
      close(made);
      throw new IllegalArgumentException(
          "the environment factory made instances with different specs: "
              + spec
              + " and "
              + other
              + "; every instance must have the same spec");
    }
    return made;
  }

  /** After a failure an environment of the factory is replaced: its inner state is in doubt. */
  private void giveBack(Environment environment, boolean sound) {
    if (sound || factory == null) {
      synchronized (idle) {
        idle.push(environment);
      }
    } else {
      close(environment);
    }
  }

  /** What has been learned must not be lost because something does not close. */
  private static void close(Environment environment) {
    try {
      environment.close();
    } catch (RuntimeException | Error e) {
      log.warn(
          "an environment failed to close; what it holds may stay taken until this process ends",
          e);
    }
  }

  /** Closes the environments that are this collector's own; what one of them throws is logged. */
  @Override
  public void close() {
    closed = true;
    synchronized (idle) {
      idle.forEach(disposal);
      idle.clear();
    }
  }

  private static int[] missing(@Nullable Trajectory[] done) {
    int[] all = new int[done.length];
    int count = 0;
    for (int m = 0; m < done.length; m++) {
      if (done[m] == null) {
        all[count++] = m;
      }
    }
    return Arrays.copyOf(all, count);
  }

  private static void requireNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative, is " + value);
    }
  }
}
