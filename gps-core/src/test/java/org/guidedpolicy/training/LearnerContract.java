package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.Sha256;
import org.guidedpolicy.initial.HoldPosition;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.LocalEpisodes;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.safety.Deadlines;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.training.TrainingOptions.SelectedPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Learner} promises. Its test inherits these, with options that let it remember
 * from iteration to iteration all that it can, and episodes few and short enough for some hundred
 * iterations.
 */
public abstract class LearnerContract {
  private static final int ITERATIONS = 4;

  @TempDir private Path folder;

  /** What is trained by. */
  protected abstract Algorithm algorithm();

  /** Simulations whose episodes depend on the generator of their reset alone, and never fail. */
  protected abstract Supplier<? extends Environment> environments();

  /** What they are to achieve. */
  protected abstract CostFunction cost();

  /** Trainers that can be stored. */
  protected abstract PolicyTrainerFactory trainers();

  /** Whether an iteration's episodes are as many whatever came before. */
  protected boolean makesAFixedNumberOfEpisodes() {
    return true;
  }

  private TrainingOptions options() {
    return TrainingOptions.of(algorithm())
        .with(
            o -> {
              o.iterations = ITERATIONS;
              o.threads = 1;
              o.allowedFailures = 0;
              o.selectedPolicy = SelectedPolicy.BEST_IN_TRAINING;
            });
  }

  private Trainings.Builder training(Supplier<? extends Environment> on, Path checkpoints) {
    return Trainings.builder(on, cost(), options())
        .policy(trainers())
        .checkpoints(Checkpoints.in(checkpoints).keep(ITERATIONS));
  }

  private Trainings.Builder training(Path checkpoints) {
    return training(environments(), checkpoints);
  }

  private Trainings.Builder resumed(Path checkpoints) throws IOException {
    return Trainings.resume(checkpoints, environments(), cost()).policy(trainers());
  }

  /**
   * All that a run has come to, but for wall-clock times; equal bit by bit.
   *
   * @param policy SHA-256 of its bytes, as of the others
   */
  private record Outcome(
      List<IterationReport> history,
      Optional<TrainingState.Best> best,
      String policy,
      Optional<String> bestPolicy,
      String learner) {
    static Outcome of(TrainingState state) {
      return new Outcome(
          Runs.timeless(state.header().history()),
          state.header().best(),
          hash(state.policy()),
          state.bestPolicy().map(Outcome::hash),
          hash(state.learner()));
    }

    static Outcome in(Path checkpoints) throws IOException {
      return of(Checkpoint.newest(checkpoints).state());
    }

    private static String hash(byte[] bytes) {
      return HexFormat.of().formatHex(Sha256.of(bytes, 0, bytes.length));
    }
  }

  private static TrainingState state(Path checkpoints, int iteration) throws IOException {
    return Checkpoint.read(
            checkpoints.resolve(String.format("iteration-%06d.checkpoint", iteration)))
        .state();
  }

  /** A run that nothing disturbs. */
  private Path undisturbed() {
    Path checkpoints = folder.resolve("undisturbed");
    if (!Files.exists(checkpoints)) {
      training(checkpoints).build().train();
    }
    return checkpoints;
  }

  private static final class PowerCut extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static void cutAfter(int iteration, Trainings.Builder builder) {
    TrainingListener cut =
        (report, policy) -> {
          if (report.iteration() == iteration) {
            throw new PowerCut();
          }
        };
    Training run = builder.listener(cut).build();
    assertThrows(PowerCut.class, run::train);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void resumedAfterAnyIterationItGivesWhatItGivesUninterrupted(int iteration) throws IOException {
    Path cut = folder.resolve("cut");
    cutAfter(iteration, training(cut));
    resumed(cut).build().train();
    assertEquals(Outcome.in(undisturbed()), Outcome.in(cut));
  }

