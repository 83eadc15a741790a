package org.guidedpolicy.resetfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.Runs;
import org.junit.jupiter.api.Test;

class ImaginationTest {
  private static List<IterationReport> train(double trustedError) {
    return Runs.pointMass()
        .imagination(
            ImaginationOptions.defaults()
                .with(
                    o -> {
                      o.imaginedRounds = 2;
                      o.imaginedEpisodes = 6;
                      o.firstDynamicsSteps = 200;
                      o.laterDynamicsSteps = 50;
                      o.trustedError = trustedError;
                    }))
        .build()
        .train()
        .history();
  }

  private static Optional<Double> imagined(IterationReport report) {
    return report.figure("imagined cost", "last round");
  }

  @Test
  void dynamicsThatWereRightOnNewEpisodesAreImaginedIn() {
    List<IterationReport> history = train(10);
    assertTrue(imagined(history.get(0)).isEmpty(), "nothing is known before the second batch");
    assertTrue(imagined(history.get(1)).isPresent());
    assertTrue(history.get(1).figure("rehearsal", "moved").isPresent());
  }

  @Test
  void dynamicsThatWereWrongOnNewEpisodesAreLearnedAndLeftAlone() {
    for (IterationReport report : train(1e-9)) {
      assertTrue(imagined(report).isEmpty());
      assertTrue(report.figure("rehearsal", "moved").isEmpty());
      assertEquals(
          report.iteration() > 1,
          report.figure("error of the learned dynamics", "on new episodes").isPresent());
    }
  }

  @Test
  void explorationDoesNotFallBelowItsFloor() {
    List<IterationReport> history =
        Runs.pointMass()
            .policyTargets(PolicyOptions.defaults().with(o -> o.explorationFloor = 1))
            .build()
            .train()
            .history();
    double first = deviation(history.get(0));
    for (IterationReport report : history) {
      assertEquals(first, deviation(report), 1e-9 * first);
    }
  }

  private static double deviation(IterationReport report) {
    return report.figure("standard deviation of the actions", "action 1").orElseThrow();
  }
}
