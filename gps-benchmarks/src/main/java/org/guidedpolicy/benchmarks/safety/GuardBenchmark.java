package org.guidedpolicy.benchmarks.safety;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.safety.GuardedPolicy;
import org.guidedpolicy.safety.SafeEnvironment;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of a robot of 26 state entries and 7 actions that does nothing: bare, behind all guards
 * that call it on the caller's thread, and behind a deadline, which needs a thread of its own. The
 * difference is what the guards add; {@code -prof gc} shows what they allocate.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GuardBenchmark {
  private static final int DX = 26;
  private static final int DU = 7;

  private final Still still = new Still();
  private final double[] action = new double[DU];
  private final double[] limited = new double[DU];
  private final SafeEnvironment guarded = guards().build();
  private final SafeEnvironment withDeadline = guards().stepDeadline(Duration.ofSeconds(5)).build();
  private final GuardedPolicy policy = GuardedPolicy.of(new Constant(), still.spec());

  @Setup
  public void prepare() {
    guarded.reset(new SplittableRandom(1));
    withDeadline.reset(new SplittableRandom(1));
    Arrays.fill(action, 0.3);
  }

  /** A limit of the state, an end, a limit of the change, a command that must come in time. */
  private SafeEnvironment.Builder guards() {
    return SafeEnvironment.builder(still)
        .stopWhen("joint limit", report -> Math.abs(report.state()[0]) > 1)
        .endWhen(report -> report.state()[1] > 1)
        .commandDeadline(Duration.ofSeconds(5));
  }

  @TearDown
  public void close() {
    guarded.close();
    withDeadline.close();
  }

  @Benchmark
  public TimeStep bare() {
    return still.step(action);
  }

  @Benchmark
  public TimeStep guarded() {
    return guarded.step(action);
  }

  @Benchmark
  public TimeStep guardedWithStepDeadline() {
    return withDeadline.step(action);
  }

  @Benchmark
  public boolean guardedPolicy() {
    return policy.action(still.report.observation(), limited);
  }

  private record Constant() implements Policy {
    @Override
    public int observationDimension() {
      return DX;
    }

    @Override
    public int actionDimension() {
      return DU;
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      Arrays.fill(actionOut, 0.3);
    }
  }

  private static final class Still implements Environment {
    private final EnvironmentSpec spec;
    private final TimeStep report = new TimeStep(new double[DX], new double[DX]);

    Still() {
      double[] lower = new double[DU];
      double[] upper = new double[DU];
      double[] slew = new double[DU];
      Arrays.fill(lower, -1);
      Arrays.fill(upper, 1);
      Arrays.fill(slew, 100);
      spec =
          EnvironmentSpec.builder(DX, DU)
              .horizon(Integer.MAX_VALUE)
              .timeStep(0.01)
              .actionLimits(lower, upper)
              .slewLimits(slew)
              .build();
    }

    @Override
    public EnvironmentSpec spec() {
      return spec;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      return report;
    }

    @Override
    public TimeStep step(double[] sent) {
      return report;
    }
  }
}
