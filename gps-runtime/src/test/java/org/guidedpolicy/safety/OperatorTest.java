package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.guidedpolicy.environment.TimeStep;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A robot whose operator says when it may move. */
@Timeout(20)
class OperatorTest {
  private final LoggingRobot robot = new LoggingRobot();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private Operator answering(boolean answer) {
    return question -> {
      asked.add(question);
      return answer;
    };
  }

  @Test
  void afterAStopTheNextResetAsksAndAYesRearms() {
    try (SafeEnvironment safe = robot.guarded().operator(answering(true)).build()) {
      safe.reset(LoggingRobot.RANDOM);
      assertEquals(List.of(), asked);
      LoggingRobot.stopped(safe, 0, Double.NaN);
      safe.reset(LoggingRobot.RANDOM);
      assertEquals(
          List.of("The robot is stopped: the action is NaN at entry 1. Is it safe to move again?"),
          asked);
      safe.step(new double[] {0, 3});
    }
  }

  @Test
  void aNoLeavesTheRobotStopped() {
    try (SafeEnvironment safe = robot.guarded().operator(answering(false)).build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.abort();
      robot.log.clear();
      var e = assertThrows(OperatorException.class, () -> safe.reset(LoggingRobot.RANDOM));
      assertTrue(e.getMessage().contains("said no"), e.getMessage());
      assertTrue(safe.question().isPresent());
      assertEquals(List.of(), robot.log);
    }
  }

  @Test
  void everyResetIsConfirmedOnce() {
    try (SafeEnvironment safe = robot.guarded().operator(answering(true)).confirmResets().build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.awaitOperator();
      assertEquals(2, asked.size());
      assertFalse(safe.question().isPresent());
      safe.reset(LoggingRobot.RANDOM);
      assertEquals(2, asked.size());
    }
  }

  @Test
  void nobodyThereWithinTheLimitIsANo() {
    Operator asleep =
        question -> {
          Thread.sleep(60_000);
          return true;
        };
    try (SafeEnvironment safe =
        robot
            .guarded()
            .operator(asleep)
            .confirmResets()
            .operatorLimit(Duration.ofMillis(100))
            .build()) {
      var e = assertThrows(OperatorException.class, () -> safe.reset(LoggingRobot.RANDOM));
      assertTrue(e.getMessage().contains("did not answer within"), e.getMessage());
      assertEquals(List.of(), robot.log);
    }
  }

  @Test
  void anOperatorThatCannotBeAskedIsANo() {
    try (SafeEnvironment safe =
        robot
            .guarded()
            .operator(
                question -> {
                  throw new IOException("no console");
                })
            .confirmResets()
            .build()) {
      var e = assertThrows(OperatorException.class, () -> safe.reset(LoggingRobot.RANDOM));
      assertTrue(e.getMessage().contains("no console"), e.getMessage());
    }
  }

  @Test
  void aStopWhileTheOperatorIsAskedOutweighsTheYes() throws Exception {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Operator slow =
        question -> {
          asking.countDown();
          stopped.await();
          return true;
        };
    try (SafeEnvironment safe = robot.guarded().operator(slow).build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.abort();
      CompletableFuture<Throwable> thrown =
          CompletableFuture.supplyAsync(
              () -> assertThrows(OperatorException.class, () -> safe.reset(LoggingRobot.RANDOM)));
      assertTrue(Waiting.await(asking));
      safe.stopNow("button");
      stopped.countDown();
      thrown.get();
      assertTrue(safe.question().orElseThrow().contains("button"), safe.question().toString());
      assertEquals(1, robot.log.stream().filter("reset"::equals).count());
    }
  }

  @Test
  void stopNowBetweenEpisodesCallsTheHookAloneAndHolds() {
    try (SafeEnvironment safe = robot.guarded().build()) {
      safe.stopNow("button");
      safe.stopNow("button again");
      assertEquals(List.of("STOP button"), robot.log);
      assertThrows(EmergencyStopException.class, () -> safe.reset(LoggingRobot.RANDOM));
      safe.rearm();
      safe.reset(LoggingRobot.RANDOM);
    }
    int lines = robot.log.size();
    assertEquals("close", robot.log.get(lines - 1));
  }

