package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class CostChecksTest {
  private static final int T = 10;
  private static final List<Trajectory> EPISODES = List.of(episode(1), episode(2), episode(3));

  private static Trajectory episode(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    return new Trajectory(
        T,
        random.doubles((T + 1) * 3, -1, 1).toArray(),
        random.doubles(T * 2, -1, 1).toArray(),
        new double[T]);
  }

  /** What is added to derivatives that are right. */
  private interface Mistake {
    void add(int t, int horizon, CostDerivatives out);
  }

  /** sin(x0) u1 + x2^2. */
  private record Handwritten(Mistake mistake) implements CostFunction {
    @Override
    public double value(int t, int horizon, double[] x, double[] u) {
      return Math.sin(x[0]) * u[1] + x[2] * x[2];
    }

    @Override
    public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
      out.addValue(value(t, horizon, x, u));
      out.addGradient(0, Math.cos(x[0]) * u[1]);
      out.addGradient(2, 2 * x[2]);
      out.addGradient(4, Math.sin(x[0]));
      out.addHessian(0, 0, -Math.sin(x[0]) * u[1]);
      out.addHessian(2, 2, 2);
      out.addHessian(0, 4, Math.cos(x[0]));
      out.addHessian(4, 0, Math.cos(x[0]));
      mistake.add(t, horizon, out);
    }
  }

  @Test
  void correctCostsAreNotBlamed() {
    assertEquals(List.of(), CostChecks.check(new Handwritten((t, horizon, out) -> {}), EPISODES));
    assertEquals(List.of(), CostChecks.check((t, h, x, u) -> Math.exp(x[0] * u[0]), EPISODES));
    for (DistanceCost.Norm norm : DistanceCost.Norm.values()) {
      DistanceCost cost =
          DistanceCost.toTarget(new int[] {0, 1}, 0.1, 0.2)
              .norm(norm)
              .l1(1)
              .ramp(CostRamp.linear().finalMultiplier(10));
      assertEquals(
          List.of(),
          CostChecks.check(CostFunction.sum(cost, ActionCost.quadratic(1e-3)), EPISODES));
    }
  }

  @Test
  void aHessianThatIsMeantToBeLargerIsOnlyNoted() {
    for (HessianForm form : new HessianForm[] {HessianForm.PROJECTED, HessianForm.MAJORIZING}) {
      List<Finding> findings =
          CostChecks.check(
              DistanceCost.toTarget(new int[] {0, 1}, 0.1, 0.2)
                  .norm(DistanceCost.Norm.LOG)
                  .l1(1)
                  .hessian(form),
              EPISODES);
      assertEquals(1, findings.size());
      assertEquals(Severity.NOTE, findings.get(0).severity());
      assertEquals(Kind.COST_HESSIAN, findings.get(0).kind());
    }
  }

  @Test
  void aWrongGradientIsFoundEvenAtTheLastStepAlone() {
    CostFunction wrong =
        new Handwritten((t, horizon, out) -> out.addGradient(3, t == horizon - 1 ? 0.1 : 0));
    Finding finding = only(wrong);
    assertEquals(Kind.COST_GRADIENT, finding.kind());
    assertEquals(Severity.ERROR, finding.severity());
    assertTrue(
        finding.message().startsWith("the cost's gradient by action entry 0 is 0.1, finite"),
        finding.message());
    assertTrue(finding.message().endsWith("(episode 0, step 9)"), finding.message());
  }

  @Test
  void wrongHessiansAreFound() {
    Finding missing = only(new Handwritten((t, horizon, out) -> out.addHessian(2, 2, -1)));
    assertEquals(Severity.ERROR, missing.severity());
    assertTrue(
        missing.message().startsWith("the cost's Hessian by state entry 2 and state entry 2 is 1"),
        missing.message());
    Finding oneSided = only(new Handwritten((t, horizon, out) -> out.addHessian(1, 3, 0.5)));
    assertEquals(Kind.COST_HESSIAN, oneSided.kind());
    assertTrue(oneSided.message().contains("0.5 the other; add both"), oneSided.message());
  }

  @Test
  void aCostThatFailsIsFound() {
    assertFails("the cost fails: java.lang.ArrayIndexOutOfBoundsException", (t, h, x, u) -> x[7]);
    assertFails("the value of the cost is not finite", (t, h, x, u) -> Math.log(x[0] - 5));
    assertFails(
        "the cost changes the state or action it is given",
        (t, h, x, u) -> {
          x[0] = Math.abs(x[0]);
          return x[0];
        });
    assertFails(
        "a derivative of the cost is not finite",
        new Handwritten((t, horizon, out) -> out.addHessian(0, 1, Double.NaN)));
  }

  @Test
  void addingAnotherValueThanTheOwnIsFound() {
    Finding finding = only(new Handwritten((t, horizon, out) -> out.addValue(1)));
    assertTrue(finding.message().contains("addDerivatives adds the value"), finding.message());
  }

  @Test
  void jumpsAreFoundAndSteepCostsAreNot() {
    Finding wall = only((t, h, x, u) -> x[0] * x[0] + (x[0] > 0.5 ? 1e9 : 0));
    assertEquals(Kind.COST_JUMPS, wall.kind());
    assertEquals(Severity.WARNING, wall.severity());
    assertTrue(wall.message().startsWith("the cost jumps by 1.0E9 between"), wall.message());
    assertEquals(
        List.of(),
        CostChecks.check(LimitCost.state(0, -0.9, 0.5).width(1e-3).weight(1e6), EPISODES));
    assertEquals(List.of(), CostChecks.check((t, h, x, u) -> Math.sqrt(Math.abs(x[0])), EPISODES));
  }

  @Test
  void aCostWithoutASlopeByTheStateIsFound() {
    List<Finding> findings =
        CostChecks.check((t, h, x, u) -> (x[0] > 0.5 ? 0 : 1) + u[0] * u[0], EPISODES);
    assertEquals(
        List.of(Kind.COST_FLAT, Kind.COST_JUMPS), findings.stream().map(Finding::kind).toList());
    assertEquals(Kind.COST_FLAT, only((t, h, x, u) -> 7).kind());
    CostFunction last = DistanceCost.toTarget(new int[] {0}, 0).ramp(CostRamp.finalStep());
    assertEquals(List.of(), CostChecks.check(last, EPISODES));
  }

  @Test
  void nothingIsSaidWithoutEpisodes() {
    assertEquals(List.of(), CostChecks.check((t, h, x, u) -> 7, List.of()));
  }

  private static void assertFails(String words, CostFunction cost) {
    Finding finding = only(cost);
    assertEquals(Kind.COST_FAILS, finding.kind());
    assertEquals(Severity.ERROR, finding.severity());
    assertTrue(finding.message().startsWith(words), finding.message());
  }

  private static Finding only(CostFunction cost) {
    List<Finding> findings = CostChecks.check(cost, EPISODES);
    assertEquals(1, findings.size(), findings.toString());
    return findings.get(0);
  }
}