  @Test
  void resumedAfterEveryIterationItGivesWhatItGivesUninterrupted() throws IOException {
    Path cut = folder.resolve("cut");
    cutAfter(1, training(cut));
    for (int iteration = 2; iteration <= ITERATIONS; iteration++) {
      cutAfter(iteration, resumed(cut));
    }
    assertEquals(Outcome.in(undisturbed()), Outcome.in(cut));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void anyNumberOfThreadsGivesEqualBits(int threads) throws IOException {
    Path many = folder.resolve("many");
    training(many).threads(threads).build().train();
    assertEquals(Outcome.in(undisturbed()), Outcome.in(many));
  }

  @Test
  void anotherSeedGivesAnotherPolicy() throws IOException {
    Path other = folder.resolve("other");
    training(other).seed(2).build().train();
    assertNotEquals(Outcome.in(undisturbed()).policy, Outcome.in(other).policy);
  }

  /** A run with all that it works with. */
  private final class Run implements AutoCloseable {
    private final WorkPool pool = WorkPool.of(1);
    private final Workshop shop;
    private final Learner learner;
    private final RolloutCollector collector;

    Run() {
      FallbackCounter fallbacks = new FallbackCounter();
      collector =
          new RolloutCollector(
              LocalEpisodes.parallel(environments(), pool, Deadlines.none())
                  .withInitial(HoldPosition.defaults()::controllers));
      EnvironmentSpec spec = collector.spec();
      shop =
          new Workshop(
              spec,
              cost(),
              HoldPosition.defaults(),
              List.of(),
              options(),
              new TrainingEpisodes(
                  options(), collector, EpisodeRecorder.open(Optional.empty(), spec), fallbacks),
              Optional.empty(),
              false,
              trainers(),
              fallbacks,
              pool);
      learner = algorithm().learner(shop);
    }

    TrainingResult train(CheckpointFolder to, BooleanSupplier cancelled) {
      return new TrainingRun(shop, learner, Optional.of(new CheckpointKeeper(to, 1)), cancelled)
          .toEnd(List.of(), report -> false);
    }

    byte[] written() {
      BinaryOutput out = new BinaryOutput();
      learner.write(out);
      return out.toByteArray();
    }

    void read(byte[] bytes, int done) throws FormatException {
      BinaryInput in = new BinaryInput(ByteBuffer.wrap(bytes));
      learner.read(in, done);
      in.requireEnd();
    }

    @Override
    public void close() {
      learner.close();
      collector.close();
      pool.close();
    }
  }

  @Test
  void cancelledBetweenAnyTwoPhasesItLeavesTheLastFinishedIteration() throws IOException {
    Path whole = undisturbed();
    boolean over = false;
    int phases = 0;
    for (; !over; phases++) {
      Path checkpoints = folder.resolve("cancelled-" + phases);
      over = !cancelledAfter(phases, checkpoints);
      int done = done(checkpoints);
      assertTrue(over || done < ITERATIONS, "cancelled after phase " + phases);
      if (done > 0) {
        assertEquals(Outcome.of(state(whole, done)), Outcome.in(checkpoints));
        resumed(checkpoints).build().train();
        assertEquals(Outcome.in(whole), Outcome.in(checkpoints));
      }
    }
    assertTrue(phases > ITERATIONS, "only " + phases + " phases");
  }

  /** False if all was done before. */
  private boolean cancelledAfter(int phases, Path checkpoints) throws IOException {
    AtomicInteger begun = new AtomicInteger();
    try (CheckpointFolder to = CheckpointFolder.open(checkpoints, ITERATIONS);
        Run run = new Run()) {
      TrainingResult result = run.train(to, () -> begun.incrementAndGet() > phases);
      return result.ending() == TrainingResult.Ending.CANCELLED;
    } catch (TrainingException e) {
      assertTrue(e.getMessage().contains("cancelled before its first iteration"), e.getMessage());
      return true;
    }
  }

  private static int done(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return (int) files.filter(file -> file.toString().endsWith(".checkpoint")).count();
    }
  }

  @Test
  void whatOneLearnerWritesAnotherReadsAndWritesAgain() throws IOException {
    try (Run first = new Run();
        Run second = new Run()) {
      assertArrayEquals(first.written(), second.written());
    }
    for (int iteration = 1; iteration <= ITERATIONS; iteration++) {
      TrainingState state = state(undisturbed(), iteration);
      try (Run run = new Run()) {
        run.read(state.learner(), iteration);
        assertArrayEquals(state.learner(), run.written());
        byte[] policy = run.learner.policyBytes(run.learner.policy(state.policy()));
        assertArrayEquals(state.policy(), policy);
      }
    }
  }

  /** A byte longer, and cut to many lengths. */
  private static List<byte[]> damaged(byte[] good) {
    SplittableRandom random = new SplittableRandom(3);
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(Arrays.copyOf(good, good.length + 1));
    for (int i = 0; i < 100; i++) {
      damaged.add(Arrays.copyOf(good, random.nextInt(good.length)));
    }
    return damaged;
  }

  private void assertRefused(byte[] bytes, int done, String what) {
    try (Run run = new Run()) {
      Exception e = assertThrows(Exception.class, () -> run.read(bytes, done), what);
      boolean explained = e instanceof FormatException || e instanceof IllegalArgumentException;
      assertTrue(explained, () -> what + ": " + e);
    }
  }

  @Test
  void damagedBytesAreRefused() throws IOException {
    byte[] good = state(undisturbed(), ITERATIONS).learner();
    for (byte[] bad : damaged(good)) {
      assertRefused(bad, ITERATIONS, "cut to " + bad.length + " of " + good.length);
    }
  }

  @Test
  void changedBytesGiveALearnerOrAnErrorOfTheFormat() throws IOException {
    byte[] good = state(undisturbed(), ITERATIONS).learner();
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200; i++) {
      byte[] bad = good.clone();
      int at = random.nextInt(random.nextBoolean() ? Math.min(64, bad.length) : bad.length);
      bad[at] ^= (byte) (1 + random.nextInt(255));
      try (Run run = new Run()) {
        run.read(bad, ITERATIONS);
      } catch (FormatException | IllegalArgumentException e) {
        assertTrue(e.getMessage().length() > 10, e.getMessage());
      }
    }
  }

