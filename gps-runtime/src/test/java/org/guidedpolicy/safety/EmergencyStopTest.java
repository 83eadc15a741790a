package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmergencyStopTest {
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final EmergencyStop emergency = new EmergencyStop(reason -> log.add("hook " + reason));

  private EmergencyStopException stop(String reason) {
    return emergency.stop(reason, null, "step 1", () -> log.add("rest"));
  }

  @Test
  void onlyARunningEpisodeIsStopped() {
    assertEquals("too early", stop("too early").getMessage());
    emergency.begin();
    assertTrue(emergency.isRunning());
    emergency.end();
    stop("too late");
    assertEquals(List.of(), log);
    assertEquals(Optional.empty(), emergency.reason());
  }

  @Test
  void theHookComesBeforeRestAndTheFirstReasonCounts() {
    emergency.begin();
    stop("hot");
    stop("also hot");
    emergency.end();
    assertEquals(List.of("hook hot", "rest"), log);
    assertEquals(Optional.of("hot"), emergency.reason());
    assertFalse(emergency.isRunning());
    emergency.rearm();
    assertEquals(Optional.empty(), emergency.reason());
  }

  @Test
  void ofManyThreadsOneStops() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      emergency.begin();
      CountDownLatch start = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String reason = "thread " + i;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    start.await();
                  } catch (InterruptedException e) {
                    return;
                  }
                  stop(reason);
                });
        thread.start();
        threads.add(thread);
      }
      start.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(2, log.size(), log::toString);
      log.clear();
      emergency.rearm();
    }
  }

  @Test
  void aHookThatFailsDoesNotKeepTheRobotFromRest() {
    var failing =
        new EmergencyStop(
            reason -> {
              throw new StackOverflowError();
            });
    failing.begin();
    EmergencyStopException e = failing.stop("hot", null, "step 1", () -> log.add("rest"));
    assertEquals(List.of("rest"), log);
    assertEquals(1, e.getSuppressed().length);
    assertEquals(Optional.of("hot"), failing.reason());
  }

  @Test
  void theHookMayNotRearm() {
    List<EmergencyStop> itself = new ArrayList<>();
    var curious = new EmergencyStop(reason -> itself.get(0).rearm());
    itself.add(curious);
    curious.begin();
    EmergencyStopException e = curious.stop("hot", null, "step 1", () -> {});
    assertEquals(
        "the emergency hook may neither rearm nor close", e.getSuppressed()[0].getMessage());
  }

  @Test
  void rearmingWaitsForTheEndOfAStop() throws InterruptedException {
    CountDownLatch inRest = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    emergency.begin();
    Thread stopper =
        new Thread(
            () ->
                emergency.stop(
                    "hot",
                    null,
                    "step 1",
                    () -> {
                      inRest.countDown();
                      Waiting.await(goOn);
                      log.add("rest");
                    }));
    stopper.start();
    inRest.await();
    Thread releaser =
        new Thread(
            () -> {
              Waiting.pause(50);
              goOn.countDown();
            });
    releaser.start();
    emergency.rearm();
    assertEquals(List.of("hook hot", "rest"), log);
    stopper.join();
    releaser.join();
  }

  @Test
  void anInterruptIsKeptForAfterTheStop() {
    emergency.begin();
    Thread.currentThread().interrupt();
    emergency.stop("hot", null, "step 1", () -> assertFalse(Thread.interrupted()));
    assertTrue(Thread.interrupted());
  }
}
