package org.guidedpolicy.benchmarks.startup;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.nn.NeuralPolicies;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * Prints, as a table in Markdown and for a fresh process, the seconds from {@code train()} to the
 * first episode's start, to the first fit's call and to its end: the network library loads beside
 * the episodes. System property {@code episodes}, seconds that the first episodes take together,
 * default 0.
 */
public final class StartUpTimes {
  private static final int EPISODES = 10;

  private StartUpTimes() {}

  /** Moments since the call, in nanoseconds. */
  private record Moments(AtomicLong episode, AtomicLong fitCalled, AtomicLong fitDone) {}

  public static void main(String[] arguments) {
    double episodes = Double.parseDouble(System.getProperty("episodes", "0"));
    Moments moments = new Moments(new AtomicLong(), new AtomicLong(), new AtomicLong());
    ResetFreeGPS training =
        ResetFreeGPS.builder(
                new Cart(moments, (long) (1000 * episodes / EPISODES)),
                (t, horizon, x, u) -> x[0] * x[0] + 0.01 * u[0] * u[0])
            .iterations(1)
            .trajectoriesPerIteration(EPISODES)
            .clusters(1)
            .policy(watched(moments))
            .build();
    long start = System.nanoTime();
    training.train();
    System.out.println("| episodes, s | first episode | first fit called | done |");
    System.out.println("| ---: | ---: | ---: | ---: |");
    System.out.printf(
        Locale.ROOT,
        "| %.1f | %.3f | %.2f | %.2f |%n",
        episodes,
        (moments.episode.get() - start) / 1e9,
        (moments.fitCalled.get() - start) / 1e9,
        (moments.fitDone.get() - start) / 1e9);
  }

  private static PolicyTrainerFactory watched(Moments moments) {
    return (dO, dU, seed) -> {
      PolicyTrainer trainer = new NeuralPolicies().create(dO, dU, seed);
      return new PolicyTrainer() {
        @Override
        public Fit fit(SupervisedTargets targets, double[] covariance) {
          moments.fitCalled.compareAndSet(0, System.nanoTime());
          Fit fit = trainer.fit(targets, covariance);
          moments.fitDone.compareAndSet(0, System.nanoTime());
          return fit;
        }

        @Override
        public void close() {
          trainer.close();
        }
      };
    };
  }

  /** A cart whose episodes take a given time. */
  private static final class Cart implements Environment {
    private static final EnvironmentSpec SPEC =
        EnvironmentSpec.builder(2, 1)
            .horizon(50)
            .timeStep(0.05)
            .actuated(new int[] {0}, new int[] {1})
            .build();

    private final Moments moments;
    private final long milliseconds;
    private double p;
    private double v;

    Cart(Moments moments, long milliseconds) {
      this.moments = moments;
      this.milliseconds = milliseconds;
    }

    @Override
    public EnvironmentSpec spec() {
      return SPEC;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      moments.episode.compareAndSet(0, System.nanoTime());
      if (milliseconds > 0) {
        try {
          Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      p = random.nextDouble(-1, 1);
      v = 0;
      return TimeStep.fullyObserved(p, v);
    }

    @Override
    public TimeStep step(double[] action) {
      v += SPEC.timeStep() * action[0];
      p += SPEC.timeStep() * v;
      return TimeStep.fullyObserved(p, v);
    }
  }
}
