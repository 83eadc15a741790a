package org.guidedpolicy.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.cli.experiment.Diagnosed.Figures;
import org.guidedpolicy.cli.experiment.DiagnosisSummary.Iteration;
import org.guidedpolicy.plot.LearningPlot.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisSummaryTest {
  @TempDir Path folder;

  /** Parts that reach s, s + 0.1, s + 0.2 and s + 0.3. */
  private static Diagnosed diagnosed(int iteration, double s) {
    return new Diagnosed(iteration, 20 * iteration, at(s), at(s + 0.1), at(s + 0.2), at(s + 0.3));
  }

  private static Figures at(double success) {
    return new Figures(success, 2 - success, 100 - 10 * success);
  }

  private static RunRecord run(String variant, long seed, Diagnosed... diagnoses) {
    return new RunRecord(
        variant, seed, List.of(new Point(20, 1, 1, 0.1, 0.5)), List.of(diagnoses), 1, 60);
  }

  @Test
  void figuresAreMeansOverTheSeedsThatHaveThem() {
    List<Iteration> iterations =
        DiagnosisSummary.iterations(
            List.of(
                run("a", 1, diagnosed(1, 0), diagnosed(2, 0.2), diagnosed(3, 0.5)),
                run("a", 2, diagnosed(1, 0.4), diagnosed(3, 0.6))));
    assertEquals(List.of(2, 1, 2), iterations.stream().map(Iteration::runs).toList());
    double[] network = iterations.stream().mapToDouble(i -> i.mean().network().success()).toArray();
    assertEquals("[0.2, 0.2, 0.55]", Arrays.toString(network));
    Diagnosed second = iterations.get(1).mean();
    assertEquals(40, second.episodes());
    assertEquals(0.5, second.next().success());
    assertEquals(1.5, second.next().distance());
    assertEquals(95, second.next().cost());
  }

  @Test
  void eachVariantHasATableInTheOrderOfThePhases() {
    String page =
        DiagnosisSummary.markdown(
            List.of(
                run("a", 1, diagnosed(1, 0), diagnosed(2, 0.2)),
                run("a", 2, diagnosed(1, 0.4)),
                run("b", 1, diagnosed(1, 0.6))));
    assertTrue(
        page.contains(
            "| success: network | success: linearized | success: local policies |"
                + " success: next network | distance, m: network |"),
        page);
    String a = page.substring(page.indexOf("### a"), page.indexOf("### b"));
    assertTrue(
        a.contains("| 1 | 2 | 0.200 | 0.300 | 0.400 | 0.500 | 1.800 | 1.700 | 1.600 | 1.500 |"), a);
    assertTrue(a.contains("| 2 | 1 | 0.200 | 0.300 |"), a);
    assertTrue(a.contains("| mean |  | 0.200 |"), a);
    assertTrue(page.substring(page.indexOf("### b")).contains("| 1 | 1 | 0.600 | 0.700 |"), page);
  }

  @Test
  void withoutDiagnosesThereIsNothingToSay() throws Exception {
    List<RunRecord> runs = List.of(run("a", 1));
    assertEquals("", DiagnosisSummary.markdown(runs));
    assertFalse(Summary.markdown("t", runs).contains("Diagnosis"));
    DiagnosisSummary.plot("t", runs, folder.resolve("diagnosis.png"));
    assertFalse(Files.exists(folder.resolve("diagnosis.png")));
  }

  @Test
  void oneVariantAndSeveralCanBeDrawn() throws Exception {
    Path png = folder.resolve("diagnosis.png");
    RunRecord a = run("a", 1, diagnosed(1, 0), diagnosed(2, 0.2));
    DiagnosisSummary.plot("t", List.of(a), png);
    assertTrue(Files.size(png) > 0);
    DiagnosisSummary.plot("t", List.of(a, run("b", 1, diagnosed(1, 0.1)), run("c", 1)), png);
    assertTrue(Files.size(png) > 0);
  }

  @Test
  void linesOfARunAreReadWithNullAsNoNumber() throws Exception {
    JsonMapper json = new JsonMapper();
    assertEquals(Optional.empty(), Diagnosed.of(json.readTree("{\"iteration\": 1}")));
    Diagnosed read =
        Diagnosed.of(
                json.readTree(
                    "{\"iteration\": 3, \"episodes\": 60, \"figures\": {"
                        + "\"diagnosis_success\": {\"network\": 0.5},"
                        + "\"diagnosis_cost\": {\"network\": 1, \"linearized\": 2, \"local\": 3,"
                        + " \"next_network\": null}}}"))
            .orElseThrow();
    assertEquals(3, read.iteration());
    assertEquals(60, read.episodes());
    assertEquals(new Figures(0.5, Double.NaN, 1), read.network());
    assertEquals(2, read.linearized().cost());
    assertEquals(3, read.local().cost());
    assertTrue(Double.isNaN(read.next().cost()));
  }
}
