package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostException;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.resetfree.ResetFreeGPS;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What training makes of costs in other units, and of costs without a value. */
class CostsInTrainingTest {

  private static TrainingResult train(CostFunction cost) {
    return Runs.small(ResetFreeGPS.builder(PointMass::new, cost)).build().train();
  }

  /** In euros or in thousandths of a cent. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-20, 1e-9, 1e9, 1e22, 1e30})
  void aConstantFactorDoesNotMatter(double factor) {
    List<IterationReport> one = train(PointMass.COST).history();
    List<IterationReport> other = train(PointMass.COST.times(factor)).history();
    for (int i = 0; i < one.size(); i++) {
      double cost = one.get(i).meanCost();
      double kl = Runs.figure(one.get(i), "KL", "reached");
      assertEquals(cost, other.get(i).meanCost() / factor, 0.1 * cost);
      assertEquals(kl, Runs.figure(other.get(i), "KL", "reached"), 0.2 * kl);
      assertEquals(
          Optional.empty(),
          Optional.ofNullable(other.get(i).fallbacks().get(Fallback.KL_BOUND_NOT_REACHED)));
    }
  }

  @Test
  void aCostWithoutValueNamesIterationEpisodeStepAndState() {
    int[] calls = {0};
    CostFunction cost = (t, T, x, u) -> ++calls[0] == 3 * T + 5 ? Double.NaN : x[0] * x[0];
    TrainingException e = assertThrows(TrainingException.class, () -> train(cost));
    String message = e.getMessage();
    assertTrue(
        message.startsWith(
            "iteration 1: phase costs, episode 3: the cost's value at step 4 is NaN, must be finite; check the"
                + " cost function at state ["),
        message);
  }

  @Test
  void aCostThatThrowsNamesTheSameAndItsOwnWords() {
    CostFunction cost =
        (t, T, x, u) -> {
          if (t == 2) {
            throw new IllegalStateException("no such sensor");
          }
          return 0;
        };
    TrainingException e = assertThrows(TrainingException.class, () -> train(cost));
    assertTrue(
        e.getMessage()
            .startsWith(
                "iteration 1: phase costs, episode 0: the cost fails at step 2:"
                    + " java.lang.IllegalStateException: no such sensor; check the cost function at"
                    + " state ["),
        e.getMessage());
    assertEquals(CostException.class, e.getCause().getClass());
  }

  /** The derivative is not finite where the value is. */
  @Test
  void aDerivativeThatIsNotFiniteNamesTheSame() {
    CostFunction cost =
        new CostFunction() {
          @Override
          public double value(int t, int horizon, double[] x, double[] u) {
            return 0;
          }

          @Override
          public void addDerivatives(
              int t, int horizon, double[] x, double[] u, CostDerivatives out) {
            out.addGradient(0, t == 1 ? Double.NaN : 0);
          }
        };
    TrainingException e = assertThrows(TrainingException.class, () -> train(cost));
    assertTrue(
        e.getMessage()
            .startsWith(
                "iteration 1: phase costs, episode 0: the cost's gradient by state entry 0 at step 1 is NaN"),
        e.getMessage());
  }
}
