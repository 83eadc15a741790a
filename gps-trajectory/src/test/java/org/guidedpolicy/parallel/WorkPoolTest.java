package org.guidedpolicy.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WorkPoolTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 9})
  void everyNumberRunsExactlyOnce(int threads) {
    try (WorkPool pool = WorkPool.of(threads)) {
      assertEquals(threads, pool.threads());
      for (int n : new int[] {0, 1, 2, 3, 8, 500}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(n);
        pool.forEach(n, runs::incrementAndGet);
        for (int i = 0; i < n; i++) {
          assertEquals(1, runs.get(i), "task " + i + " of " + n);
        }
      }
    }
  }

  @Test
  void resultsOfTasksAreVisibleToTheCaller() {
    try (WorkPool pool = WorkPool.of(4)) {
      for (int round = 0; round < 200; round++) {
        double[] result = new double[50];
        int offset = round;
        pool.forEach(result.length, i -> result[i] = i + offset);
        for (int i = 0; i < result.length; i++) {
          assertEquals(i + offset, result[i]);
        }
      }
    }
  }

  @Test
  void threadsTakeTheNextNumberWhenTheyAreFree() {
    // Task 0 ends only after all others, which is possible only if another thread takes those.
    CountDownLatch others = new CountDownLatch(9);
    try (WorkPool pool = WorkPool.of(2)) {
      pool.forEach(
          10,
          i -> {
            if (i == 0) {
              await(others);
            } else {
              others.countDown();
            }
          });
    }
  }

  @Test
  void theCallersThreadTakesPart() {
    // Two tasks that wait for each other, on two threads of which one is the caller's.
    CountDownLatch both = new CountDownLatch(2);
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    try (WorkPool pool = WorkPool.of(2)) {
      pool.forEach(
          2,
          i -> {
            used.add(Thread.currentThread());
            both.countDown();
            await(both);
          });
    }
    assertEquals(2, used.size());
    assertTrue(used.contains(Thread.currentThread()));
  }

  @Test
  void ownThreadsAreNamedDaemonsThatEndAfterClose() throws InterruptedException {
    Set<Thread> used = ConcurrentHashMap.newKeySet();
    CountDownLatch all = new CountDownLatch(3);
    try (WorkPool pool = WorkPool.of(3)) {
      pool.forEach(
          3,
          i -> {
            used.add(Thread.currentThread());
            all.countDown();
            await(all);
          });
    }
    used.remove(Thread.currentThread());
    assertEquals(2, used.size());
    for (Thread thread : used) {
      assertTrue(thread.isDaemon());
      assertTrue(thread.getName().matches("gps-worker-\\d+"), thread.getName());
      thread.join(5000);
      assertFalse(thread.isAlive());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aWorkspaceBelongsToOneThread(int threads) {
    AtomicInteger made = new AtomicInteger();
    try (WorkPool pool = WorkPool.of(threads)) {
      pool.forEach(
          200,
          () -> {
            made.incrementAndGet();
            return new AtomicReference<Thread>();
          },
          (owner, i) -> {
            owner.compareAndSet(null, Thread.currentThread());
            assertSame(owner.get(), Thread.currentThread());
          });
    }
    assertTrue(made.get() >= 1 && made.get() <= threads, made + " workspaces");
  }

  @Test
  void theFirstFailureByNumberIsThrownWhateverFailsFirst() {
    for (int threads : new int[] {1, 2, 4}) {
      try (WorkPool pool = WorkPool.of(threads)) {
        for (int round = 0; round < 50; round++) {
          int late = round % 3;
          var e =
              assertThrows(
                  ArithmeticException.class,
                  () ->
                      pool.forEach(
                          20,
                          i -> {
                            if (i == 5) {
                              pause(late);
                            }
                            if (i >= 5 && i % 2 == 1) {
                              throw new ArithmeticException("task " + i);
                            }
                          }));
          assertEquals("task 5", e.getMessage());
        }
      }
    }
  }

  @Test
  void aFailureComesThroughAsItIs() {
    try (WorkPool pool = WorkPool.of(2)) {
      var exception = new UnsupportedOperationException("mine");
      assertSame(
          exception,
          assertThrows(
              RuntimeException.class,
              () ->
                  pool.forEach(
                      9,
                      i -> {
                        throw exception;
                      })));
      var error = new StackOverflowError("mine");
      assertSame(
          error,
          assertThrows(
              Error.class,
              () ->
                  pool.forEach(
                      9,
                      i -> {
                        throw error;
                      })));
    }
  }

  @Test
  void noTaskStartsAfterAFailure() {
    AtomicInteger started = new AtomicInteger();
    try (WorkPool pool = WorkPool.of(1)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              pool.forEach(
                  100,
                  i -> {
                    started.incrementAndGet();
                    if (i == 3) {
                      throw new IllegalStateException();
                    }
                  }));
    }
    assertEquals(4, started.get());
  }

  @Test
  void otherThreadsStopAfterAFailure() {
    AtomicInteger started = new AtomicInteger();
    try (WorkPool pool = WorkPool.of(3)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              pool.forEach(
                  300,
                  i -> {
                    started.incrementAndGet();
                    pause(2);
                    if (i == 3) {
                      throw new IllegalStateException();
                    }
                  }));
    }
    assertTrue(started.get() < 100, started + " tasks started");
  }

  @Test
  void aFailingWorkspaceIsAFailure() {
    try (WorkPool pool = WorkPool.of(3)) {
      assertThrows(
          ArithmeticException.class,
          () ->
              pool.forEach(
                  10,
                  () -> {
                    throw new ArithmeticException();
                  },
                  (w, i) -> {}));
    }
  }

  @Test
  void aPoolWorksOnAfterAFailure() {
    try (WorkPool pool = WorkPool.of(3)) {
      assertThrows(ArithmeticException.class, () -> pool.forEach(10, i -> divide(i)));
      AtomicInteger runs = new AtomicInteger();
      pool.forEach(10, i -> runs.incrementAndGet());
      assertEquals(10, runs.get());
    }
  }

  @Test
  void nestedCallsRunInTheirTasksThread() {
    try (WorkPool pool = WorkPool.of(4)) {
      AtomicInteger runs = new AtomicInteger();
      pool.forEach(
          2,
          i -> {
            Thread outer = Thread.currentThread();
            pool.forEach(
                8,
                j -> {
                  pause(1);
                  assertSame(outer, Thread.currentThread());
                  pool.forEach(2, l -> runs.incrementAndGet());
                });
          });
      assertEquals(32, runs.get());
    }
  }

  @Test
  void callsNestedInASingleTaskUseTheThreads() {
    CountDownLatch both = new CountDownLatch(2);
    try (WorkPool pool = WorkPool.of(2)) {
      pool.forEach(
          1,
          i ->
              pool.forEach(
                  2,
                  j -> {
                    both.countDown();
                    await(both);
                  }));
    }
  }

  @Test
  void twoPoolsNestWithoutDeadlock() {
    try (WorkPool outer = WorkPool.of(3);
        WorkPool inner = WorkPool.of(3)) {
      AtomicInteger runs = new AtomicInteger();
      outer.forEach(6, i -> inner.forEach(6, j -> outer.forEach(3, l -> runs.incrementAndGet())));
      assertEquals(108, runs.get());
    }
  }

  @Test
  void severalThreadsShareAPool() {
    try (WorkPool pool = WorkPool.of(2);
        WorkPool callers = WorkPool.of(4)) {
      AtomicInteger runs = new AtomicInteger();
      callers.forEach(4, c -> pool.forEach(100, i -> runs.incrementAndGet()));
      assertEquals(400, runs.get());
    }
  }

  @Test
  void aBusyExecutorDoesNotBlock() throws InterruptedException {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    CountDownLatch release = new CountDownLatch(1);
    try {
      executor.execute(() -> await(release));
      try (WorkPool pool = WorkPool.over(executor, 4)) {
        AtomicInteger runs = new AtomicInteger();
        pool.forEach(20, i -> runs.incrementAndGet());
        assertEquals(20, runs.get());
      }
    } finally {
      release.countDown();
      executor.shutdown();
      assertTrue(executor.awaitTermination(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void noMoreThreadsOfAnExecutorAreUsedThanAsked() {
    ExecutorService executor = Executors.newFixedThreadPool(8);
    try (WorkPool pool = WorkPool.over(executor, 3)) {
      Set<Thread> used = ConcurrentHashMap.newKeySet();
      pool.forEach(
          30,
          i -> {
            used.add(Thread.currentThread());
            pause(1);
          });
      assertTrue(used.size() <= 3, used.toString());
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void anExecutorsThreadsComeBackUninterrupted() throws InterruptedException {
    AtomicInteger marked = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(2);
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()) {
          @Override
          protected void afterExecute(Runnable work, Throwable failure) {
            if (Thread.currentThread().isInterrupted()) {
              marked.incrementAndGet();
            }
          }
        };
    WorkPool pool = WorkPool.over(executor, 2);
    Thread caller =
        new Thread(
            () ->
                assertThrows(
                    CancellationException.class,
                    () ->
                        pool.forEach(
                            2,
                            i -> {
                              started.countDown();
                              pause(60_000);
                            })));
    caller.start();
    await(started);
    caller.interrupt();
    caller.join();
    executor.shutdown();
    assertTrue(executor.awaitTermination(5, TimeUnit.SECONDS));
    assertEquals(0, marked.get());
  }

  @Test
  void anExecutorStaysOpenAndARefusalIsNoFailure() {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    WorkPool pool = WorkPool.over(executor, 3);
    pool.close();
    assertFalse(executor.isShutdown());
    WorkPool again = WorkPool.over(executor, 3);
    executor.shutdownNow();
    AtomicInteger runs = new AtomicInteger();
    again.forEach(5, i -> runs.incrementAndGet());
    assertEquals(5, runs.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void interruptingTheCallerStopsTheWork(int threads) throws InterruptedException {
    CountDownLatch started = new CountDownLatch(threads);
    AtomicInteger sleepersInterrupted = new AtomicInteger();
    AtomicInteger starts = new AtomicInteger();
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    WorkPool pool = WorkPool.of(threads);
    Thread caller =
        new Thread(
            () -> {
              try {
                pool.forEach(
                    50,
                    i -> {
                      starts.incrementAndGet();
                      started.countDown();
                      try {
                        Thread.sleep(60_000);
                      } catch (InterruptedException e) {
                        sleepersInterrupted.incrementAndGet();
                        Thread.currentThread().interrupt();
                      }
                    });
              } catch (Throwable t) {
                thrown.set(t);
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    await(started);
    caller.interrupt();
    caller.join();
    assertEquals(CancellationException.class, thrown.get().getClass());
    assertEquals("interrupted with " + threads + " of 50 tasks started", thrown.get().getMessage());
    assertTrue(flag.get());
    assertEquals(threads, starts.get());
    assertEquals(threads, sleepersInterrupted.get());

    AtomicInteger interrupted = new AtomicInteger();
    pool.forEach(
        20,
        i -> {
          if (Thread.currentThread().isInterrupted()) {
            interrupted.incrementAndGet();
          }
        });
    assertEquals(0, interrupted.get(), "threads still marked as interrupted");
    pool.close();
  }

  @Test
  void anInterruptedCallerStartsNothing() {
    try (WorkPool pool = WorkPool.of(2)) {
      AtomicInteger starts = new AtomicInteger();
      Thread.currentThread().interrupt();
      assertThrows(
          CancellationException.class, () -> pool.forEach(9, i -> starts.incrementAndGet()));
      assertTrue(Thread.interrupted());
      assertEquals(0, starts.get());
    }
  }

  @Test
  void badArgumentsAreNamed() {
    assertEquals(
        "threads must be at least 1, is 0",
        assertThrows(IllegalArgumentException.class, () -> WorkPool.of(0)).getMessage());
    WorkPool pool = WorkPool.of(2);
    assertEquals(
        "number of tasks is -1, must not be negative",
        assertThrows(IllegalArgumentException.class, () -> pool.forEach(-1, i -> {})).getMessage());
    pool.close();
    assertThrows(IllegalStateException.class, () -> pool.forEach(1, i -> {}));
  }

  @Test
  void sumsOverNumbersDoNotDependOnTheThreads() {
    List<Double> sums =
        IntStream.of(1, 2, 4)
            .mapToObj(
                threads -> {
                  double[] parts = new double[1000];
                  try (WorkPool pool = WorkPool.of(threads)) {
                    pool.forEach(parts.length, i -> parts[i] = Math.sin(i) / (i + 1));
                  }
                  double sum = 0;
                  for (double part : parts) {
                    sum += part;
                  }
                  return sum;
                })
            .toList();
    assertEquals(sums.get(0), sums.get(1));
    assertEquals(sums.get(0), sums.get(2));
  }

  private static int divide(int i) {
    return 1 / (i - i);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(15, TimeUnit.SECONDS), "waited too long");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
