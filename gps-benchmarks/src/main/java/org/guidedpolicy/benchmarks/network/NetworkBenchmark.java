package org.guidedpolicy.benchmarks.network;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.guidedpolicy.dynamics.DynamicsLearner;
import org.guidedpolicy.dynamics.DynamicsOptions;
import org.guidedpolicy.dynamics.LearnedDynamics;
import org.guidedpolicy.network.Adam;
import org.guidedpolicy.network.NetworkShape;
import org.guidedpolicy.network.Nonlinearity;
import org.guidedpolicy.network.Parameters;
import org.guidedpolicy.network.Passes;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
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

/**
 * A training step of a (dX+dU)-64-64-dX network on a batch of 64, in both precisions, and what
 * dynamics of two such networks take for a step and its derivatives.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkBenchmark {
  private static final int BATCH = 64;

  /** dX x dU x T: the paper's reacher and peg insertion. */
  @Param({"18x3x100", "26x7x100"})
  public String size = "";

  private Training<float[]> single;
  private Training<double[]> twice;
  private LearnedDynamics dynamics;
  private double[] x;
  private double[] u;
  private double[] next;
  private double[] fx;
  private double[] fu;

  @Setup
  public void prepare() {
    String[] sizes = size.split("x");
    int dX = Integer.parseInt(sizes[0]);
    int dU = Integer.parseInt(sizes[1]);
    int T = Integer.parseInt(sizes[2]);
    RandomGenerator random = new SplittableRandom(7);
    NetworkShape shape =
        NetworkShape.of(dX + dU, new int[] {64, 64}, Nonlinearity.RATIONAL_TANH, dX);
    Parameters<float[]> theta = Parameters.singlePrecision(shape);
    theta.initialize(random, 1);
    single = new Training<>(theta, floats(random, dX + dU), floats(random, dX));
    twice = new Training<>(theta.toDoublePrecision(), rows(random, dX + dU), rows(random, dX));
    dynamics = learned(dX, dU, T, random);
    x = normals(random, dX);
    u = normals(random, dU);
    next = new double[dX];
    fx = new double[dX * dX];
    fu = new double[dX * dU];
  }

  private static LearnedDynamics learned(int dX, int dU, int T, RandomGenerator random) {
    double[] states = normals(random, (T + 1) * dX);
    DynamicsLearner learner =
        new DynamicsLearner(dX, dU, DynamicsOptions.defaults().with(o -> o.firstSteps = 10));
    learner.add(
        List.of(new Trajectory(T, states, normals(random, T * dU), Arrays.copyOf(states, T * dX))));
    try (WorkPool pool = WorkPool.of(1)) {
      return learner.fit(1, pool);
    }
  }

  private static double[] normals(RandomGenerator random, int count) {
    return random.doubles(count).map(ignored -> random.nextGaussian()).toArray();
  }

  private static double[][] rows(RandomGenerator random, int length) {
    double[][] rows = new double[BATCH][];
    Arrays.setAll(rows, b -> normals(random, length));
    return rows;
  }

  private static float[][] floats(RandomGenerator random, int length) {
    float[][] rows = new float[BATCH][length];
    for (float[] row : rows) {
      for (int j = 0; j < length; j++) {
        row[j] = (float) random.nextGaussian();
      }
    }
    return rows;
  }

  @Benchmark
  public Object trainingStep() {
    return single.step();
  }

  @Benchmark
  public Object trainingStepInDoublePrecision() {
    return twice.step();
  }

  @Benchmark
  public double[] learnedStep() {
    dynamics.next(x, u, next);
    return next;
  }

  @Benchmark
  public double[] learnedLinearization() {
    dynamics.linearize(x, u, fx, fu);
    return fx;
  }

  /** Forward, backward, Adam; the gradient of the outputs stays the same. */
  private static final class Training<A> {
    private final Parameters<A> theta;
    private final Parameters<A> gradient;
    private final Passes<A> passes;
    private final Adam<A> adam;
    private final A[] inputs;
    private final A[] dy;

    Training(Parameters<A> theta, A[] inputs, A[] dy) {
      this.theta = theta;
      this.gradient = theta.zeros();
      this.passes = new Passes<>(theta, BATCH);
      this.adam = new Adam<>(theta);
      this.inputs = inputs;
      this.dy = dy;
    }

    /** At a rate of next to nothing, so that every call finds the same network. */
    A[] step() {
      gradient.clear();
      A[] y = passes.forward(inputs, BATCH);
      passes.backward(dy, gradient);
      adam.step(theta, gradient, 1e-20);
      return y;
    }
  }
}
