package org.guidedpolicy.benchmarks.policy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.ejml.dense.row.CommonOps_DDRM;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
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
import org.openjdk.jmh.annotations.Warmup;

/** One action of a dX-42-42-dU policy of rectified linear units. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {
  private static final int HIDDEN = 42;

  /** dX x dU x T: the paper's reacher and peg insertion. */
  @Param({"18x3x100", "26x7x100"})
  public String size = "";

  private MlpPolicy policy;
  private double[] observation;
  private double[] action;

  @Setup
  public void prepare() {
    String[] sizes = size.split("x");
    int dO = Integer.parseInt(sizes[0]);
    int dU = Integer.parseInt(sizes[1]);
    RandomGenerator random = new SplittableRandom(7);
    double[] ones = new double[dO];
    Arrays.fill(ones, 1);
    policy =
        MlpPolicy.of(
            new double[dO],
            ones,
            List.of(
                layer(dO, HIDDEN, Activation.RELU, random),
                layer(HIDDEN, HIDDEN, Activation.RELU, random),
                layer(HIDDEN, dU, Activation.IDENTITY, random)),
            CommonOps_DDRM.identity(dU).data);
    observation = normals(random, dO);
    action = new double[dU];
  }

  private static MlpPolicy.Layer layer(
      int inputs, int outputs, Activation activation, RandomGenerator random) {
    return new MlpPolicy.Layer(
        inputs, outputs, activation, normals(random, inputs * outputs), normals(random, outputs));
  }

  private static double[] normals(RandomGenerator random, int count) {
    return random.doubles(count).map(ignored -> random.nextGaussian()).toArray();
  }

  @Benchmark
  public double[] action() {
    policy.action(observation, action);
    return action;
  }
}
