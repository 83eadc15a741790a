package org.guidedpolicy.initial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

/** Whether a controller from demonstrations will stay near them is told before it acts. */
class DemonstrationReviewTest {
  private static final int T = 30;
  private static final double DT = 0.1;

  /** Position, velocity, target, of a mass that a motor pushes and a spring throws out. */
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(3, 1)
          .horizon(T)
          .timeStep(DT)
          .stateNames("position", "velocity", "target")
          .build();

  /** Who demonstrates. */
  private interface Demonstrator {
    double act(double[] x);
  }

  /**
   * @param push acceleration per unit of distance from 0; positive pushes away
   * @param targets how far they differ
   */
  private static List<Trajectory> demonstrations(
      int count, double push, double targets, Demonstrator demonstrator) {
    RandomGenerator random = new SplittableRandom(3);
    List<Trajectory> all = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      double[] x = {random.nextDouble(-1, 1), 0, random.nextDouble(-1, 1) * targets};
      double[] states = new double[3 * (T + 1)];
      double[] actions = new double[T];
      for (int t = 0; t < T; t++) {
        System.arraycopy(x, 0, states, 3 * t, 3);
        actions[t] = demonstrator.act(x) + 0.02 * random.nextGaussian();
        double position = x[0];
        x[0] += DT * x[1];
        x[1] += DT * (actions[t] + push * position);
      }
      System.arraycopy(x, 0, states, 3 * T, 3);
      all.add(new Trajectory(T, states, actions, java.util.Arrays.copyOf(states, 3 * T)));
    }
    return all;
  }

  private static double toZero(double[] x) {
    return -6 * x[0] - 4 * x[1];
  }

  @Test
  void aDemonstratorWhoIsLinearInTheStateRaisesNoDoubt() {
    for (int count : new int[] {5, 10, 20}) {
      List<Trajectory> all = demonstrations(count, 1, 0, DemonstrationReviewTest::toZero);
      assertEquals(List.of(), DemonstrationController.from(all).doubts(SPEC), count + " of them");
    }
  }

  @Test
  void whereItsActionsLeadAwayTheDistanceIsTold() {
    // to one side or the other of a hill by turns: no controller linear in the state does both
    int[] call = {0};
    List<Trajectory> all =
        demonstrations(
            9,
            4,
            0,
            x -> {
              int side = (call[0]++ / T) % 2 == 0 ? 1 : -1;
              return -9 * (x[0] - 2 * side) - 5 * x[1] - 8 * side;
            });
    List<String> doubts = DemonstrationController.from(all).doubts(SPEC);
    assertEquals(1, doubts.size(), doubts::toString);
    assertTrue(doubts.get(0).contains("would not stay near them"), doubts::toString);
    assertTrue(
        doubts
            .get(0)
            .matches("(?s).*lead [0-9.e+]+ away in state entry [01] \\(\\w+\\) after \\d+ steps.*"),
        doubts::toString);
    assertTrue(doubts.get(0).contains("learnFrom"), doubts::toString);
  }

  @Test
  void aTargetThatDiffersFromEpisodeToEpisodeIsNamed() {
    List<Trajectory> all =
        demonstrations(8, 0, 1, x -> -6 * (x[0] - Math.sin(3 * x[2])) - 4 * x[1]);
    List<String> doubts = DemonstrationController.from(all).doubts(SPEC);
    assertTrue(
        doubts
            .get(0)
            .startsWith("in the demonstrations state entry 2 (target) is constant in each"),
        doubts::toString);
    List<Trajectory> same = demonstrations(8, 0, 0, DemonstrationReviewTest::toZero);
    assertEquals(List.of(), DemonstrationController.from(same).doubts(SPEC));
  }

  @Test
  void oneDemonstrationCannotBeReviewedAndRaisesNoDoubt() {
    List<Trajectory> one = demonstrations(1, 1, 0, DemonstrationReviewTest::toZero);
    assertEquals(List.of(), DemonstrationController.from(one).doubts(SPEC));
  }
}
