package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.IntFunction;
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

  @Test
  void countsBelowTheirLeastAreRefused() {
    refuses("iterations", 1, n -> TRAINING.with(o -> o.iterations = n));
    refuses(
        "trajectories",
        1,
        n ->
            RESET_FREE.with(
                o -> {
                  o.clusters = 1;
                  o.trajectories = n;
                }));
    refuses("clusters", 1, n -> RESET_FREE.with(o -> o.clusters = n));
    refuses("threads", 1, n -> TRAINING.with(o -> o.threads = n));
    refuses("allowedFailures", 0, n -> TRAINING.with(o -> o.allowedFailures = n));
    refuses("maxComponents", 1, MODELS::withMaxComponents);
    refuses("minPointsPerComponent", 1, MODELS::withMinPointsPerComponent);
    refuses("priorIterations", 1, MODELS::withPriorIterations);
    refuses("reusedIterations", 0, MODELS::withReusedIterations);
    refuses("mixtureIterations", 1, MODELS::withMixtureIterations);
    refuses("warmUpIterations", 0, STEP::withWarmUpIterations);
    refuses("rounds", 1, POLICY::withRounds);
    refuses("allowedDrops", 0, EpisodeOptions.defaults()::withAllowedDrops);
  }

  @Test
  void numbersThatMustBePositiveAreRefusedOtherwise() {
    refusesUnlessPositive("priorStrength", MODELS::withPriorStrength);
    refusesUnlessPositive("klPerStep", STEP::withKlPerStep);
    refusesUnlessPositive("minMultiplier", STEP::withMinMultiplier);
    refusesUnlessPositive("maxMultiplier", STEP::withMaxMultiplier);
    refusesUnlessPositive("warmUpFactor", STEP::withWarmUpFactor);
  }

  @Test
  void numbersThatMayBeZeroAreRefusedBelow() {
    refusesNegative("noiseWidth", n -> RESET_FREE.with(o -> o.noiseWidth = n));
    refusesNegative("stepDeadline", EpisodeOptions.defaults()::withStepDeadline);
    refusesNegative("resetDeadline", EpisodeOptions.defaults()::withResetDeadline);
    refusesNegative("episodeDeadline", EpisodeOptions.defaults()::withEpisodeDeadline);
    refusesNegative("minStandardDeviation", POLICY::withMinStandardDeviation);
  }

  @Test
  void anIterationMayNotDropAllItsEpisodes() {
    EpisodeOptions drops = EpisodeOptions.defaults().withAllowedDrops(40);
    refusal(() -> TRAINING.with(o -> o.episodes = drops), "allowedDrops is 40", "less than the 40");
    ResetFree more = RESET_FREE.with(o -> o.trajectories = 41);
    TrainingOptions allowed =
        TRAINING.with(
            o -> {
              o.episodes = drops;
              o.algorithm = more;
            });
    assertEquals(drops, allowed.episodes());
  }

  @Test
  void nullNamesTheOption() {
    nullIsNamed("models", () -> RESET_FREE.with(o -> o.models = nothing()));
    nullIsNamed("step", () -> RESET_FREE.with(o -> o.step = nothing()));
    nullIsNamed("policy", () -> RESET_FREE.with(o -> o.policy = nothing()));
    nullIsNamed("episodes", () -> TRAINING.with(o -> o.episodes = nothing()));
    nullIsNamed("selectedPolicy", () -> TRAINING.with(o -> o.selectedPolicy = nothing()));
    nullIsNamed("algorithm", () -> TRAINING.with(o -> o.algorithm = nothing()));
    nullIsNamed("clustering", () -> MODELS.withClustering(nothing()));
    nullIsNamed("linearization", () -> MODELS.withLinearization(nothing()));
    nullIsNamed("start", () -> MODELS.withStart(nothing()));
    nullIsNamed("rule", () -> STEP.withRule(nothing()));
    nullIsNamed("targets", () -> POLICY.withTargets(nothing()));
    nullIsNamed("covariance", () -> POLICY.withCovariance(nothing()));
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
  void eachOptionCanBeChangedAlone(Record options) {
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
    return List.of(TRAINING, RESET_FREE, MODELS, STEP, POLICY, EpisodeOptions.defaults());
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
    String name = option.getName();
    if (options instanceof TrainingOptions training) {
      return training.with(draft -> set(draft, name, value));
    }
    if (options instanceof ResetFree algorithm) {
      return algorithm.with(draft -> set(draft, name, value));
    }
    String method = "with" + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    try {
      return (Record) options.getClass().getMethod(method, option.getType()).invoke(options, value);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  private static void set(Object draft, String option, Object value) {
    try {
      draft.getClass().getField(option).set(draft, value);
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
    Record changed = (Record) value;
    for (RecordComponent option : value.getClass().getRecordComponents()) {
      changed = with(changed, option, other(value(changed, option)));
    }
    return changed;
  }

  @Test
  void moreClustersThanTrajectoriesAreRefused() {
    String message = refusal(() -> RESET_FREE.with(o -> o.clusters = 41), "clusters", "41", "40");
    assertTrue(message.contains("use fewer clusters or more trajectories"), message);
    assertEquals(40, RESET_FREE.with(o -> o.clusters = 40).clusters());
  }

  @Test
  void theNoiseOfTheCalmestEpisodeIsAShare() {
    assertEquals(0, RESET_FREE.with(o -> o.leastNoise = 0).leastNoise());
    refusal(
        () -> RESET_FREE.with(o -> o.leastNoise = -0.1),
        "leastNoise",
        "between 0 and 1",
        "is -0.1");
    refusal(
        () -> RESET_FREE.with(o -> o.leastNoise = 1.1), "leastNoise", "between 0 and 1", "is 1.1");
    refusal(() -> RESET_FREE.with(o -> o.leastNoise = Double.NaN), "leastNoise", "is NaN");
  }

  @Test
  void aLeastMultiplierAboveTheGreatestIsRefused() {
    refusal(() -> STEP.withMinMultiplier(2.5), "minMultiplier", "2.5", "maxMultiplier", "2.0");
  }

  private static void refuses(String name, int least, IntFunction<?> option) {
    option.apply(least);
    for (int bad : new int[] {least - 1, -7, Integer.MIN_VALUE}) {
      refusal(() -> option.apply(bad), name, "at least " + least, "is " + bad);
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
