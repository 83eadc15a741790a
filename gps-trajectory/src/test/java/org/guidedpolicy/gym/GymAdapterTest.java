package org.guidedpolicy.gym;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.guidedpolicy.check.EnvironmentChecks;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.cost.RewardFunction;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;

class GymAdapterTest {
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(2, 1)
          .horizon(40)
          .timeStep(0.1)
          .actionLimits(new double[] {-1}, new double[] {1})
          .build();

  private static final RewardFunction REWARD = (t, T, x, u) -> -x[0] * x[0] - 0.1 * u[0] * u[0];

  /** When a step is paid: by the state before or after it. */
  private enum Pays {
    BEFORE,
    AFTER
  }

  /** Terminates at |p| > edge and pays a fine for it, truncates after so many steps. */
  private static final class Mass implements GymEnvironment {
    private final Pays pays;
    private final double edge;
    private final double fine;
    private final int limit;
    private double p;
    private double v;
    private int t;
    private boolean closed;

    Mass(Pays pays, double edge, double fine, int limit) {
      this.pays = pays;
      this.edge = edge;
      this.fine = fine;
      this.limit = limit;
    }

    @Override
    public double[] reset(long seed) {
      p = new Random(seed).nextDouble();
      v = 0;
      t = 0;
      return new double[] {p, v};
    }

    @Override
    public Step step(double[] action) {
      double before = p;
      v += 0.3 * action[0];
      p += 0.3 * v;
      double of = pays == Pays.BEFORE ? before : p;
      boolean out = Math.abs(p) > edge;
      double reward = -of * of - 0.1 * action[0] * action[0] - (out ? fine : 0);
      return new Step(new double[] {p, v}, reward, out, ++t == limit);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void anEpisodeGoesThroughAndEndsWhereItIsTerminatedOrTruncated() {
    Mass gym = new Mass(Pays.BEFORE, 1e9, 0, 3);
    try (GymAdapter adapter = GymAdapter.of(gym, SPEC)) {
      long seed = new SplittableRandom(7).nextLong();
      TimeStep first = adapter.reset(new SplittableRandom(7));
      assertArrayEquals(new Mass(Pays.BEFORE, 1, 0, 3).reset(seed), first.state());
      assertArrayEquals(first.state(), first.observation());
      assertFalse(adapter.step(new double[] {1}).ended());
      assertFalse(adapter.step(new double[] {1}).ended());
      TimeStep last = adapter.step(new double[] {1});
      assertTrue(last.ended(), "truncated");
      assertEquals(gym.p, last.state()[0]);
      assertFalse(gym.closed);
    }
    assertTrue(gym.closed);
    try (GymAdapter adapter = GymAdapter.of(new Mass(Pays.BEFORE, 0.0, 0, 9), SPEC)) {
      adapter.reset(new SplittableRandom(7));
      assertTrue(adapter.step(new double[] {1}).ended(), "terminated");
    }
  }

  @Test
  void theUsualChecksTakeIt() {
    for (Finding finding :
        EnvironmentChecks.check(() -> GymAdapter.of(new Mass(Pays.BEFORE, 1.5, 0, 40), SPEC))) {
      assertEquals(Finding.Severity.NOTE, finding.severity(), finding.toString());
    }
  }

  @Test
  void aStateThatIsNotObservedIsRefused() {
    EnvironmentSpec hidden = EnvironmentSpec.builder(2, 1).observation(1).horizon(3).build();
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> GymAdapter.of(new Mass(Pays.BEFORE, 1, 0, 3), hidden))
            .getMessage()
            .startsWith("what a GymEnvironment observes is the state, but the spec has 2 state"));
  }

  private static List<Finding> found(Pays pays, double fine, RewardFunction reward) {
    return RewardCheck.check(() -> new Mass(pays, 1.5, fine, 40), SPEC, reward);
  }

  @Test
  void aRewardThatIsWhatIsPaidIsFoundRightWhetherOfTheStateBeforeOrAfter() {
    assertEquals(List.of(), found(Pays.BEFORE, 0, REWARD));
    assertEquals(List.of(), found(Pays.AFTER, 0, REWARD));
  }

  @Test
  void aRewardThatIsNotWhatIsPaidIsToldWithBothNumbers() {
    List<Finding> findings = found(Pays.BEFORE, 0, (t, T, x, u) -> -x[0] * x[0]);
    assertEquals(1, findings.size());
    assertEquals(Finding.Severity.WARNING, findings.get(0).severity());
    assertTrue(
        findings
            .get(0)
            .message()
            .matches(
                "the reward function is not what the environment pays: in episode \\d at step \\d+"
                    + " it says -\\S+ of the state before the action, and step paid -.*"),
        findings.get(0).message());
    assertEquals(
        Finding.Severity.WARNING,
        found(Pays.BEFORE, 0, (t, T, x, u) -> Double.NaN).get(0).severity());
  }

  @Test
  void aFineForTheEndIsPointedOut() {
    List<Finding> findings = found(Pays.BEFORE, 100, REWARD);
    assertEquals(1, findings.size());
    assertEquals(Finding.Severity.NOTE, findings.get(0).severity());
    assertTrue(findings.get(0).message().contains("withAfterEnd"), findings.get(0).message());
  }
}
