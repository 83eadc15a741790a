package org.guidedpolicy.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.safety.EmergencyStopException;
import org.guidedpolicy.safety.Operator;
import org.guidedpolicy.safety.SafeEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A dry run finds what is known of a simulated robot, and stops whenever somebody wants it to. */
@Timeout(60)
class DryRunTest {
  private final SimulatedArm arm = new SimulatedArm(3);
  private final List<String> asked = new ArrayList<>();
  private final List<String> told = new ArrayList<>();

  private DryRun.Builder dryRun() {
    return DryRun.builder(arm).operator(this::yes).out(told::add);
  }

  private boolean yes(String question) {
    asked.add(question);
    return true;
  }

  private static List<Kind> kinds(DryRunReport report) {
    return report.findings().stream().map(Finding::kind).toList();
  }

  private static ControllerFactory pushing(double action) {
    return (first, random) ->
        (t, now, out) -> {
          for (int i = 0; i < out.length; i++) {
            out[i] = action * random.nextGaussian();
          }
        };
  }

  @Test
  void aSoundRobotGivesNoFinding() {
    arm.noise = 1e-4;
    DryRunReport report = dryRun().build().run();
    assertTrue(report.completed(), report.reason());
    assertEquals(List.of(), report.findings(), told.toString());
    for (ActionEffect effect : report.effects()) {
      int i = effect.action();
      assertEquals(
          List.of(i, 3 + i), effect.moves().stream().map(StateEffect::state).toList(), "" + effect);
      assertEquals(new ActionEffect.Delay(0, 0, 0), effect.delay().orElseThrow());
    }
  }

