package org.guidedpolicy.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.safety.AttendedEnvironment;
import org.guidedpolicy.safety.DeadlineEnvironment;
import org.guidedpolicy.safety.Deadlines;

/**
 * Runs episodes in this process: in parallel on instances of a factory, or in turn on one
 * environment.
 *
 * <p>Actions are clipped to the spec's limits before they are executed, and the executed action is
 * recorded. After a failure an environment of a factory is replaced. Before a robot that a person
 * attends moves, its controller acts for nobody until Java has compiled it. One call at a time.
 */
public final class LocalEpisodes implements EpisodeRunner {
  private final EnvironmentSource environments;
  private final WorkPool pool;
  private final Optional<Function<EnvironmentSpec, ControllerFactory>> initial;
  private final Optional<Environment> robot;
  private final StopSignal stop;
  private final Consumer<String> waiting;

  /** Held while the sink is told. */
  private final Object telling = new Object();

  private boolean closed;

  private LocalEpisodes(
      EnvironmentSource environments,
      WorkPool pool,
      Optional<Function<EnvironmentSpec, ControllerFactory>> initial,
      Optional<Environment> robot,
      StopSignal stop,
      Consumer<String> waiting) {
    this.environments = environments;
    this.pool = pool;
    this.initial = initial;
    this.robot = robot;
    this.stop = stop;
    this.waiting = waiting;
  }

  private static LocalEpisodes on(EnvironmentSource environments, WorkPool pool) {
    return new LocalEpisodes(
        environments, pool, Optional.empty(), Optional.empty(), new StopSignal(), question -> {});
  }

  private static LocalEpisodes onRobot(EnvironmentSource environments, Environment robot) {
    return new LocalEpisodes(
        environments,
        WorkPool.of(1),
        Optional.empty(),
        Optional.of(robot),
        new StopSignal(),
        question -> {});
  }

  /**
   * One environment for each thread, made when first needed and closed with this runner. The first
   * is made at once, because its spec is needed.
   */
  public static LocalEpisodes parallel(Supplier<? extends Environment> factory, WorkPool pool) {
    return parallel(factory, pool, Deadlines.none());
  }

  /**
   * As {@link #parallel(Supplier, WorkPool)}, with deadlines: an episode that misses one fails, and
   * its environment is replaced. The thread of an environment that hangs and ignores an interrupt
   * is lost with it, until the call returns.
   */
  public static LocalEpisodes parallel(
      Supplier<? extends Environment> factory, WorkPool pool, Deadlines deadlines) {
    FactoryInstances instances =
        new FactoryInstances(
            "hand over the one environment itself, builder(robot, cost) and not builder(() -> robot,"
                + " cost), and episodes run on it in turn");
    return on(
        TrainingEnvironments.madeBy(
            () -> guarded(instances.distinct(EnvironmentSource.made(factory.get())), deadlines)),
        pool);
  }

  /**
   * All episodes in turn on one environment, which the caller closes; held-out episodes too, which
   * start like others wherever a robot is.
   */
  public static LocalEpisodes inTurn(Environment environment) {
    return inTurn(environment, Deadlines.none());
  }

  /**
   * All episodes in turn on one environment, which the caller closes, with deadlines: an episode
   * that misses one fails; if the environment hangs for more than a second after that, every
   * further episode fails too.
   */
  public static LocalEpisodes inTurn(Environment environment, Deadlines deadlines) {
    if (!deadlines.any()) {
      return onRobot(TrainingEnvironments.single(environment, lent -> {}), environment);
    }
    DeadlineEnvironment guarded = new DeadlineEnvironment(environment, deadlines);
    return onRobot(TrainingEnvironments.single(guarded, lent -> guarded.release()), environment);
  }

  /** All episodes in turn on one environment, which is closed with this runner. */
  public static LocalEpisodes owning(Environment environment, Deadlines deadlines) {
    return onRobot(
        TrainingEnvironments.single(guarded(environment, deadlines), EnvironmentSource::close),
        environment);
  }

  /**
   * Runs {@link Starts.HeldOut} alone.
   *
   * @param environments makes the environment of the i-th test episode, which is closed after it;
   *     its {@code reset} may ignore its generator and start wherever test i starts
   * @param deadlines an episode that misses one fails
   */
  public static LocalEpisodes heldOut(
      IntFunction<? extends Environment> environments, WorkPool pool, Deadlines deadlines) {
    return on(
        new TestEnvironments(
            i -> guarded(EnvironmentSource.made(environments.apply(i)), deadlines)),
        pool);
  }

  private static Environment guarded(Environment environment, Deadlines deadlines) {
    return deadlines.any() ? new DeadlineEnvironment(environment, deadlines) : environment;
  }

  /**
   * A runner on the same environments that knows the controllers of {@link Behaviour.Initial}. Of
   * the two, close one.
   *
   * @param controllers for the spec, for instance {@code initialController::controllers}
   */
  public LocalEpisodes withInitial(Function<EnvironmentSpec, ControllerFactory> controllers) {
    return new LocalEpisodes(environments, pool, Optional.of(controllers), robot, stop, waiting);
  }

