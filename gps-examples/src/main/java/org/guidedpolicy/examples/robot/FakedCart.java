package org.guidedpolicy.examples.robot;

import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.safety.RobotPort;

/**
 * Stands for a robot that exists once: a cart of 1 kg on a rail with a clock of its own, noisy
 * sensors, and a controller that brakes by itself when three periods bring no command. State, all
 * of it observed: position m, velocity m/s. Action: force N. In your program the driver of your
 * robot takes its place.
 *
 * <p>Commanded by one thread at a time.
 */
public final class FakedCart implements Environment, RobotPort {
  private static final double NOISE = 2e-4;
  private static final int PATIENCE = 3;

  private final EnvironmentSpec spec;
  private final long period;
  private final Thread clock;
  private final SplittableRandom random = new SplittableRandom(1);
  private volatile boolean on = true;
  private double p = 0.5;
  private double v;
  private double force;
  private int silent;
  private long ticks;

  /**
   * @param period of its clock; 20 ms like a robot's, less in a hurry
   */
  public FakedCart(Duration period) {
    this.period = period.toNanos();
    this.spec =
        EnvironmentSpec.builder(2, 1)
            .horizon(50)
            .timeStep(0.02)
            .actionLimits(new double[] {-20}, new double[] {20})
            .actuated(new int[] {0}, new int[] {1})
            .stateNames("position", "velocity")
            .actionNames("force")
            .build();
    this.clock = new Thread(this::tick, "cart");
    clock.setDaemon(true);
    clock.start();
  }

  private void tick() {
    long next = System.nanoTime();
    while (on) {
      synchronized (this) {
        double u = silent++ < PATIENCE ? force : -10 * v;
        v += spec.timeStep() * (u - v);
        p += spec.timeStep() * v;
        ticks++;
        notifyAll();
      }
      next = Math.max(next + period, System.nanoTime() - period);
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  /** Somebody pushes it somewhere. */
  @Override
  public synchronized TimeStep reset(RandomGenerator ignored) {
    force = 0;
    p = random.nextDouble(-1, 1);
    v = 0;
    return seen();
  }

  @Override
  public synchronized TimeStep step(double[] action) {
    command(action[0]);
    for (long now = ticks; ticks == now; ) {
      awaitTick();
    }
    return seen();
  }

  private void awaitTick() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the cart moves", e);
    }
  }

  private void command(double u) {
    force = u;
    silent = 0;
  }

  private TimeStep seen() {
    return TimeStep.fullyObserved(
        p + NOISE * random.nextGaussian(), v + NOISE * random.nextGaussian());
  }

  @Override
  public synchronized Optional<TimeStep> sensors() {
    return Optional.of(seen());
  }

  @Override
  public synchronized void abort() {
    command(0);
  }

  @Override
  public synchronized void read(double[] observation) {
    System.arraycopy(seen().observation(), 0, observation, 0, observation.length);
  }

  @Override
  public synchronized void send(double[] action) {
    command(action[0]);
  }

  @Override
  public synchronized void stop() {
    command(0);
  }

  @Override
  public void close() {
    on = false;
  }
}
