package org.guidedpolicy.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EnvironmentChecksTest {

  @Test
  void aCorrectEnvironmentIsNotBlamed() {
    assertEquals(List.of(), EnvironmentChecks.check(Masses::new));
    assertEquals(List.of(), EnvironmentChecks.check(Masses::new, 2, 99));
  }

  @ParameterizedTest
  @MethodSource("org.guidedpolicy.check.EnvironmentBugs#all")
  void aBugIsFoundAndNothingElseIsBlamed(EnvironmentBugs.Bug bug) {
    List<Finding> findings = EnvironmentChecks.check(bug.factory());
    assertFalse(findings.isEmpty(), "nothing found");
    for (Finding finding : findings) {
      assertEquals(bug.kind(), finding.kind(), finding.toString());
    }
    assertTrue(findings.get(0).message().contains(bug.words()), findings.get(0).message());
  }

  @Test
  void bugsAreFoundWithTheActionsOfControllersToo() {
    for (EnvironmentBugs.Bug bug : EnvironmentBugs.all()) {
      if (bug.kind() == Kind.EPISODE_FAILS) {
        continue;
      }
      List<Finding> findings =
          EnvironmentChecks.checkControlled(bug.factory(), EnvironmentChecksTest::noisy, 5, 1);
      assertTrue(
          findings.stream().anyMatch(f -> f.kind() == bug.kind()), () -> bug + ": " + findings);
    }
    assertEquals(
        List.of(),
        EnvironmentChecks.checkControlled(Masses::new, EnvironmentChecksTest::noisy, 5, 1));
  }

  private static ControllerFactory noisy(EnvironmentSpec spec) {
    return (first, random) ->
        (t, now, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = 10 * random.nextGaussian();
          }
        };
  }

  @Test
  void everyInstanceIsClosed() {
    AtomicInteger open = new AtomicInteger();
    EnvironmentChecks.check(
        () -> {
          open.incrementAndGet();
          return new Masses() {
            @Override
            public void close() {
              open.decrementAndGet();
            }
          };
        });
    assertEquals(0, open.get());
  }

  @Test
  void theWorstIsNamedFirst() {
    List<Finding> findings =
        EnvironmentChecks.check(
            () ->
                new Masses() {
                  private double[] kept = new double[2];

                  @Override
                  public TimeStep reset(RandomGenerator random) {
                    kept = new double[2];
                    return super.reset(random);
                  }

                  @Override
                  double force(int i, double[] action) {
                    double force = kept[0] * (i + 1);
                    kept = i == 1 ? action : kept;
                    return force;
                  }

                  @Override
                  TimeStep report() {
                    return new TimeStep(x.clone(), new double[] {x[0], x[1], x[2], 8});
                  }
                });
    assertEquals(
        List.of(Kind.ALIASED_ACTION, Kind.ACTION_WITHOUT_EFFECT, Kind.CONSTANT_ENTRY),
        findings.stream().map(Finding::kind).toList());
    assertEquals(
        List.of(Severity.ERROR, Severity.WARNING, Severity.NOTE),
        findings.stream().map(Finding::severity).toList());
    assertTrue(findings.get(0).toString().startsWith("ERROR: step keeps"));
  }

  @Test
  void recordedEpisodesAreInspectedWithoutAnEnvironment() {
    Trajectory still =
        new Trajectory(2, new double[] {1, 2, 1, 3, 1, 5}, new double[2], new double[] {4, 2.5});
    EnvironmentSpec spec = EnvironmentSpec.builder(2, 1).observation(1).horizon(2).build();
    assertEquals(
        List.of("NOTE: state entry 0 is always 1.0; leave out what varies in no episode"),
        EnvironmentChecks.inspect(spec, List.of(still)).stream().map(Finding::toString).toList());
    assertEquals(List.of(), EnvironmentChecks.inspect(spec, List.of()));
  }

  @Test
  void oneEpisodeIsTooFew() {
    assertEquals(
        "episodes must be at least 2, is 1",
        assertThrows(
                IllegalArgumentException.class, () -> EnvironmentChecks.check(Masses::new, 1, 1))
            .getMessage());
  }
}
