package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
import org.guidedpolicy.dynamics.DynamicsOptions;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.resetfree.ResetFree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OptionsTest {
  private static final TrainingOptions TRAINING = ResetFree.defaults();
  private static final ResetFree RESET_FREE = new ResetFree();
  private static final ModelOptions MODELS = ModelOptions.defaults();
  private static final StepOptions STEP = StepOptions.defaults();
  private static final PolicyOptions POLICY = PolicyOptions.defaults();
  private static final EpisodeOptions EPISODES = EpisodeOptions.defaults();
  private static final DynamicsOptions DYNAMICS = DynamicsOptions.defaults();

  @Test
  void countsBelowTheirMinimumAreRefused() {
    refuses("iterations", 1, v -> TRAINING.with(o -> o.iterations = v));
    refuses("threads", 1, v -> TRAINING.with(o -> o.threads = v));
    refuses("allowedFailures", 0, v -> TRAINING.with(o -> o.allowedFailures = v));
    ResetFree single = RESET_FREE.with(o -> o.clusters = 1);
    refuses("trajectories", 1, v -> single.with(o -> o.trajectories = v));
    refuses("clusters", 0, v -> RESET_FREE.with(o -> o.clusters = v));
    refuses("maxComponents", 1, v -> MODELS.with(o -> o.maxComponents = v));
    refuses("minPointsPerComponent", 1, v -> MODELS.with(o -> o.minPointsPerComponent = v));
    refuses("priorIterations", 1, v -> MODELS.with(o -> o.priorIterations = v));
    refuses("reusedIterations", 0, v -> MODELS.with(o -> o.reusedIterations = v));
    refuses("mixtureIterations", 1, v -> MODELS.with(o -> o.mixtureIterations = v));
    refuses("warmUpIterations", 0, v -> STEP.with(o -> o.warmUpIterations = v));
    refuses("rounds", 1, v -> POLICY.with(o -> o.rounds = v));
    refuses("replayedIterations", 0, v -> POLICY.with(o -> o.replayedIterations = v));
    refuses("allowedDrops", 0, v -> EPISODES.with(o -> o.allowedDrops = v));
  }

  @Test
  void numbersThatMustBePositiveAreRefusedOtherwise() {
    refusesUnlessPositive("priorStrength", v -> MODELS.with(o -> o.priorStrength = v));
    refusesUnlessPositive("klPerStep", v -> STEP.with(o -> o.klPerStep = v));
    refusesUnlessPositive("minMultiplier", v -> STEP.with(o -> o.minMultiplier = v));
    refusesUnlessPositive("maxMultiplier", v -> STEP.with(o -> o.maxMultiplier = v));
    refusesUnlessPositive("warmUpFactor", v -> STEP.with(o -> o.warmUpFactor = v));
  }

  @Test
  void numbersThatMayBeZeroAreRefusedBelow() {
    refusesNegative("noiseWidth", v -> RESET_FREE.with(o -> o.noiseWidth = v));
    refusesNegative("stepDeadline", v -> EPISODES.with(o -> o.stepDeadline = v));
    refusesNegative("resetDeadline", v -> EPISODES.with(o -> o.resetDeadline = v));
    refusesNegative("episodeDeadline", v -> EPISODES.with(o -> o.episodeDeadline = v));
    refusesNegative("targetBound", v -> POLICY.with(o -> o.targetBound = v));
    refusesNegative("minStandardDeviation", v -> POLICY.with(o -> o.minStandardDeviation = v));
  }

  @Test
  void anIterationMayNotDropAllItsEpisodes() {
    EpisodeOptions drops = EPISODES.with(o -> o.allowedDrops = 40);
    refusal(() -> TRAINING.with(o -> o.episodes = drops), "allowedDrops is 40", "less than the 10");
    ResetFree more = RESET_FREE.with(o -> o.trajectories = 41);
    TrainingOptions changed =
        TRAINING.with(
            o -> {
              o.episodes = drops;
              o.algorithm = more;
            });
    assertEquals(drops, changed.episodes());
  }

  @Test
  void nullNamesTheOption() {
    nullIsNamed("episodes", () -> TRAINING.with(o -> o.episodes = nothing()));
    nullIsNamed("selectedPolicy", () -> TRAINING.with(o -> o.selectedPolicy = nothing()));
    nullIsNamed("algorithm", () -> TRAINING.with(o -> o.algorithm = nothing()));
    nullIsNamed("models", () -> RESET_FREE.with(o -> o.models = nothing()));
    nullIsNamed("step", () -> RESET_FREE.with(o -> o.step = nothing()));
    nullIsNamed("policy", () -> RESET_FREE.with(o -> o.policy = nothing()));
    nullIsNamed("clustering", () -> MODELS.with(o -> o.clustering = nothing()));
    nullIsNamed("linearization", () -> MODELS.with(o -> o.linearization = nothing()));
    nullIsNamed("start", () -> MODELS.with(o -> o.start = nothing()));
    nullIsNamed("rule", () -> STEP.with(o -> o.rule = nothing()));
    nullIsNamed("targets", () -> POLICY.with(o -> o.targets = nothing()));
    nullIsNamed("covariance", () -> POLICY.with(o -> o.covariance = nothing()));
  }

  private static void nullIsNamed(String name, org.junit.jupiter.api.function.Executable setting) {
    assertEquals(name, assertThrows(NullPointerException.class, setting).getMessage());
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <V> V nothing() {
    return null;
  }

  @ParameterizedTest
  @MethodSource("everyKind")
  void aChangedOptionChangesAlone(Record options) {
    for (RecordComponent option : options.getClass().getRecordComponents()) {
      Object other = other(value(options, option));
      Record changed = with(options, option, other);
      for (RecordComponent any : options.getClass().getRecordComponents()) {
        Object expected = any.getName().equals(option.getName()) ? other : value(options, any);
        assertEquals(expected, value(changed, any), option + " set, " + any);
      }
    }
  }

  static List<Record> everyKind() {
    return List.of(TRAINING, RESET_FREE, MODELS, STEP, POLICY, EPISODES, DYNAMICS);
  }

  @Test
  void theBuilderTakesOverEveryOption() {
    TrainingOptions other = (TrainingOptions) other(TRAINING);
    assertEquals(other, Runs.pointMass().options(other).build().options());
  }

  private static Object value(Record options, RecordComponent option) {
    try {
      return option.getAccessor().invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static Record with(Record options, RecordComponent option, Object value) {
    Consumer<Object> change =
        draft -> {
          try {
            draft.getClass().getField(option.getName()).set(draft, value);
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        };
    try {
      return (Record) options.getClass().getMethod("with", Consumer.class).invoke(options, change);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** A value that is allowed, too; of options all are changed. */
  private static Object other(Object value) {
    if (value instanceof Integer number) {
      return number + 1;
    }
    if (value instanceof Long number) {
      return number + 1;
    }
    if (value instanceof Double number) {
      return 0.5 * number + 0.25;
    }
    if (value instanceof Boolean flag) {
      return !flag;
    }
    if (value instanceof Enum<?> constant) {
      Object[] all = constant.getDeclaringClass().getEnumConstants();
      return all[(constant.ordinal() + 1) % all.length];
    }
    if (value instanceof List<?> list) {
      return list.stream().map(OptionsTest::other).toList();
    }
    Record changed = (Record) value;
    for (RecordComponent option : value.getClass().getRecordComponents()) {
      changed = with(changed, option, other(value(changed, option)));
    }
    return changed;
  }

  @Test
  void moreClustersThanTrajectoriesAreRefused() {
    String message = refusal(() -> clusters(41, 40), "clusters", "41", "40");
    assertTrue(message.contains("use fewer clusters or more trajectories"), message);
    assertEquals(40, clusters(40, 40).clusters());
  }

  private static ResetFree clusters(int clusters, int trajectories) {
    return RESET_FREE.with(
        o -> {
          o.clusters = clusters;
          o.trajectories = trajectories;
        });
  }

  @Test
  void theNoiseOfTheCalmestEpisodeIsAShare() {
    assertEquals(0, RESET_FREE.with(o -> o.minNoiseScale = 0).minNoiseScale());
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      refusal(
          () -> RESET_FREE.with(o -> o.minNoiseScale = bad),
          "minNoiseScale",
          "between 0 and 1",
          "is " + bad);
    }
  }

  @Test
  void aMinimalMultiplierAboveTheMaximalIsRefused() {
    refusal(
        () -> STEP.with(o -> o.minMultiplier = 2.5),
        "minMultiplier",
        "2.5",
        "maxMultiplier",
        "2.0");
  }

  private static void refuses(String name, int min, IntFunction<?> option) {
    option.apply(min);
    for (int bad : new int[] {min - 1, -7, Integer.MIN_VALUE}) {
      refusal(() -> option.apply(bad), name, "at least " + min, "is " + bad);
    }
  }

  private static void refusesUnlessPositive(String name, DoubleFunction<?> option) {
    option.apply(1);
    for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      refusal(() -> option.apply(bad), name, "finite and positive", "is " + bad);
    }
  }

  private static void refusesNegative(String name, DoubleFunction<?> option) {
    option.apply(0);
    for (double bad : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      refusal(() -> option.apply(bad), name, "finite and not negative", "is " + bad);
    }
  }

  private static String refusal(Runnable option, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, option::run).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> message + " does not mention " + part);
    }
    return message;
  }
}
