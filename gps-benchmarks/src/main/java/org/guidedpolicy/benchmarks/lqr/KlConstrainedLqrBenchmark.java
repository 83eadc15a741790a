package org.guidedpolicy.benchmarks.lqr;

import java.util.concurrent.TimeUnit;
import org.guidedpolicy.lqr.ExpectedCost;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.Passes;
import org.guidedpolicy.lqr.TrajectoryDistribution;
import org.guidedpolicy.lqr.TrajectoryLogDensity;
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

/** The work of one trajectory's local policy on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class KlConstrainedLqrBenchmark {

  /** dX x dU x T: the paper's reacher and peg insertion. */
  @Param({"18x3x100", "26x7x100"})
  public String size = "";

  private RandomProblem problem;
  private Passes passes;
  private KlConstrainedLqr solver;
  private TrajectoryDistribution distribution;
  private TrajectoryLogDensity density;
  private double[] states;
  private double[] actions;
  private double epsilonTotal;
  private double eta;

  @Setup
  public void prepare() {
    String[] sizes = size.split("x");
    int dX = Integer.parseInt(sizes[0]);
    int dU = Integer.parseInt(sizes[1]);
    int T = Integer.parseInt(sizes[2]);
    problem = RandomProblem.of(T, dX, dU, 7);
    passes = new Passes(problem.dynamics(), problem.initial(), problem.cost(), problem.reference());
    solver = new KlConstrainedLqr(T, dX, dU, KlConstrainedLqr.Options.defaults());
    epsilonTotal = T;
    eta = solve(1).eta();
    passes.backward(eta);
    distribution =
        TrajectoryDistribution.of(problem.dynamics(), problem.initial(), problem.reference());
    density = new TrajectoryLogDensity(problem.initial(), problem.reference(), problem.dynamics());
    states = new double[T * dX];
    actions = new double[T * dU];
  }

  private KlConstrainedLqr.Solution solve(double startEta) {
    return solver.solve(
        problem.dynamics(),
        problem.initial(),
        problem.cost(),
        problem.reference(),
        epsilonTotal,
        startEta);
  }

  /** The change of coordinates, once per solve. */
  @Benchmark
  public Passes relativeProblem() {
    passes.prepare();
    return passes;
  }

  @Benchmark
  public boolean backwardPass() {
    return passes.backward(eta);
  }

  @Benchmark
  public double forwardPassAndKl() {
    return passes.forward();
  }

  @Benchmark
  public KlConstrainedLqr.Solution solveFromCold() {
    return solve(1);
  }

  /** Started a factor of 2 away, as after an iteration. */
  @Benchmark
  public KlConstrainedLqr.Solution solveFromWarm() {
    return solve(2 * eta);
  }

  @Benchmark
  public double expectedCost() {
    return ExpectedCost.total(distribution, problem.cost());
  }

  @Benchmark
  public double logDensity() {
    return density.of(states, actions);
  }
}
