package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.policy.Policy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ControlLoopTest {
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(1, 1)
          .timeStep(0.002)
          .actionLimits(new double[] {-1}, new double[] {1})
          .slewLimits(100)
          .build();

  /** Three times the observation. */
  private static final Policy POLICY =
      new Policy() {
        @Override
        public int observationDimension() {
          return 1;
        }

        @Override
        public int actionDimension() {
          return 1;
        }

        @Override
        public void action(double[] observation, double[] out) {
          out[0] = 3 * observation[0];
        }
      };

  /** Writes down what is sent; what happens in a read is for a test to change. */
  private static class Port implements RobotPort {
    final List<Double> sent = Collections.synchronizedList(new ArrayList<>());
    final List<String> hooks = Collections.synchronizedList(new ArrayList<>());
    int reads;
    int stops;

    @Override
    public void read(double[] observation) throws IOException {
      observation[0] = sensor(reads++);
    }

    double sensor(int read) throws IOException {
      return 0.1;
    }

    @Override
    public void send(double[] action) {
      sent.add(action[0]);
    }

    @Override
    public void stop() {
      stops++;
    }

    /** Tolerant of a busy machine. */
    ControlLoop.Builder loop() {
      return ControlLoop.builder(POLICY, SPEC, this)
          .allowedOverruns(1, 1_000_000)
          .hangAfter(Duration.ofSeconds(10))
          .onStop(hooks::add);
    }
  }

  @Test
  void itSendsLimitedActionsAtItsPeriodAndTheSafeActionAtTheEnd() {
    Port port =
        new Port() {
          @Override
          double sensor(int read) {
            return read < 10 ? 0.1 : 7;
          }
        };
    long begin = System.nanoTime();
    ControlLoop.Report report = port.loop().build().run(20);
    assertTrue(report.completed());
    assertEquals(20, report.steps());
    assertEquals(21, port.sent.size());
    assertEquals(1, port.stops);
    // slew: 100 a second, 2 ms
    assertArrayEquals(
        new double[] {0.2, 0.3, 0.3},
        port.sent.subList(0, 3).stream().mapToDouble(u -> u).toArray(),
        1e-12);
    assertTrue(port.sent.stream().allMatch(u -> Math.abs(u) <= 1));
    assertEquals(1, port.sent.get(19));
    assertEquals(0, port.sent.get(20));
    assertTrue(System.nanoTime() - begin >= 19 * 2_000_000L);
    for (int t = 1; t < 20; t++) {
      double gap = report.last().get(t).start() - report.last().get(t - 1).start();
      assertEquals(0, gap / 0.002 - Math.rint(gap / 0.002), 1e-6, "starts lie on the grid");
      assertTrue(gap > 0.001);
    }
    assertEquals(List.of(), port.hooks);
  }

  @Test
  void aFewLateStepsAreToleratedAndCounted() {
    Port port =
        new Port() {
          @Override
          double sensor(int read) {
            Waiting.pause(read == 5 ? 7 : 0);
            return 0;
          }
        };
    ControlLoop.Report report = port.loop().allowedOverruns(0.02, 1_000_000).build().run(50);
    assertTrue(report.completed(), report.reason());
    assertTrue(report.times().late() >= 1, report.times().sentence());
    assertTrue(report.times().worst() >= 0.007, report.times().sentence());
    assertEquals(50, report.times().histogram().stream().mapToLong(n -> n).sum());
  }

  @Test
  void tooManyLateStepsStopIt() {
    Port port =
        new Port() {
          @Override
          double sensor(int read) {
            Waiting.pause(5);
            return 0;
          }
        };
    ControlLoop.Report report = port.loop().allowedOverruns(0.02, 5).build().run(1000);
    assertFalse(report.completed());
    assertTrue(report.steps() <= 6, "after " + report.steps());
    assertTrue(report.reason().contains("steps were late"), report.reason());
    assertEquals(List.of(report.reason()), port.hooks);
    assertEquals(1, port.stops);
  }

  @Test
  void aRobotThatCannotBeReachedStopsIt(@TempDir Path folder) throws IOException {
    Port port =
        new Port() {
          @Override
          double sensor(int read) throws IOException {
            if (read == 30) {
              throw new IOException("no route to robot");
            }
            return 0;
          }
        };
    ControlLoop.Report report = port.loop().logged(10).build().run(1000);
    assertTrue(report.reason().contains("no route to robot"), report.reason());
    assertEquals(30, report.steps());
    assertEquals(10, report.last().size());
    assertEquals(29, report.last().get(9).number());
    Path file = folder.resolve("last.csv");
    report.write(file);
    List<String> lines = Files.readAllLines(file);
    assertEquals("step,start,seconds,o0,u0", lines.get(0));
    assertEquals(11, lines.size());
    assertTrue(lines.get(10).startsWith("29,"), lines.get(10));
    assertEquals(1, port.hooks.size());
    assertEquals(0, port.sent.get(port.sent.size() - 1));
  }

  @Test
  void unsoundObservationsSendTheSafeActionAndStopItWhenTheyLast() {
    Port port =
        new Port() {
          @Override
          double sensor(int read) {
            return read == 4 || read == 5 || read > 10 ? Double.NaN : 0.1;
          }
        };
    ControlLoop.Report report = port.loop().build().run(1000);
    assertEquals(14, report.steps());
    assertTrue(report.reason().contains("the observation is NaN"), report.reason());
    assertEquals(0, port.sent.get(4));
    assertTrue(port.sent.stream().allMatch(Double::isFinite));
  }

  @Test
  void afterStopNowHasReturnedNothingIsSent() throws Exception {
    for (int round = 0; round < 5; round++) {
      CountDownLatch moving = new CountDownLatch(5);
      Port port =
          new Port() {
            @Override
            double sensor(int read) {
              moving.countDown();
              return 0.1;
            }
          };
      ControlLoop loop = port.loop().build();
      CompletableFuture<ControlLoop.Report> report = CompletableFuture.supplyAsync(loop::run);
      assertTrue(Waiting.await(moving));
      loop.stopNow();
      int sent = port.sent.size();
      assertEquals(0, port.sent.get(sent - 1));
      assertTrue(report.get().completed());
      assertEquals(sent, port.sent.size());
      assertEquals(1, port.stops);
      assertEquals(List.of(), port.hooks);
    }
  }

  @Test
  void aCallThatHangsCallsTheHookWhileItHangs() throws Exception {
    CountDownLatch hook = new CountDownLatch(1);
    Port port =
        new Port() {
          @Override
          double sensor(int read) {
            if (read == 3) {
              Waiting.await(hook);
            }
            return 0;
          }
        };
    ControlLoop loop =
        port.loop()
            .hangAfter(Duration.ofMillis(150))
            .onStop(
                reason -> {
                  port.hooks.add(reason);
                  hook.countDown();
                })
            .build();
    ControlLoop.Report report = loop.run(1000);
    assertEquals(1, port.hooks.size());
    assertTrue(report.reason().contains("has not returned for 150 ms"), report.reason());
    assertFalse(report.completed());
  }

  @Test
  void anInterruptStopsIt() {
    Port port = new Port();
    Thread.currentThread().interrupt();
    ControlLoop.Report report = port.loop().build().run(10);
    assertTrue(Thread.interrupted());
    assertEquals("interrupted", report.reason());
    assertEquals(1, port.stops);
  }

  @Test
  void theFirstActionIsWarmAndAStepAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long[] bytes = new long[700];
    Port port =
        new Port() {
          @Override
          double sensor(int read) {
            // at every step: a branch that is seldom taken would undo the compiled code
            bytes[read] = threads.getThreadAllocatedBytes(thread);
            return 0.1;
          }

          @Override
          public void send(double[] action) {}
        };
    ControlLoop.Report report = port.loop().build().run(700);
    assertEquals(700, report.steps());
    // now and then the virtual machine itself allocates, once; a step's share is in every span
    long least =
        IntStream.range(1, 6).mapToLong(i -> bytes[100 * i + 100] - bytes[100 * i]).min().orElse(0);
    assertTrue(least < 100, least + " bytes in 100 steps");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    Port port = new Port();
    assertThrows(IllegalArgumentException.class, () -> port.loop().period(Duration.ZERO).build());
    assertThrows(IllegalArgumentException.class, () -> port.loop().safeAction(2).build());
    assertThrows(IllegalArgumentException.class, () -> port.loop().logged(0).build());
    assertThrows(IllegalArgumentException.class, () -> port.loop().problemsInARow(0).build());
    assertThrows(IllegalArgumentException.class, () -> port.loop().allowedOverruns(-1, 1).build());
  }
}
