package org.guidedpolicy.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.guidedpolicy.cli.experiment.ScreeningDesign.Factor;
import org.guidedpolicy.plot.LearningPlot.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreeningTest {
  private static ScreeningDesign design(int factors) {
    return new ScreeningDesign(
        IntStream.range(0, factors).mapToObj(i -> new Factor("option" + i, "0", "1")).toList());
  }

  private static int sign(ScreeningDesign design, int variant, int factor) {
    return design.isHigh(variant, factor) ? 1 : -1;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8, 9, 16, 17, 32})
  void noSettingIsMixedWithAnotherOrWithAPairOfOthers(int factors) {
    ScreeningDesign design = design(factors);
    for (int a = 0; a < factors; a++) {
      for (int b = 0; b < factors; b++) {
        for (int c = b; c < factors; c++) {
          int product = 0;
          for (int v = 0; v < design.size(); v++) {
            int pair = b == c ? 1 : sign(design, v, b) * sign(design, v, c);
            product += sign(design, v, a) * pair;
          }
          if (a != b && a != c) {
            assertEquals(0, product, a + " with " + b + " and " + c);
          }
        }
      }
    }
  }

  @Test
  void aScreeningHasTwiceAsManyVariantsAsSettingsRoundedUpToAPowerOfTwo() {
    assertEquals(4, design(2).size());
    assertEquals(8, design(4).size());
    assertEquals(16, design(5).size());
    assertEquals(32, design(16).size());
  }

  @Test
  void effectsOfEverySettingAreFoundInRunsWithNoiseAndSeeds() {
    ScreeningDesign design = design(7);
    Random random = new Random(4);
    List<RunRecord> runs = new ArrayList<>();
    for (long seed : new long[] {3, 5, 9}) {
      for (int v = 0; v < design.size(); v++) {
        double success = 0.5 + 0.01 * seed + 0.01 * random.nextGaussian();
        for (int f = 0; f < 7; f++) {
          success += 0.5 * sign(design, v, f) * 0.01 * f;
        }
        runs.add(
            new RunRecord(
                design.name(v), seed, List.of(new Point(20, 1, 1, 0.1, success)), List.of(), 1, 1));
      }
    }
    String page = ScreeningEffects.markdown("title", design, runs);
    Matcher rows =
        Pattern.compile("\\| option(\\d): 0 to 1 \\| ([+-][0-9.]+) ± ([0-9.]+) ").matcher(page);
    int found = 0;
    while (rows.find()) {
      double effect = Double.parseDouble(rows.group(2));
      double error = Double.parseDouble(rows.group(3));
      assertEquals(0.01 * Integer.parseInt(rows.group(1)), effect, 4 * error, page);
      assertTrue(error < 0.005, page);
      found++;
    }
    assertEquals(7, found, page);
  }

  @Test
  void tooFewRunsAreSaidToBeTooFew() {
    ScreeningDesign design = design(3);
    List<RunRecord> one =
        List.of(
            new RunRecord(
                design.name(0), 1, List.of(new Point(20, 1, 1, 0.1, 0.5)), List.of(), 1, 1));
    assertTrue(ScreeningEffects.markdown("title", design, one).contains("Too few runs yet"));
  }

  @Test
  void aSettingScreenedTwiceIsRefused() {
    Factor factor = new Factor("rounds", "1", "2");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> new ScreeningDesign(List.of(factor, factor)));
    assertTrue(e.getMessage().contains("rounds"), e.getMessage());
  }
}