  @Test
  void afterStopNowHasReturnedNoCommandReachesTheRobot() throws InterruptedException {
    for (int round = 0; round < 50; round++) {
      LoggingRobot driven = new LoggingRobot();
      try (SafeEnvironment safe = driven.guarded().build()) {
        CountDownLatch moving = new CountDownLatch(1);
        Thread driver =
            new Thread(
                () -> {
                  try {
                    for (; ; ) {
                      safe.reset(LoggingRobot.RANDOM);
                      for (int t = 0; t < 5; t++) {
                        safe.step(new double[] {0, 3});
                        moving.countDown();
                      }
                    }
                  } catch (EmergencyStopException e) {
                    // as it should be
                  }
                });
        driver.start();
        assertTrue(Waiting.await(moving));
        safe.stopNow("button");
        int lines = driven.log.size();
        driver.join();
        assertEquals(lines, driven.log.size());
        assertEquals(1, driven.stops());
      }
    }
  }

  @Test
  void aSecondThreadThatCommandsARobotInACallIsRefused() throws Exception {
    CountDownLatch inStep = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    LoggingRobot slow =
        new LoggingRobot() {
          @Override
          TimeStep third() {
            inStep.countDown();
            Waiting.await(goOn);
            return report();
          }
        };
    try (SafeEnvironment safe = slow.guarded().build()) {
      safe.reset(LoggingRobot.RANDOM);
      safe.step(new double[] {0, 3});
      safe.step(new double[] {0, 3});
      CompletableFuture<Void> first =
          CompletableFuture.runAsync(() -> safe.step(new double[] {0, 3}));
      assertTrue(Waiting.await(inStep));
      var e = assertThrows(IllegalStateException.class, () -> safe.step(new double[] {0, 3}));
      assertTrue(e.getMessage().contains("one thread at a time"), e.getMessage());
      goOn.countDown();
      first.get();
    }
  }

  @Test
  void confirmedResetsNeedAnOperator() {
    assertThrows(IllegalArgumentException.class, () -> robot.guarded().confirmResets().build());
    assertThrows(
        IllegalArgumentException.class, () -> robot.guarded().operatorLimit(Duration.ZERO).build());
  }

  /** What was typed and not read yet. */
  private static final class Keyboard extends InputStream {
    private byte[] typed = {};
    private int read;

    synchronized void type(String line) {
      typed = line.getBytes(StandardCharsets.UTF_8);
      read = 0;
    }

    @Override
    public synchronized int available() {
      return typed.length - read;
    }

    @Override
    public synchronized int read() {
      return available() > 0 ? typed[read++] : -1;
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      int count = Math.min(length, available());
      System.arraycopy(typed, read, into, offset, count);
      read += count;
      return count;
    }
  }

  @Test
  void thePromptTakesWhatIsTypedAfterTheQuestion() throws Exception {
    Keyboard keyboard = new Keyboard();
    BufferedReader in = new BufferedReader(new InputStreamReader(keyboard, StandardCharsets.UTF_8));
    var shown = new ByteArrayOutputStream();
    Operator prompt = Operator.prompt(in, new PrintStream(shown, true, StandardCharsets.UTF_8));
    String[] typed = {"\n", "yes\n", " Y\n", "n\n", "stop\n"};
    boolean[] meant = {true, true, true, false, false};
    for (int i = 0; i < typed.length; i++) {
      keyboard.type("\n\nyes\n"); // too early
      shown.reset();
      CompletableFuture<Boolean> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return prompt.confirms("Ready?");
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      while (shown.size() == 0) {
        Thread.sleep(5);
      }
      Thread.sleep(60);
      assertFalse(answer.isDone());
      keyboard.type(typed[i]);
      assertEquals(meant[i], answer.get(), typed[i]);
    }
    assertTrue(shown.toString(StandardCharsets.UTF_8).startsWith("Ready? ["));
  }
}
