package org.guidedpolicy.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.guidedpolicy.fit.DynamicsFitter;
import org.guidedpolicy.fit.InitialStateFitter;
import org.guidedpolicy.fit.PolicyLinearizer;
import org.guidedpolicy.fit.Tuples;
import org.guidedpolicy.mixture.GaussianMixture;
import org.guidedpolicy.mixture.GaussianMixtureFitter;
import org.guidedpolicy.mixture.MixturePrior;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;

/** What must not matter to mixtures, fits and clusters, on data of any size. */
class SymmetryPropertiesTest {
  private static final int TRIES = 40;
  private static final int T = 6;

  /** Units up to ten powers of ten apart: an entry 1e-12 as large as another counts as constant. */
  private static final int WIDEST = 17;

  private static final double[] ONE = {1};
  private static final WorkPool POOL = WorkPool.of(1);

  /** Powers of two, so that even rounding is the same. */
  @Property(tries = TRIES)
  void mixturesInOtherUnitsAreTheSameToTheLastBit(
      @ForAll long seed,
      @ForAll @IntRange(min = 20, max = 200) int n,
      @ForAll @IntRange(min = 1, max = 7) int d,
      @ForAll @IntRange(min = 1, max = WIDEST) int largestExponent) {
    double[] unit = units(new SplittableRandom(seed), d, largestExponent);
    double[] points = normals(new SplittableRandom(seed), n * d);
    double[] inUnits = points.clone();
    Arrays.setAll(inUnits, i -> unit[i % d] * points[i]);
    GaussianMixture expected = mixture(points, d).mixture();
    GaussianMixture actual = mixture(inUnits, d).mixture();
    assertArrayEquals(expected.masses(), actual.masses());
    double[] means = expected.means();
    Arrays.setAll(means, i -> unit[i % d] * means[i]);
    assertArrayEquals(means, actual.means());
    double[] covariances = expected.covariances();
    Arrays.setAll(covariances, i -> unit[i / d % d] * unit[i % d] * covariances[i]);
    assertArrayEquals(covariances, actual.covariances());
  }

  @Property(tries = TRIES)
  void clustersAndTheirModelsInOtherUnitsAreTheSame(
      @ForAll long seed,
      @ForAll @IntRange(min = 4, max = 12) int M,
      @ForAll @IntRange(min = 1, max = 4) int dX,
      @ForAll @IntRange(min = 1, max = 2) int dU,
      @ForAll @IntRange(min = 1, max = WIDEST) int largestExponent) {
    double[] unit = units(new SplittableRandom(seed), dX + dU, largestExponent);
    double[] ones = new double[dX + dU];
    Arrays.fill(ones, 1);
    Clustering expected = clustering(episodes(seed, M, dX, dU, ones), policy(seed, ones, dX), seed);
    Clustering actual = clustering(episodes(seed, M, dX, dU, unit), policy(seed, unit, dX), seed);
    assertArrayEquals(expected.assignment(), actual.assignment());
    double[] x = Arrays.copyOf(unit, dX);
    double[] u = Arrays.copyOfRange(unit, dX, dX + dU);
    for (int k = 0; k < expected.models().size(); k++) {
      ClusterModel e = expected.models().get(k);
      ClusterModel a = actual.models().get(k);
      assertScaled(x, ONE, e.initial().mean(), a.initial().mean());
      for (int t = 0; t < T - 1; t++) {
        assertScaled(x, ONE, e.dynamics().offset(t), a.dynamics().offset(t));
        assertScaled(x, unit, e.dynamics().jacobian(t).data, a.dynamics().jacobian(t).data);
      }
      for (int t = 0; t < T; t++) {
        assertScaled(u, ONE, e.policy().offset(t), a.policy().offset(t));
        assertScaled(u, x, e.policy().gain(t).data, a.policy().gain(t).data);
      }
    }
  }

  /** Entry ij of a matrix in units of rows / columns. */
  private static void assertScaled(
      double[] rows, double[] columns, double[] expected, double[] actual) {
    for (int i = 0; i < expected.length; i++) {
      double unit = rows[i / columns.length] / columns[i % columns.length];
      assertEquals(expected[i], actual[i] / unit, 1e-9 * (1 + Math.abs(expected[i])));
    }
  }

