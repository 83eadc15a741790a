package org.guidedpolicy.examples.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.check.DryRunReport;
import org.guidedpolicy.safety.ControlLoop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first day on a cart in a hurry, and what the page about it says. */
@Timeout(600)
class FirstDayTest {
  @TempDir Path folder;

  /** Closed by what is done with it. */
  private FirstDay hurried(List<String> asked) {
    return new FirstDay(new FakedCart(Duration.ofMillis(1)), asked::add, folder);
  }

  @Test
  void theDryRunAsksFourTimesAndFindsTheForce() {
    List<String> asked = new ArrayList<>();
    DryRunReport report = hurried(asked).dryRun();
    assertTrue(report.completed(), report.reason());
    assertEquals(2, report.effects().get(0).moves().size());
    assertEquals(4, asked.size(), asked.toString());
    assertTrue(report.effects().get(0).on(1).orElseThrow().perUnit() > 0);
  }

  @Test
  @Tag("long")
  void fromTheFirstEpisodeToThePolicyThatDrives() throws Exception {
    List<String> asked = new ArrayList<>();
    hurried(asked).train(1);
    hurried(asked).train(2); // resumes
    assertTrue(hurried(asked).test().matches("cost \\d+\\.\\d\\d without noise"));
    try (FakedCart cart = new FakedCart(Duration.ofMillis(20))) {
      ControlLoop.Report drive = new FirstDay(cart, question -> true, folder).drive(100);
      assumeTrue(drive.completed(), drive.reason()); // a machine may be too busy for 50 Hz
      double end = drive.last().get(99).observation()[0];
      assertTrue(Math.abs(end) < 0.5, "it began at 0.5 m and is at " + end);
      assertEquals(
          1 + drive.last().size(), Files.readAllLines(folder.resolve("last-steps.csv")).size());
    }
  }
}
