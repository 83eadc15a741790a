package org.guidedpolicy.benchmarks.trajopt;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** An iteration of iLQR on the robots of the examples, part by part; needs MuJoCo. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SweepBenchmark {
  static final Path MODELS =
      Path.of(
          System.getProperty(
              "models", "gps-examples/src/main/resources/org/guidedpolicy/examples/locomotion"));

  @Param({"swimmer", "hopper", "walker", "humanoid"})
  public String robot = "";

  @Param({"1", "2"})
  public int threads;

  private Sweep sweep;

  static int substeps(String robot) {
    return robot.equals("swimmer") ? 1 : 2;
  }

  @Setup
  public void prepare() {
    sweep = new Sweep(MODELS.resolve(robot + ".xml"), substeps(robot), threads);
  }

  @TearDown
  public void close() {
    sweep.close();
  }

  @Benchmark
  public double rollout() {
    return sweep.rollout();
  }

  @Benchmark
  public void derivatives() {
    sweep.derivatives();
  }

  @Benchmark
  public void ownDerivatives() {
    sweep.ownDerivatives();
  }

  @Benchmark
  public boolean backwardPass() {
    return sweep.backwardPass();
  }
}
