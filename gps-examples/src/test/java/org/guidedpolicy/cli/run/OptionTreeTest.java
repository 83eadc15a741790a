package org.guidedpolicy.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.examples.reacher.ReacherTask;
import org.guidedpolicy.gps.ModelOptions.Clustering;
import org.guidedpolicy.resetfree.ResetFree;
import org.junit.jupiter.api.Test;

class OptionTreeTest {
  private final RunOptions defaults = RunOptions.defaults(new ReacherTask(), new ResetFree());
  private final OptionTree tree = OptionTree.of(defaults);

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }

  @Test
  void optionsSurviveTheWayThroughText() {
    String text = tree.json().toPrettyString();
    assertEquals(defaults, OptionTree.parse(text).toOptions());
    assertEquals(List.of(), OptionTree.parse(text).differences(tree));
  }

  @Test
  void anEndingOfANameIsEnoughIfOnlyOneOptionHasIt() {
    RunOptions changed =
        tree.with("klPerStep", "2.5")
            .with("models.clustering", "k-means")
            .with("training.seed", "-9")
            .with("hidden", "7, 8,9")
            .with("hessian", "projected")
            .toOptions();
    assertEquals(2.5, resetFree(changed).step().klPerStep());
    assertEquals(Clustering.K_MEANS, resetFree(changed).models().clustering());
    assertEquals(-9, changed.training().seed());
    assertEquals(List.of(7, 8, 9), changed.network().hidden());
    assertEquals(HessianForm.PROJECTED, changed.hessian());
  }

  private static ResetFree resetFree(RunOptions options) {
    return (ResetFree) options.training().algorithm();
  }

  @Test
  void anEmptyListIsPossible() {
    assertEquals(List.of(), tree.with("hidden", "").toOptions().network().hidden());
  }

  @Test
  void aMistypedNameIsAnsweredWithTheOneThatWasMeant() {
    assertEquals(
        "no option klPerSetp; did you mean training.algorithm.step.klPerStep?",
        message(() -> tree.with("klPerSetp", "1")));
    String all = message(() -> tree.with("nonsense-altogether", "1"));
    assertTrue(
        all.contains("training.algorithm.models.clustering") && all.contains("network.hidden"),
        all);
  }

  @Test
  void theTaskIsNoOption() {
    assertTrue(message(() -> tree.with("task", "point-mass")).startsWith("no option task"));
  }

  @Test
  void aWrongValueIsNamedWithWhatIsAllowed() {
    assertEquals(
        "training.algorithm.models.clustering cannot be KMEANS; may be em, k-means, single",
        message(() -> tree.with("clustering", "kmeans").toOptions()));
    String iterations = message(() -> tree.with("iterations", "many").toOptions());
    assertTrue(iterations.contains("training.iterations"), iterations);
    String fraction = message(() -> tree.with("iterations", "1.5").toOptions());
    assertTrue(fraction.contains("iterations"), fraction);
    String few = message(() -> tree.with("iterations", "0").toOptions());
    assertTrue(few.contains("iterations") && few.contains("0"), few);
  }

  @Test
  void differencesAreNamedWithBothValues() {
    assertEquals(
        List.of("training.algorithm.clusters 16 -> 3"),
        tree.differences(tree.with("clusters", "3")));
  }

  @Test
  void textThatHoldsNoOptionsIsRefused() {
    assertTrue(message(() -> OptionTree.parse("[1]")).contains("options.json"));
    assertTrue(message(() -> OptionTree.parse("{")).contains("(line 1)"));
    String unknown = message(() -> OptionTree.parse("{\"task\":\"reacher\",\"x\":1}").toOptions());
    assertTrue(unknown.contains("x"), unknown);
  }

  @Test
  void editDistanceCountsSingleLetters() {
    assertEquals(0, Suggestions.distance("reacher", "Reacher"));
    assertEquals(1, Suggestions.distance("reachr", "reacher"));
    assertEquals(3, Suggestions.distance("kitten", "sitting"));
    assertEquals(4, Suggestions.distance("", "four"));
  }
}