  @Property(tries = TRIES)
  void fitsDoNotDependOnTheOrderInWhichMembersAreNamed(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 9) int M,
      @ForAll @IntRange(min = 1, max = 4) int dX) {
    double[] ones = new double[dX + 1];
    Arrays.fill(ones, 1);
    ClusteringProblem problem =
        problem(episodes(seed, M, dX, 1, ones), policy(seed, ones, dX), identity(M), 1);
    int[] order = shuffled(new SplittableRandom(seed), M);
    assertSame(problem.fit().fit(identity(M)), problem.fit().fit(order), 0);
  }

  /** The prior stays; only the list that is fitted to is in another order. */
  @Property(tries = TRIES)
  void fitsDoNotDependOnTheOrderOfTrajectories(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 9) int M,
      @ForAll @IntRange(min = 1, max = 4) int dX) {
    double[] ones = new double[dX + 1];
    Arrays.fill(ones, 1);
    List<Trajectory> episodes = episodes(seed, M, dX, 1, ones);
    int[] order = shuffled(new SplittableRandom(seed), M);
    ClusterModel expected =
        problem(episodes, policy(seed, ones, dX), identity(M), 1).fit().fit(identity(M));
    ClusterModel actual =
        problem(episodes, policy(seed, ones, dX), order, 1).fit().fit(identity(M));
    assertSame(expected, actual, 1e-9);
  }

  @Property(tries = TRIES)
  void fitsDoNotDependOnTheOrderOfStateEntries(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 9) int M,
      @ForAll @IntRange(min = 2, max = 4) int dX) {
    double[] ones = new double[dX + 1];
    Arrays.fill(ones, 1);
    int[] order = shuffled(new SplittableRandom(seed), dX);
    List<Trajectory> episodes = episodes(seed, M, dX, 1, ones);
    double[] gain = gain(seed, ones, dX, 1);
    double[] reorderedGain = new double[dX];
    Arrays.setAll(reorderedGain, i -> gain[order[i]]);
    ClusterModel expected = oneComponent(episodes, new Linear(gain, 1)).fit(identity(M));
    ClusterModel actual =
        oneComponent(reordered(episodes, order), new Linear(reorderedGain, 1)).fit(identity(M));
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < dX; i++) {
        assertEquals(
            expected.policy().gain(t).get(0, order[i]), actual.policy().gain(t).get(0, i), 1e-7);
        for (int j = 0; j < dX && t < T - 1; j++) {
          assertEquals(
              expected.dynamics().jacobian(t).get(order[i], order[j]),
              actual.dynamics().jacobian(t).get(i, j),
              1e-7);
        }
      }
    }
  }

  private static void assertSame(ClusterModel expected, ClusterModel actual, double tolerance) {
    assertArrayEquals(expected.initial().mean(), actual.initial().mean(), tolerance);
    for (int t = 0; t < T; t++) {
      assertArrayEquals(expected.policy().gain(t).data, actual.policy().gain(t).data, tolerance);
      assertArrayEquals(expected.policy().offset(t), actual.policy().offset(t), tolerance);
    }
    for (int t = 0; t < T - 1; t++) {
      assertArrayEquals(
          expected.dynamics().jacobian(t).data, actual.dynamics().jacobian(t).data, tolerance);
      assertArrayEquals(expected.dynamics().offset(t), actual.dynamics().offset(t), tolerance);
      assertArrayEquals(
          expected.dynamics().covariance(t).data, actual.dynamics().covariance(t).data, tolerance);
    }
  }

  private static Clustering clustering(
      List<Trajectory> episodes, GaussianPolicy policy, long seed) {
    var options =
        TrajectoryEm.Options.defaults()
            .with(
                o -> {
                  o.starts = 2;
                  o.maxIterations = 3;
                });
    ClusteringProblem problem = problem(episodes, policy, identity(episodes.size()), 3);
    return new TrajectoryEm(options).cluster(problem, new SplittableRandom(seed));
  }

  /** The trajectories in an order, with priors of them in their own. */
  private static ClusteringProblem problem(
      List<Trajectory> episodes, GaussianPolicy policy, int[] order, int clusters) {
    int M = episodes.size();
    Trajectory first = episodes.get(0);
    int dX = first.stateDimension();
    int dU = first.actionDimension();
    MixturePrior dynamics = mixture(Tuples.transitions(episodes, M), 2 * dX + dU).prior(1);
    MixturePrior actions = mixture(Tuples.policyActions(episodes, M, policy), dX + dU).prior(1);
    List<Trajectory> inOrder = Arrays.stream(order).mapToObj(episodes::get).toList();
    return new ClusteringProblem(
        inOrder,
        clusters,
        new RegressionFit(
            InitialStateFitter.prepare(inOrder),
            DynamicsFitter.prepare(inOrder, dynamics, POOL),
            PolicyLinearizer.prepare(inOrder, policy, actions, true, POOL)),
        POOL);
  }

  /** With priors of one Gaussian, which no random start enters. */
  private static ClusterFit oneComponent(List<Trajectory> episodes, GaussianPolicy policy) {
    int M = episodes.size();
    double[] transitions = Tuples.transitions(episodes, M);
    double[] actions = Tuples.policyActions(episodes, M, policy);
    int dX = episodes.get(0).stateDimension();
    return new RegressionFit(
        InitialStateFitter.prepare(episodes),
        DynamicsFitter.prepare(episodes, gaussian(transitions, 2 * dX + 1), POOL),
        PolicyLinearizer.prepare(episodes, policy, gaussian(actions, dX + 1), true, POOL));
  }

  private static MixturePrior gaussian(double[] points, int d) {
    int n = points.length / d;
    double[] mean = new double[d];
    double[] S = new double[d * d];
    for (int i = 0; i < points.length; i++) {
      mean[i % d] += points[i] / n;
    }
    for (int p = 0; p < n; p++) {
      for (int i = 0; i < d * d; i++) {
        S[i] += (points[p * d + i / d] - mean[i / d]) * (points[p * d + i % d] - mean[i % d]) / n;
      }
    }
    for (int i = 0; i < d; i++) {
      S[i * d + i] += 1e-3;
    }
    return new MixturePrior(GaussianMixture.of(d, new double[] {1}, mean, S), n, 1);
  }

  private static GaussianMixtureFitter.Fit mixture(double[] points, int d) {
    var options = GaussianMixtureFitter.Options.of(4, 10).with(o -> o.maxIterations = 8);
    return new GaussianMixtureFitter(options)
        .fit(points, points.length / d, d, Optional.empty(), new SplittableRandom(1), POOL);
  }

  /** Episodes of a random linear system, in given units of [x; u]. */
  private static List<Trajectory> episodes(long seed, int M, int dX, int dU, double[] unit) {
    RandomGenerator random = new SplittableRandom(seed);
    double[] A = normals(random, dX * (dX + dU));
    List<Trajectory> result = new ArrayList<>();
    for (int m = 0; m < M; m++) {
      double[] x = normals(random, dX);
      double[] states = new double[(T + 1) * dX];
      double[] actions = new double[T * dU];
      for (int t = 0; t <= T; t++) {
        double[] u = normals(random, dU);
        double[] next = normals(random, dX);
        for (int i = 0; i < dX; i++) {
          states[t * dX + i] = unit[i] * x[i];
          next[i] *= 0.1;
          for (int j = 0; j < dX; j++) {
            next[i] += A[i * (dX + dU) + j] * x[j] / (2 * dX);
          }
          for (int j = 0; j < dU; j++) {
            next[i] += A[i * (dX + dU) + dX + j] * u[j];
          }
        }
        for (int j = 0; j < dU && t < T; j++) {
          actions[t * dU + j] = unit[dX + j] * u[j];
        }
        x = next;
      }
      result.add(new Trajectory(T, states, actions, Arrays.copyOf(states, T * dX)));
    }
    return result;
  }

  private static List<Trajectory> reordered(List<Trajectory> episodes, int[] order) {
    int dX = order.length;
    List<Trajectory> result = new ArrayList<>();
    for (Trajectory episode : episodes) {
      double[] states = new double[(T + 1) * dX];
      Arrays.setAll(states, i -> episode.state(i / dX, order[i % dX]));
      result.add(new Trajectory(T, states, episode.actions(), Arrays.copyOf(states, T * dX)));
    }
    return result;
  }

  private static GaussianPolicy policy(long seed, double[] unit, int dX) {
    int dU = unit.length - dX;
    double[] variance = Arrays.copyOfRange(unit, dX, dX + dU);
    return new Linear(gain(seed, unit, dX, dU), variance);
  }

  private static double[] gain(long seed, double[] unit, int dX, int dU) {
    double[] K = normals(new SplittableRandom(seed + 1), dU * dX);
    Arrays.setAll(K, i -> unit[dX + i / dX] / unit[i % dX] * K[i]);
    return K;
  }

  private record Linear(double[] gain, double... deviation) implements GaussianPolicy {
    @Override
    public int observationDimension() {
      return gain.length / deviation.length;
    }

    @Override
    public int actionDimension() {
      return deviation.length;
    }

    @Override
    public double[] covariance() {
      int dU = deviation.length;
      double[] S = new double[dU * dU];
      for (int i = 0; i < dU; i++) {
        S[i * dU + i] = 0.25 * deviation[i] * deviation[i];
      }
      return S;
    }

    @Override
    public void action(double[] observation, double[] out) {
      int dX = observation.length;
      for (int i = 0; i < out.length; i++) {
        out[i] = 0;
        for (int j = 0; j < dX; j++) {
          out[i] += gain[i * dX + j] * observation[j];
        }
      }
    }
  }

  private static double[] units(RandomGenerator random, int n, int largestExponent) {
    double[] unit = new double[n];
    Arrays.setAll(
        unit, i -> Math.scalb(1.0, random.nextInt(-largestExponent, largestExponent + 1)));
    return unit;
  }

  private static double[] normals(RandomGenerator random, int n) {
    double[] result = new double[n];
    Arrays.setAll(result, i -> random.nextGaussian());
    return result;
  }

  private static int[] identity(int n) {
    int[] result = new int[n];
    Arrays.setAll(result, i -> i);
    return result;
  }

  private static int[] shuffled(RandomGenerator random, int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
