package org.guidedpolicy.dynamics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynamicsLearnerTest {
  private static final DynamicsOptions OPTIONS =
      DynamicsOptions.defaults()
          .with(
              o -> {
                o.firstSteps = 150;
                o.laterSteps = 100;
                o.members = 3;
              });

  private final List<Trajectory> first = Systems.episodes(Systems.linear(), 4, 1);
  private final List<Trajectory> second = Systems.episodes(Systems.linear(), 3, 2);

  private static DynamicsLearner learner() {
    return new DynamicsLearner(3, 2, OPTIONS);
  }

  private static LearnedDynamics fit(DynamicsLearner learner, int threads) {
    try (WorkPool pool = WorkPool.of(threads)) {
      return learner.fit(7, pool);
    }
  }

  private static double[] somewhere(LearnedDynamics world) {
    double[] next = new double[3];
    world.next(new double[] {0.3, 0.1, 0.7}, new double[] {0.5, -0.5}, next);
    return next;
  }

  private static byte[] bytes(DynamicsLearner learner) {
    BinaryOutput out = new BinaryOutput();
    learner.write(out);
    return out.toByteArray();
  }

  private static DynamicsLearner read(byte[] bytes, DynamicsOptions options)
      throws FormatException {
    BinaryInput in = new BinaryInput(ByteBuffer.wrap(bytes));
    DynamicsLearner learner = DynamicsLearner.read(3, 2, options, in);
    in.requireEnd();
    return learner;
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8})
  void resultsAreEqualBitByBitForAnyNumberOfThreads(int threads) {
    DynamicsLearner alone = learner();
    DynamicsLearner together = learner();
    for (List<Trajectory> batch : List.of(first, second)) {
      alone.add(batch);
      together.add(batch);
      fit(alone, 1);
      fit(together, threads);
    }
    assertArrayEquals(bytes(alone), bytes(together));
  }

  @Test
  void aLearnerReadFromBytesContinuesAsTheOriginal() throws FormatException {
    DynamicsLearner learner = learner();
    learner.add(first);
    LearnedDynamics world = fit(learner, 2);
    DynamicsLearner resumed = read(bytes(learner), OPTIONS);
    assertArrayEquals(somewhere(world), somewhere(resumed.dynamics().orElseThrow()));
    assertEquals(first, resumed.episodes());
    assertEquals(4, resumed.newest());
    learner.add(second);
    resumed.add(second);
    assertArrayEquals(somewhere(fit(learner, 2)), somewhere(fit(resumed, 2)));
    assertArrayEquals(bytes(learner), bytes(resumed));
  }

  @Test
  void aLearnerThatHasNotLearnedYetIsReadToo() throws FormatException {
    DynamicsLearner learner = learner();
    learner.add(first);
    DynamicsLearner resumed = read(bytes(learner), OPTIONS);
    assertTrue(resumed.dynamics().isEmpty());
    assertArrayEquals(somewhere(fit(learner, 1)), somewhere(fit(resumed, 1)));
  }

  @Test
  void observationsOtherThanTheStateAreKept() throws FormatException {
    Trajectory seen = first.get(0);
    Trajectory partly =
        new Trajectory(
            seen.horizon(), seen.states(), seen.actions(), new double[2 * seen.horizon()]);
    DynamicsLearner learner = learner();
    learner.add(List.of(partly));
    assertEquals(List.of(partly), read(bytes(learner), OPTIONS).episodes());
  }

  @Test
  void anotherSeedLearnsOtherNetworksAndTheSameDynamics() {
    DynamicsOptions longer = OPTIONS.with(o -> o.firstSteps = 2000);
    DynamicsLearner a = new DynamicsLearner(3, 2, longer);
    DynamicsLearner b = new DynamicsLearner(3, 2, longer);
    a.add(first);
    b.add(first);
    try (WorkPool pool = WorkPool.of(2)) {
      double[] x = somewhere(a.fit(1, pool));
      double[] y = somewhere(b.fit(2, pool));
      assertFalse(Arrays.equals(x, y));
      assertArrayEquals(x, y, 0.02);
    }
  }

  /** By steps too small to change a weight. */
  @Test
  void newStatisticsLeaveTheLearnedFunctionAsItWas() throws FormatException {
    DynamicsLearner learner = learner();
    learner.add(first);
    double[] before = somewhere(fit(learner, 1));
    learner.add(scaled(second, 3));
    DynamicsLearner still = read(bytes(learner), OPTIONS.with(o -> o.learningRate = 1e-30));
    assertArrayEquals(before, somewhere(fit(still, 1)), 2e-6);
  }

  /** Wider episodes, in which the third entry, constant so far, varies. */
  private static List<Trajectory> scaled(List<Trajectory> episodes, double factor) {
    return episodes.stream()
        .map(
            episode -> {
              double[] states = episode.states();
              for (int k = 0; k < states.length; k++) {
                states[k] = factor * states[k] + (k % 3 == 2 ? Math.sin(k) : 0.5);
              }
              return new Trajectory(
                  episode.horizon(),
                  states,
                  episode.actions(),
                  Arrays.copyOf(states, 3 * episode.horizon()));
            })
        .toList();
  }

  @Test
  void aCancelledFitLeavesTheLearnerAsItWas() {
    DynamicsLearner learner = learner();
    learner.add(first);
    fit(learner, 1);
    byte[] before = bytes(learner);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> fit(learner, 1));
    assertTrue(Thread.interrupted());
    assertArrayEquals(before, bytes(learner));
  }

  @Test
  void networksOfOtherSizesAreRefusedWithBoth() {
    DynamicsLearner learner = learner();
    learner.add(first);
    byte[] bytes = bytes(learner);
    var e =
        assertThrows(
            FormatException.class,
            () -> read(bytes, OPTIONS.with(o -> o.hidden = List.of(32, 32))));
    assertEquals(
        "holds 3 networks of hidden layers [64, 64], the options say 3 of [32, 32]; resume with the"
            + " same members and hidden",
        e.getMessage());
  }

  @Test
  void aLearnerWithAnglesReadFromBytesContinuesAsTheOriginal() throws FormatException {
    EnvironmentSpec turning = EnvironmentSpec.builder(3, 2).angles(1).build();
    DynamicsLearner learner = new DynamicsLearner(turning, OPTIONS);
    learner.add(first);
    LearnedDynamics world = fit(learner, 2);
    BinaryInput in = new BinaryInput(ByteBuffer.wrap(bytes(learner)));
    DynamicsLearner resumed = DynamicsLearner.read(turning, OPTIONS, in);
    in.requireEnd();
    assertArrayEquals(somewhere(world), somewhere(resumed.dynamics().orElseThrow()));
    learner.add(second);
    resumed.add(second);
    assertArrayEquals(somewhere(fit(learner, 2)), somewhere(fit(resumed, 1)));
    assertArrayEquals(bytes(learner), bytes(resumed));
    var e = assertThrows(FormatException.class, () -> read(bytes(learner), OPTIONS));
    assertEquals(
        "holds networks of a state with angles [1], the environment has angles []; resume with the"
            + " same",
        e.getMessage());
  }

  @Test
  void bytesThatAreMissingAreNoticedWhereverTheyEnd() {
    DynamicsLearner learner = learner();
    learner.add(first.subList(0, 1));
    fit(learner, 1);
    byte[] bytes = bytes(learner);
    for (int length = 0; length < bytes.length; length += 1 + length / 50) {
      byte[] part = Arrays.copyOf(bytes, length);
      assertThrows(FormatException.class, () -> read(part, OPTIONS));
    }
  }

  @Test
  void withoutEpisodesThereIsNothingToLearn() {
    var e = assertThrows(IllegalStateException.class, () -> fit(learner(), 1));
    assertTrue(e.getMessage().contains("add episodes first"));
  }

  @Test
  void optionsAreCheckedByName() {
    for (var change :
        List.<Consumer<DynamicsOptions.Draft>>of(
            o -> o.members = 0,
            o -> o.hidden = List.of(0),
            o -> o.batch = 0,
            o -> o.learningRate = Double.NaN,
            o -> o.bend = 0)) {
      assertThrows(IllegalArgumentException.class, () -> OPTIONS.with(change));
    }
    assertEquals(OPTIONS, OPTIONS.with(o -> {}));
  }
}
