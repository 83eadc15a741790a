package org.guidedpolicy.benchmarks.iteration;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.nn.NetworkOptions;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole iteration, k-means beside EM included, each time in a fresh process. The problem is the
 * recording named by the system property {@code iteration}, or a synthetic one.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
public class IterationBenchmark {

  /** An iteration that nothing came before. */
  @State(Scope.Benchmark)
  public static class First {
    @Param({"1", "2"})
    public int threads;

    LearningIteration iteration;

    @Setup(Level.Trial)
    public void prepare() throws IOException {
      iteration =
          new LearningIteration(
              IterationProblem.chosen(),
              threads,
              ModelOptions.defaults().mixtureIterations(),
              NetworkOptions.defaults());
    }

    @TearDown(Level.Trial)
    public void close() {
      iteration.close();
    }
  }

  /** The iteration after it. */
  public static class Second extends First {
    @Setup(Level.Trial)
    public void runFirst() {
      iteration.run();
      iteration.prepareWarm();
    }
  }

  @Benchmark
  public Object cold(First first) {
    return first.iteration.run();
  }

  @Benchmark
  public Object warm(Second second) {
    return second.iteration.run();
  }
}
