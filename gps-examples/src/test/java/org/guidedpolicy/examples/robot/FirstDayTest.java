package org.guidedpolicy.examples.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.check.DryRunReport;
import org.guidedpolicy.safety.ControlLoop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first day on a cart in a hurry, and what the page about it says. */
@Timeout(120)
class FirstDayTest {
  @TempDir Path folder;

  /** Closed by what is done with it. */
  private FirstDay hurried(List<String> asked) {
    return new FirstDay(new FakedCart(Duration.ofMillis(1)), asked::add, folder);
  }

  @Test
  void fromTheDryRunToThePolicyThatDrives() throws Exception {
    List<String> asked = new ArrayList<>();
    DryRunReport report = hurried(asked).dryRun();
    assertTrue(report.completed(), report.reason());
    assertEquals(List.of(), report.findings());
    assertEquals(4, asked.size(), asked.toString());
    assertTrue(report.effects().get(0).on(1).orElseThrow().perUnit() > 0);
    hurried(asked).train(1);
    hurried(asked).train(4); // resumes
    double cost = Double.parseDouble(hurried(asked).test().split(" ")[1]);
    assertTrue(cost < 8, "cost " + cost);
    try (FakedCart cart = new FakedCart(Duration.ofMillis(20))) {
      ControlLoop.Report drive = new FirstDay(cart, question -> true, folder).drive(60);
      assertTrue(drive.completed() || drive.times().late() > 0, drive.reason());
      assertEquals(
          1 + drive.last().size(), Files.readAllLines(folder.resolve("last-steps.csv")).size());
    }
  }
}