  private static Map<String, String> contents(Path checkpoints) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(checkpoints)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".checkpoint")).toList()) {
        contents.put(file.toString(), Outcome.hash(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Test
  void aTrainingDoesNotResumeFromDamagedBytesAndLeavesTheRunAsItWas() throws IOException {
    Path cut = folder.resolve("cut");
    cutAfter(2, training(cut));
    TrainingState good = state(cut, 2);
    byte[] file = Files.readAllBytes(Checkpoint.newest(cut).file());
    for (byte[] learner : damaged(good.learner()).subList(0, 10)) {
      TrainingState bad =
          new TrainingState(good.header(), good.policy(), good.bestPolicy(), learner);
      Files.write(Checkpoint.newest(cut).file(), CheckpointFormat.bytes(bad));
      Map<String, String> before = contents(cut);
      AtomicInteger episodes = new AtomicInteger();
      Training run =
          Trainings.resume(cut, () -> new Faulty(environments().get(), episodes, -1), cost())
              .policy(trainers())
              .build();
      TrainingException e = assertThrows(TrainingException.class, run::train);
      assertTrue(e.getMessage().startsWith("cannot resume from " + cut), e.getMessage());
      assertEquals(0, episodes.get());
      assertEquals(before, contents(cut));
    }
    Files.write(Checkpoint.newest(cut).file(), file);
    resumed(cut).build().train();
    assertEquals(Outcome.in(undisturbed()), Outcome.in(cut));
  }

  /** Fails in the second step of one episode, counted over all environments. */
  private record Faulty(Environment inner, AtomicInteger episodes, int number, int[] step)
      implements ResettableEnvironment {
    Faulty(Environment inner, AtomicInteger episodes, int number) {
      this(inner, episodes, number, new int[1]);
    }

    @Override
    public EnvironmentSpec spec() {
      return inner.spec();
    }

    @Override
    public int conditions() {
      return ResettableEnvironment.conditionsOf(inner);
    }

    @Override
    public TimeStep reset(RandomGenerator random) throws IOException {
      begin();
      return inner.reset(random);
    }

    @Override
    public TimeStep reset(int condition, RandomGenerator random) throws IOException {
      begin();
      return ResettableEnvironment.reset(inner, condition, random);
    }

    private void begin() {
      step[0] = episodes.incrementAndGet() == number ? 2 : 0;
    }

    @Override
    public TimeStep step(double[] action) throws IOException {
      if (step[0] > 0 && --step[0] == 0) {
        throw new IllegalStateException("the gripper is open");
      }
      return inner.step(action);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  /** The first episode of the third iteration fails. */
  private Trainings.Builder failing(Path checkpoints) throws IOException {
    int number = state(undisturbed(), 2).header().history().get(1).episodes() + 1;
    AtomicInteger episodes = new AtomicInteger();
    return training(() -> new Faulty(environments().get(), episodes, number), checkpoints);
  }

  private static List<Integer> counts(TrainingResult result, Fallback kind) {
    return result.history().stream().map(r -> r.fallbacks().getOrDefault(kind, 0)).toList();
  }

  @Test
  void afterAFailedEpisodeThereIsWhatWasDoneBeforeAndItCanBeResumed() throws IOException {
    Path failed = folder.resolve("failed");
    Training run = failing(failed).build();
    TrainingException e = assertThrows(TrainingException.class, run::train);
    assertTrue(e.getMessage().startsWith("iteration 3: "), e.getMessage());
    assertTrue(e.getMessage().contains("the gripper is open"), e.getMessage());
    assertEquals(2, e.partialResult().orElseThrow().history().size());
    assertEquals(Outcome.of(state(undisturbed(), 2)), Outcome.in(failed));
    resumed(failed).build().train();
    assertEquals(Outcome.in(undisturbed()), Outcome.in(failed));
  }

  @Test
  void aFailedEpisodeIsRepeatedWhereThatIsAllowed() throws IOException {
    TrainingResult result = failing(folder.resolve("f")).allowedFailures(1).build().train();
    assertEquals(List.of(0, 0, 1, 0), counts(result, Fallback.EPISODE_REPEATED));
    if (makesAFixedNumberOfEpisodes()) {
      assertEquals(undisturbedEpisodes(), result.history().get(ITERATIONS - 1).episodes());
    }
  }

  @Test
  void aFailedEpisodeIsLeftOutWhereThatIsAllowed() throws IOException {
    EpisodeOptions drops = EpisodeOptions.defaults().with(o -> o.allowedDrops = 1);
    TrainingResult result = failing(folder.resolve("f")).episodes(drops).build().train();
    assertEquals(List.of(0, 0, 1, 0), counts(result, Fallback.EPISODE_DROPPED));
    if (makesAFixedNumberOfEpisodes()) {
      assertEquals(undisturbedEpisodes() - 1, result.history().get(ITERATIONS - 1).episodes());
    }
  }

  private int undisturbedEpisodes() throws IOException {
    return state(undisturbed(), ITERATIONS).header().history().get(ITERATIONS - 1).episodes();
  }
}
