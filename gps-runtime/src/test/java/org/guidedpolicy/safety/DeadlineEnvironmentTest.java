package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DeadlineEnvironmentTest {
  private static final RandomGenerator RANDOM = new SplittableRandom(1);
  private static final Deadlines GENEROUS = step(Duration.ofSeconds(20));
  private static final Deadlines STRICT = step(Duration.ofMillis(200));

  private static Deadlines step(Duration deadline) {
    return new Deadlines(Optional.empty(), Optional.of(deadline), Optional.empty());
  }

  /** Does in its steps as it is told. */
  private static final class Obedient implements Environment {
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final Runnable inStep;

    Obedient(Runnable inStep) {
      this.inStep = inStep;
    }

    @Override
    public EnvironmentSpec spec() {
      return EnvironmentSpec.builder(1, 1).build();
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      log.add("reset");
      return TimeStep.fullyObserved(0);
    }

    @Override
    public TimeStep step(double[] action) {
      log.add("step on " + Thread.currentThread().getName());
      inStep.run();
      return TimeStep.fullyObserved(1);
    }

    @Override
    public void abort() {
      log.add("abort");
    }

    @Override
    public void close() {
      log.add("close");
    }
  }

  @Test
  void withoutDeadlinesTheCallersThreadCalls() throws IOException {
    Obedient inner = new Obedient(() -> {});
    try (var environment = new DeadlineEnvironment(inner, Deadlines.none())) {
      environment.reset(RANDOM);
      environment.step(new double[1]);
    }
    String here = Thread.currentThread().getName();
    assertEquals(List.of("reset", "step on " + here, "close"), inner.log);
  }

  @Test
  void whatTheEnvironmentThrowsPassesAsItIs() throws IOException {
    for (Throwable thrown :
        List.of(new IOException("cable"), new IllegalStateException("hot"), new AssertionError())) {
      Obedient inner = new Obedient(() -> sneak(thrown));
      for (Deadlines deadlines : List.of(Deadlines.none(), GENEROUS)) {
        try (var environment = new DeadlineEnvironment(inner, deadlines)) {
          environment.reset(RANDOM);
          assertSame(thrown, assertThrows(Throwable.class, () -> environment.step(new double[1])));
        }
      }
    }
  }

  @SuppressWarnings("unchecked")
  static <E extends Throwable> void sneak(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void aSlowStepIsInterruptedAndTheEnvironmentStaysUsable() throws IOException {
    List<String> ends = Collections.synchronizedList(new ArrayList<>());
    Obedient inner =
        new Obedient(
            () -> {
              if (ends.isEmpty()) {
                Waiting.pause(60_000);
                ends.add("interrupted");
              }
            });
    try (var environment = new DeadlineEnvironment(inner, STRICT)) {
      environment.reset(RANDOM);
      var e = assertThrows(DeadlineException.class, () -> environment.step(new double[1]));
      assertEquals("Environment.step did not return within 200 ms", e.getMessage());
      assertFalse(e.answers());
      environment.abort();
      assertFalse(environment.isLost());
      environment.reset(RANDOM);
      environment.step(new double[1]);
    }
    assertEquals(1, ends.size());
  }

  @Test
  void anEnvironmentThatIgnoresInterruptsIsLostAndRefused() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    Obedient inner = new Obedient(() -> awaitWhateverHappens(end));
    try (var environment = new DeadlineEnvironment(inner, STRICT)) {
      environment.reset(RANDOM);
      assertThrows(DeadlineException.class, () -> environment.step(new double[1]));
      environment.abort();
      assertTrue(environment.isLost());
      var e = assertThrows(IllegalStateException.class, () -> environment.reset(RANDOM));
      assertEquals(
          "the environment hangs (Environment.step did not return within 200 ms); make a new one",
          e.getMessage());
    } finally {
      end.countDown();
    }
    assertEquals(2, inner.log.size(), "neither aborted nor closed");
  }

  static void awaitWhateverHappens(CountDownLatch end) {
    boolean done = false;
    while (!done) {
      try {
        end.await();
        done = true;
      } catch (InterruptedException e) {
        // as careless code does
      }
    }
  }

  @Test
  void anEpisodeThatIsOverItsTimeIsRefusedWhileTheEnvironmentAnswers() throws IOException {
    var episode =
        new Deadlines(Optional.empty(), Optional.empty(), Optional.of(Duration.ofMillis(100)));
    Obedient inner = new Obedient(() -> {});
    try (var environment = new DeadlineEnvironment(inner, episode)) {
      environment.reset(RANDOM);
      Waiting.pause(150);
      var e = assertThrows(DeadlineException.class, () -> environment.step(new double[1]));
      assertEquals("the episode took longer than 100 ms", e.getMessage());
      assertTrue(e.answers());
      environment.lastStep(new double[1]);
    }
    assertEquals(3, inner.log.size(), inner.log::toString);
  }

  @Test
  void anInterruptedCallerStillAborts() throws IOException {
    Obedient inner = new Obedient(() -> {});
    try (var environment = new DeadlineEnvironment(inner, GENEROUS)) {
      environment.reset(RANDOM);
      Thread.currentThread().interrupt();
      var e = assertThrows(DeadlineException.class, () -> environment.step(new double[1]));
      assertEquals("interrupted during Environment.step", e.getMessage());
      environment.abort();
      assertTrue(Thread.interrupted());
      assertTrue(inner.log.contains("abort"), inner.log::toString);
    }
  }

  @Test
  void deadlinesThatAreNotPositiveAreNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> step(Duration.ZERO));
    assertEquals("stepDeadline must be positive, is PT0S", e.getMessage());
  }
}