  /** A runner on the same environments that heeds a signal to stop. Of the two, close one. */
  public LocalEpisodes withStop(StopSignal signal) {
    LocalEpisodes heeding = new LocalEpisodes(environments, pool, initial, robot, signal, waiting);
    signal.attach(heeding);
    return heeding;
  }

  /**
   * A runner on the same environments that tells of every wait for an operator. Of the two, close
   * one.
   *
   * @param told receives what the operator has to confirm, before the wait, on a thread that runs
   *     episodes
   */
  public LocalEpisodes withWaiting(Consumer<String> told) {
    return new LocalEpisodes(environments, pool, initial, robot, stop, told);
  }

  /** The one environment that all episodes run on in turn; empty where a factory makes them. */
  public Optional<Environment> robot() {
    return robot;
  }

  @Override
  public StopSignal stopSignal() {
    return stop;
  }

  @Override
  public boolean uses(Environment environment) {
    if (robot.isPresent()) {
      return robot.get() == environment;
    }
    List<Environment> open = new ArrayList<>();
    environments.forEachOpen(open::add);
    return open.stream().anyMatch(one -> DeadlineEnvironment.inside(one) == environment);
  }

  /** Stops robots that can be stopped by any thread. */
  void stopEnvironments() {
    forEachAttended(robot -> robot.stopNow("stopNow was called"));
  }

  /** Ends waits for an operator. */
  void stopWaiting() {
    forEachAttended(AttendedEnvironment::stopWaiting);
  }

  private void forEachAttended(Consumer<AttendedEnvironment> told) {
    environments.forEachOpen(
        open -> {
          if (DeadlineEnvironment.inside(open) instanceof AttendedEnvironment attended) {
            told.accept(attended);
          }
        });
  }

  @Override
  public EnvironmentSpec spec() {
    return environments.spec();
  }

  @Override
  public int conditions() {
    return environments.conditions();
  }

  @Override
  public void run(EpisodeOrder order, int[] episodes, EpisodeSink sink) {
    if (closed) {
      throw new IllegalStateException("this runner of episodes is closed");
    }
    environments.require(order.starts());
    IntFunction<ControllerFactory> controllers = Controllers.of(order, spec(), initial);
    rehearse(order, episodes, controllers);
    AtomicInteger notBegun = new AtomicInteger();
    pool.forEach(
        episodes.length,
        i -> {
          if (stop.isCancelled()) {
            notBegun.incrementAndGet();
          } else if (wantsMore(sink)) {
            attempt(order, episodes[i], controllers.apply(episodes[i]), sink);
          }
        });
    if (notBegun.get() > 0) {
      throw new CancellationException(
          "cancelled before " + notBegun + " of " + episodes.length + " episodes");
    }
  }

  /** Before a real robot moves; not with controllers of unknown kind, which may have effects. */
  private void rehearse(
      EpisodeOrder order, int[] episodes, IntFunction<ControllerFactory> controllers) {
    boolean real =
        robot.filter(r -> DeadlineEnvironment.inside(r) instanceof AttendedEnvironment).isPresent();
    if (real && episodes.length > 0 && !(order.behaviour() instanceof Behaviour.Local)) {
      Rehearsal.of(spec(), controllers.apply(episodes[0]));
    }
  }

  private boolean wantsMore(EpisodeSink sink) {
    synchronized (telling) {
      return sink.wantsMore();
    }
  }

  private void attempt(
      EpisodeOrder order, int episode, ControllerFactory controllers, EpisodeSink sink) {
    Trajectory trajectory;
    try {
      trajectory = trajectory(order, episode, controllers);
    } catch (EpisodeException e) {
      synchronized (telling) {
        sink.failed(e);
      }
      return;
    }
    synchronized (telling) {
      sink.done(episode, trajectory);
    }
  }

  private Trajectory trajectory(EpisodeOrder order, int episode, ControllerFactory controllers) {
    EnvironmentSource.Lent lent = environments.borrow(episode);
    boolean sound = false;
    try {
      awaitOperator(lent.environment());
      Trajectory trajectory =
          new Episode(
                  episode,
                  lent.spec(),
                  lent.environment(),
                  order.starts(),
                  controllers,
                  order.random(episode),
                  stop)
              .run();
      sound = true;
      return trajectory;
    } finally {
      environments.giveBack(lent.environment(), sound);
    }
  }

  private void awaitOperator(Environment lent) {
    if (DeadlineEnvironment.inside(lent) instanceof AttendedEnvironment attended) {
      attended.question().ifPresent(waiting);
      attended.awaitOperator();
    }
  }

  /** Closes the environments that are this runner's own; what one of them throws is logged. */
  @Override
  public void close() {
    closed = true;
    stop.detach(this);
    environments.close();
  }
}
