package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

/** What the steps cost that an episode left out. */
class EarlyEndCostTest {
  private static final int T = 6;
  private static final int L = 2;

  /** Ended in (5, -1) after two steps. */
  private static final Trajectory EPISODE =
      new Trajectory(
          T,
          L,
          new double[] {1, 2, 3, 4, 5, -1, 5, -1, 5, -1, 5, -1, 5, -1},
          new double[] {0.5, -0.5, 0.25, 0.25, 0.25, 0.25},
          new double[] {1, 2, 3, 3, 3, 3});

  private static final CostFunction COST =
      CostFunction.sum(
          DistanceCost.toTarget(new int[] {0, 1}, 1, 1).ramp(CostRamp.linear()),
          ActionCost.quadratic(2),
          (t, horizon, x, u) -> 0.1 * Math.sin(x[0]) * x[1] * (t + u[0]));

  /** The sum over the left out steps for an episode that had ended in this state. */
  private static double rest(CostFunction cost, double[] x) {
    return IntStream.range(L, T).mapToDouble(t -> cost.value(t, T, x, new double[] {0.25})).sum();
  }

  private static double at(QuadraticCost q, int t, double[] x, double[] u) {
    double[] z = {x[0], x[1], u[0]};
    double value = q.constant(t);
    for (int i = 0; i < 3; i++) {
      value += q.gradient(t)[i] * z[i];
      for (int j = 0; j < 3; j++) {
        value += 0.5 * z[i] * q.hessian(t).get(i, j) * z[j];
      }
    }
    return value;
  }

  @Test
  void aRobotThatEndedPaysForStayingWhereItIs() {
    double[] x = EPISODE.state(L);
    double[] perStep = CostExpansion.perStep(EPISODE, COST);
    for (int t = L; t < T; t++) {
      assertEquals(COST.value(t, T, x, new double[] {0.25}), perStep[t], 1e-12);
    }
  }

  @Test
  void theRestIsChargedWhereTheEpisodeEndedAndNowhereElse() {
    QuadraticCost q = CostExpansion.around(EPISODE, COST);
    double[] x = EPISODE.state(L);
    double h = 1e-4;
    assertEquals(rest(COST, x), at(q, L, x, new double[] {0.25}), 1e-9);
    for (int i = 0; i < 2; i++) {
      double[] plus = x.clone();
      double[] minus = x.clone();
      plus[i] += h;
      minus[i] -= h;
      double slope = (rest(COST, plus) - rest(COST, minus)) / (2 * h);
      double bend = (rest(COST, plus) - 2 * rest(COST, x) + rest(COST, minus)) / (h * h);
      double expandedSlope =
          (at(q, L, plus, new double[] {9}) - at(q, L, minus, new double[] {9})) / (2 * h);
      assertEquals(slope, expandedSlope, 1e-5 * Math.abs(slope));
      assertEquals(bend, q.hessian(L).get(i, i), 1e-3 * Math.abs(bend));
    }
    assertEquals(
        at(q, L, x, new double[] {0}), at(q, L, x, new double[] {9}), 0, "no action can follow");
    for (int t = L + 1; t < T; t++) {
      assertEquals(0, at(q, t, new double[] {7, 7}, new double[] {7}), 0);
    }
    assertEquals(
        COST.value(1, T, EPISODE.state(1), EPISODE.action(1)),
        at(q, 1, EPISODE.state(1), EPISODE.action(1)),
        1e-9,
        "steps that were run cost what they cost");
  }

  @Test
  void anotherRuleForTheRestReachesThroughSumsWeightsAndRamps() {
    CostFunction fallen = (t, horizon, x, u) -> x[1] < 0 ? 10 + x[0] : 0;
    CostFunction cost =
        CostFunction.sum(
            COST.withAfterEnd(fallen).times(2),
            COST.withAfterEnd((t, horizon, x, u) -> 100).withAfterEnd(fallen),
            CostFunction.reward((t, horizon, x, u) -> 7));
    assertArrayEquals(
        new double[] {45, 45, 45, 45},
        IntStream.range(L, T).mapToDouble(t -> CostExpansion.perStep(EPISODE, cost)[t]).toArray(),
        1e-12);
    CostFunction ramped = COST.withAfterEnd(fallen).ramped(CostRamp.linear());
    assertEquals(15 * 0.5, CostExpansion.perStep(EPISODE, ramped)[L], 1e-12);
    assertEquals(
        3 * COST.value(0, T, EPISODE.state(0), EPISODE.action(0)) - 7,
        CostExpansion.perStep(EPISODE, cost)[0],
        1e-12,
        "steps that were run cost what they cost");
    assertEquals(
        0,
        cost.withPartialDerivatives().afterEnd().value(0, T, new double[] {1, 1}, new double[1]));
  }

  @Test
  void anEpisodeThatIsWholeCostsWhatItDidWhateverTheRuleForTheRest() {
    Trajectory whole =
        new Trajectory(T, EPISODE.states(), EPISODE.actions(), EPISODE.observations());
    CostFunction cost = COST.withAfterEnd((t, horizon, x, u) -> 1e9);
    assertArrayEquals(CostExpansion.perStep(whole, COST), CostExpansion.perStep(whole, cost), 0.0);
    QuadraticCost one = CostExpansion.around(whole, COST);
    QuadraticCost other = CostExpansion.around(whole, cost);
    for (int t = 0; t < T; t++) {
      assertArrayEquals(one.gradient(t), other.gradient(t), 0.0);
    }
  }

  @Test
  void finiteDifferencesTakeTheirStepsFromExecutedStepsAlone() {
    Trajectory stub =
        new Trajectory(
            2, new double[] {1, 2, 3, 4, 5, -1}, new double[] {0.5, -0.5}, new double[2]);
    DataScales of = DataScales.of(java.util.List.of(stub));
    DataScales same = DataScales.of(java.util.List.of(EPISODE));
    for (int i = 0; i < 3; i++) {
      assertEquals(of.scale(i), same.scale(i), 0);
    }
  }
}
