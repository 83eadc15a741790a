package org.guidedpolicy.mirror;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import java.util.Map;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.mirror.MirrorDescent.StepRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutlookTest {
  private static double[] of(double... values) {
    return values;
  }

  /** Two conditions. */
  private static final Outlook BEFORE =
      new Outlook(of(100, 200), of(110, 210), of(120, 220)).predicting(of(90, 150));

  private static final Outlook NOW = new Outlook(of(95, 190), of(99, 199), of(92, 160));

  /** What the rule compares then and now, each less the first condition's promise of 90. */
  private static final Map<StepRule, double[]> EXPECTED =
      Map.of(
          StepRule.SAMPLED, of(100 - 90, 200 - 150, 100 - 95, 200 - 190),
          StepRule.GLOBAL, of(110 - 90, 210 - 150, 110 - 99, 210 - 199),
          StepRule.FIXED, of(110 - 90, 210 - 150, 110 - 99, 210 - 199),
          StepRule.LOCAL, of(120 - 90, 220 - 150, 120 - 92, 220 - 160));

  @ParameterizedTest
  @EnumSource(StepRule.class)
  void promisesAndOutcomesAreThoseOfTheRule(StepRule rule) {
    double[] expected = EXPECTED.get(rule);
    assertArrayEquals(of(expected[0], expected[1]), BEFORE.predictedImprovements(rule));
    assertArrayEquals(of(expected[2], expected[3]), BEFORE.improvementsUntil(NOW, rule));
  }

  @ParameterizedTest
  @EnumSource(StepRule.class)
  void whatItWritesItReads(StepRule rule) throws FormatException {
    BinaryOutput out = new BinaryOutput();
    BEFORE.write(out);
    Outlook read = Outlook.read(new BinaryInput(ByteBuffer.wrap(out.toByteArray())), 2);
    assertArrayEquals(BEFORE.predictedImprovements(rule), read.predictedImprovements(rule));
    assertArrayEquals(BEFORE.improvementsUntil(NOW, rule), read.improvementsUntil(NOW, rule));
  }
}
