package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Map;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.FallbackCounter;
import org.junit.jupiter.api.Test;

/** Multipliers against P / (2 (P - A)), clipped to [0.1, 5]. */
class ConditionStepsTest {
  private final FallbackCounter fallbacks = new FallbackCounter();

  private ConditionSteps steps(boolean shared) {
    return new ConditionSteps(2, 0.5, 0.2, 3, shared, fallbacks);
  }

  @Test
  void eachConditionFollowsItsOwnImprovements() {
    ConditionSteps steps = steps(false);
    assertArrayEquals(new double[] {0.5, 0.5}, steps.klPerStep());
    steps.follow(new double[] {4, 4}, new double[] {2, 3});
    // 4 / (2 x 2) = 1 and 4 / (2 x 1) = 2
    assertArrayEquals(new double[] {0.5, 1}, steps.klPerStep(), 1e-15);
    steps.follow(new double[] {4, 4}, new double[] {0, 0});
    // halved
    assertArrayEquals(new double[] {0.25, 0.5}, steps.klPerStep(), 1e-15);
  }

  @Test
  void sharedOnesFollowTheMeanImprovements() {
    ConditionSteps steps = steps(true);
    steps.follow(new double[] {6, 2}, new double[] {2, 2.5});
    // P 4, A 2.25: 4 / 3.5
    assertArrayEquals(new double[] {2 / 3.5, 2 / 3.5}, steps.klPerStep(), 1e-15);
  }

  @Test
  void multipliersStayWithinTheirLimitsAndThatIsCounted() {
    ConditionSteps steps = steps(false);
    steps.follow(new double[] {4, 4}, new double[] {5, -100});
    // times 5, at most 3; times 4 / 208, at least times 0.1, at least 0.2
    assertArrayEquals(new double[] {1.5, 0.1}, steps.klPerStep(), 1e-15);
    assertEquals(Map.of(Fallback.STEP_AT_LIMIT, 2), fallbacks.counts());
  }

  @Test
  void whatCannotBePredictedKeepsTheMultiplierAndIsCounted() {
    ConditionSteps steps = steps(false);
    steps.follow(new double[] {Double.NaN, 4}, new double[] {1, 3});
    assertArrayEquals(new double[] {0.5, 1}, steps.klPerStep(), 1e-15);
    assertEquals(Map.of(Fallback.STEP_KEPT, 1), fallbacks.counts());
  }

  @Test
  void theFirstMultiplierIsOneOrTheNearestThatIsAllowed() {
    assertArrayEquals(
        new double[] {1}, new ConditionSteps(1, 0.5, 2, 3, false, fallbacks).klPerStep());
    assertArrayEquals(
        new double[] {0.25}, new ConditionSteps(1, 0.5, 0.1, 0.5, false, fallbacks).klPerStep());
  }

  @Test
  void whatIsWrittenIsRead() throws FormatException {
    ConditionSteps steps = steps(false);
    steps.follow(new double[] {4, 4}, new double[] {2, 3});
    BinaryOutput out = new BinaryOutput();
    steps.write(out);
    ConditionSteps other = steps(false);
    other.read(new BinaryInput(ByteBuffer.wrap(out.toByteArray())));
    assertArrayEquals(steps.klPerStep(), other.klPerStep());
  }
}