  /** Against the closed form: a velocity under friction after k steps of a constant push. */
  @Test
  void howFarAnActionMovesIsMeasured() {
    DryRunReport report = dryRun().build().run();
    StateEffect velocity = report.effects().get(1).on(4).orElseThrow();
    double w = 0;
    for (int k = 0; k < velocity.steps(); k++) {
      w += SimulatedArm.DT * (2 - 2 * w);
    }
    assertEquals(w, velocity.perUnit(), 0.02 * w);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "2, 1e-4", "3, 1e-3", "5, 3e-4", "8, 1e-4"})
  void aDelayIsMeasured(int steps, double noise) {
    arm.delay = steps;
    arm.noise = noise;
    DryRunReport report = dryRun().build().run();
    for (ActionEffect effect : report.effects()) {
      int seen = effect.delay().orElseThrow().steps();
      // a slow start may hide one step in noise
      assertTrue(seen == steps || noise > 0 && seen == steps + 1, steps + " but " + effect);
    }
    assertEquals(steps > 0, kinds(report).contains(Kind.DELAYED_ACTION), told.toString());
  }

  @Test
  void aDelayThatVariesIsToldFromTo() {
    arm.delay = 1;
    arm.hiccup = 37;
    ActionEffect.Delay delay = dryRun().build().run().effects().get(0).delay().orElseThrow();
    assertEquals(1, delay.min());
    assertEquals(2, delay.max());
  }

  @Test
  void noiseAtRestIsMeasured() {
    arm.noise = 2e-3;
    for (double deviation : dryRun().build().run().noise()) {
      assertEquals(2e-3, deviation, 6e-4);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 3e-4})
  void aReversedJointIsFound(double noise) {
    arm.noise = noise;
    arm.gain[1] = -2;
    DryRunReport report = dryRun().build().run();
    assertEquals(List.of(Kind.REVERSED_ACTION), kinds(report));
    assertTrue(report.findings().get(0).message().contains("u1"), report.findings().toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 3e-4})
  void aDeadJointIsFound(double noise) {
    arm.noise = noise;
    arm.gain[2] = 0;
    DryRunReport report = dryRun().build().run();
    assertEquals(List.of(Kind.ACTION_WITHOUT_EFFECT), kinds(report));
    assertEquals(List.of(), report.effects().get(2).moves());
  }

  @Test
  void exchangedWiresAreFound() {
    arm.wires = new int[] {1, 0, 2};
    arm.noise = 1e-4;
    assertEquals(
        List.of(Kind.SWAPPED_ACTIONS, Kind.SWAPPED_ACTIONS), kinds(dryRun().build().run()));
  }

  @Test
  void aVelocityOfTheWrongSignIsFound() {
    arm.velocitySign[0] = -1;
    assertEquals(List.of(Kind.VELOCITY_MISMATCH), kinds(dryRun().build().run()));
  }

  /** Positions whose noise is 0.4 of the speed when they are differentiated. */
  @Test
  void noisyPositionsAreNoVelocityOfTheWrongKind() {
    arm.noise = 2e-3;
    DryRunReport report = dryRun().controller(pushing(2)).build().run();
    assertFalse(kinds(report).contains(Kind.VELOCITY_MISMATCH), told.toString());
  }

  @Test
  void aFallingArmIsNoAnswer() {
    arm.gravity = 3;
    arm.noise = 3e-4;
    arm.gain[0] = 0;
    assertEquals(List.of(Kind.ACTION_WITHOUT_EFFECT), kinds(dryRun().build().run()));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 13, 40, 400})
  void anyHorizonHasRoomForPulses(int horizon) {
    arm.horizon = horizon;
    arm.gain[1] = -2;
    DryRunReport report = dryRun().build().run();
    assertEquals(List.of(Kind.REVERSED_ACTION), kinds(report));
    assertTrue(report.effects().get(0).pulses() >= 8, report.toString());
  }

  @Test
  void theOrderIsThatOfDanger() {
    arm.readable = true;
    List<Double> largest = new ArrayList<>();
    DryRunReport report =
        dryRun()
            .operator(
                question -> {
                  asked.add(question);
                  largest.add(largestSince());
                  return true;
                })
            .controller(pushing(100))
            .build()
            .run();
    largest.add(largestSince());
    assertTrue(report.completed(), report.reason());
    assertEquals(6, asked.size());
    assertTrue(asked.get(0).contains("nothing is sent"), asked.get(0));
    // before and during the sensors nothing, at rest 0, then a tenth of the limits, then all
    assertEquals(List.of(-1.0, -1.0, 0.0, 0.5, 0.5, 0.5, 5.0), largest);
  }

  /** Largest action since it was asked last; -1 if there was none. */
  private double largestSince() {
    double most = -1;
    for (double[] action : arm.sent) {
      for (double entry : action) {
        most = Math.max(most, Math.abs(entry));
      }
    }
    arm.sent.clear();
    return most;
  }

  @Test
  void oneActionMovesAtATime() {
    dryRun().build().run();
    for (double[] action : arm.sent) {
      int moved = 0;
      for (double entry : action) {
        moved += entry == 0 ? 0 : 1;
      }
      assertTrue(moved <= 1);
    }
  }

  @Test
  void aNoAtAnyStepLeavesTheRobotStopped() {
    for (int last = 0; last < 6; last++) {
      int refused = last;
      asked.clear();
      arm.sent.clear();
      try (SafeEnvironment safe = SafeEnvironment.builder(arm).build()) {
        DryRunReport report =
            DryRun.builder(safe)
                .out(told::add)
                .controller(pushing(1))
                .operator(question -> yes(question) && asked.size() <= refused)
                .build()
                .run();
        assertFalse(report.completed());
        assertTrue(report.reason().contains("said no"), report.reason());
        assertEquals(refused + 1, asked.size());
        assertEquals(Math.max(0, Math.min(3, refused - 2)), report.effects().size());
        assertThrows(EmergencyStopException.class, () -> safe.reset(new java.util.Random()));
      }
    }
  }

  @Test
  void stopNowWhileItMovesLeavesTheRobotStopped() throws Exception {
    DryRun[] run = new DryRun[1];
    SimulatedArm slow =
        new SimulatedArm(1) {
          @Override
          public TimeStep step(double[] action) {
            if (sent.size() == 170) {
              Thread other = new Thread(() -> run[0].stopNow());
              other.start();
              while (other.getState() != Thread.State.TERMINATED
                  && other.getState() != Thread.State.TIMED_WAITING
                  && other.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
              }
            }
            return super.step(action);
          }
        };
    run[0] = DryRun.builder(slow).out(told::add).operator(this::yes).build();
    DryRunReport report = run[0].run();
    assertFalse(report.completed());
    assertTrue(report.reason().contains("stopNow"), report.reason());
    assertTrue(slow.sent.size() <= 172, slow.sent.size() + " actions");
    assertArrayEquals(new double[1], slow.sent.get(slow.sent.size() - 1));
    assertEquals(1, slow.aborts);
    assertEquals(0, slow.closed);
  }

  @Test
  void stopNowEndsTheQuestion() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    Operator silent =
        question -> {
          reached.countDown();
          Thread.sleep(60_000);
          return true;
        };
    DryRun run = dryRun().operator(silent).build();
    Thread other =
        new Thread(
            () -> {
              try {
                reached.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              run.stopNow();
            });
    other.start();
    DryRunReport report = run.run();
    other.join();
    assertFalse(report.completed());
    assertEquals("stopNow was called", report.reason());
    assertEquals(List.of(), arm.sent);
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void aFailureIsToldAndStops() {
    SimulatedArm broken =
        new SimulatedArm(1) {
          @Override
          public TimeStep step(double[] action) {
            if (sent.size() == 200) {
              throw new java.io.UncheckedIOException(new IOException("cable"));
            }
            return super.step(action);
          }
        };
    DryRunReport report = DryRun.builder(broken).out(told::add).operator(this::yes).build().run();
    assertFalse(report.completed());
    assertTrue(report.reason().contains("cable"), report.reason());
    assertEquals(1, report.noise().size() / 2);
    assertTrue(told.get(told.size() - 1).contains("the robot is stopped"), told.toString());
  }

  @Test
  void anActionWithoutLimitsNeedsAnAmplitude() {
    var unlimited =
        new SimulatedArm(1) {
          @Override
          public EnvironmentSpec spec() {
            return EnvironmentSpec.builder(2, 1).horizon(50).timeStep(DT).build();
          }
        };
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> DryRun.builder(unlimited).operator(this::yes).build());
    assertTrue(e.getMessage().contains("DryRun.Builder.amplitude"), e.getMessage());
    DryRunReport report =
        DryRun.builder(unlimited).operator(this::yes).out(told::add).amplitude(0.2).build().run();
    assertEquals(0.2, report.effects().get(0).amplitude());
  }

  @Test
  void limitsWithoutZeroRestInTheMiddle() {
    var heater =
        new SimulatedArm(1) {
          @Override
          public EnvironmentSpec spec() {
            return EnvironmentSpec.builder(2, 1)
                .horizon(50)
                .timeStep(DT)
                .actionLimits(new double[] {2}, new double[] {4})
                .build();
          }
        };
    DryRun.builder(heater).operator(this::yes).out(told::add).build().run();
    assertEquals(3, heater.sent.get(0)[0]);
    heater.sent.forEach(u -> assertEquals(3, u[0], 0.1 + 1e-12));
  }
}
