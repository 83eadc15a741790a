package org.guidedpolicy.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class ObservationModelTest {
  private static final int T = 50;

  private static List<Trajectory> episodes(int seed, UnaryOperator<double[]> observation) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, 10)
        .mapToObj(
            m -> {
              double[] states = random.doubles((T + 1) * 3, -2, 2).toArray();
              int dO = observation.apply(new double[3]).length;
              double[] observations = new double[T * dO];
              for (int t = 0; t < T; t++) {
                double[] x = {states[3 * t], states[3 * t + 1], states[3 * t + 2]};
                System.arraycopy(observation.apply(x), 0, observations, t * dO, dO);
              }
              return new Trajectory(T, states, new double[T], observations);
            })
        .toList();
  }

  private static double[] mixed(double[] x) {
    return new double[] {x[2], Math.sin(x[0]), 300 + 40 * x[1] * x[2], x[0]};
  }

  private static ObservationModel learned(int threads) {
    try (WorkPool pool = WorkPool.of(threads)) {
      EnvironmentSpec spec =
          EnvironmentSpec.builder(3, 1).observation(4).horizon(T).angles(0).build();
      return ObservationModel.of(
          spec, episodes(1, ObservationModelTest::mixed), DynamicsOptions.defaults(), 3, pool);
    }
  }

  @Test
  void entriesOfTheStateAreCopiedExactly() {
    List<Trajectory> episodes = episodes(1, x -> new double[] {x[2], x[0]});
    ObservationModel sight = ObservationModel.copying(episodes).orElseThrow();
    double[] o = new double[2];
    double[] H = new double[6];
    sight.observe(new double[] {7, 8, 9}, o);
    sight.jacobian(new double[] {7, 8, 9}, H);
    assertArrayEquals(new double[] {9, 7}, o);
    assertArrayEquals(new double[] {0, 0, 1, 1, 0, 0}, H);
    assertEquals(0, sight.learnedEntries());
  }

  @Test
  void whatIsNoEntryOfTheStateIsNoCopy() {
    assertTrue(ObservationModel.copying(episodes(1, ObservationModelTest::mixed)).isEmpty());
  }

  @Test
  void otherEntriesAreLearned() {
    ObservationModel sight = learned(1);
    assertEquals(2, sight.learnedEntries());
    double[] o = new double[4];
    double[] square = new double[4];
    for (Trajectory unseen : episodes(2, ObservationModelTest::mixed)) {
      for (int t = 0; t < T; t++) {
        sight.observe(unseen.state(t), o);
        for (int i = 0; i < 4; i++) {
          square[i] += Math.pow(o[i] - unseen.observation(t, i), 2) / (10 * T);
        }
      }
    }
    assertEquals(0, square[0]);
    assertEquals(0, square[3]);
    assertTrue(Math.sqrt(square[1]) < 0.1, "sine: " + Math.sqrt(square[1]));
    assertTrue(Math.sqrt(square[2]) < 10, "product, of deviation 53: " + Math.sqrt(square[2]));
  }

  @Test
  void theJacobianIsThatOfWhatIsObserved() {
    ObservationModel sight = learned(1);
    double[] x = {0.3, -0.8, 1.1};
    double[] H = new double[12];
    sight.jacobian(x, H);
    double h = 1e-5;
    double[] more = new double[4];
    double[] less = new double[4];
    for (int j = 0; j < 3; j++) {
      double[] moved = x.clone();
      moved[j] += h;
      sight.observe(moved, more);
      moved[j] -= 2 * h;
      sight.observe(moved, less);
      for (int i = 0; i < 4; i++) {
        assertEquals((more[i] - less[i]) / (2 * h), H[i * 3 + j], 1e-4, i + ", " + j);
      }
    }
  }

  @Test
  void threadsChangeNothing() {
    double[] one = new double[4];
    double[] two = new double[4];
    double[] x = {0.3, -0.8, 1.1};
    learned(1).observe(x, one);
    learned(2).observe(x, two);
    assertArrayEquals(one, two);
  }

  @Test
  void wrongLengthsAreRefused() {
    ObservationModel sight =
        ObservationModel.copying(episodes(1, x -> new double[] {x[2]})).orElseThrow();
    assertThrows(IllegalArgumentException.class, () -> sight.observe(new double[2], new double[1]));
    assertThrows(
        IllegalArgumentException.class, () -> sight.jacobian(new double[3], new double[1]));
  }
}
