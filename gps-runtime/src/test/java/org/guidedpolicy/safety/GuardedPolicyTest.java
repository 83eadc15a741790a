package org.guidedpolicy.safety;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GuardedPolicyTest {
  private static final double NAN = Double.NaN;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double[] LOWER = {-1, 2, -INF};
  private static final double[] UPPER = {1, 4, INF};
  private static final double[] SLEW = {0.3, INF, 10};
  private static final double[] SAFE = {0.1, 2, -1};
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(4, 3)
          .horizon(100)
          .timeStep(0.5)
          .actionLimits(LOWER, UPPER)
          .slewLimits(SLEW)
          .build();

  /** Does as it is told. */
  private record Scripted(java.util.function.BiConsumer<double[], double[]> script)
      implements Policy {
    @Override
    public int observationDimension() {
      return 4;
    }

    @Override
    public int actionDimension() {
      return 3;
    }

    @Override
    public void action(double[] observation, double[] actionOut) {
      script.accept(observation, actionOut);
    }
  }

  private static GuardedPolicy guarded(java.util.function.BiConsumer<double[], double[]> script) {
    return GuardedPolicy.of(new Scripted(script), SPEC, SAFE);
  }

  @Test
  void aPolicysActionIsLimited() {
    GuardedPolicy policy = guarded((o, out) -> Arrays.fill(out, 9));
    double[] action = new double[3];
    assertTrue(policy.action(new double[4], action));
    assertArrayEquals(new double[] {0.15, 4, 5}, action);
    assertTrue(policy.action(new double[4], action));
    assertArrayEquals(new double[] {0.3, 4, 9}, action);
    assertEquals(Optional.empty(), policy.problem());
  }

  @Test
  void whatCannotBeUsedBecomesTheSafeAction() {
    unusable("the policy's action is [0.0, NaN, 0.0]", new double[4], (o, out) -> out[1] = NAN);
    unusable(
        "the observation is -Infinity at entry 2", new double[] {0, 0, -INF, 0}, (o, out) -> {});
    unusable("the observation does not have 4 entries", new double[5], (o, out) -> {});
    unusable(
        "the policy failed: java.lang.ArithmeticException: no",
        new double[4],
        (o, out) -> {
          throw new ArithmeticException("no");
        });
    unusable(
        "the policy failed: java.lang.StackOverflowError",
        new double[4],
        (o, out) -> {
          throw new StackOverflowError();
        });
  }

  private static void unusable(
      String problem,
      double[] observation,
      java.util.function.BiConsumer<double[], double[]> script) {
    GuardedPolicy policy = guarded(script);
    double[] action = new double[3];
    assertFalse(policy.action(observation, action));
    assertArrayEquals(SAFE, action);
    assertEquals(Optional.of(problem), policy.problem());
    policy.restart();
    assertEquals(Optional.empty(), policy.problem());
  }

  @Test
  void anOutputOfTheWrongLengthIsSaidAndNotThrown() {
    GuardedPolicy policy = guarded((o, out) -> Arrays.fill(out, 3));
    double[] two = new double[2];
    assertFalse(policy.action(new double[4], two));
    assertArrayEquals(new double[] {0.15, 3}, two);
    assertEquals(Optional.of("actionOut does not have 3 entries"), policy.problem());
  }

  @Test
  void aPolicyOfAnotherRobotIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                GuardedPolicy.of(
                    new Scripted((o, out) -> {}), EnvironmentSpec.builder(5, 3).build()));
    assertEquals(
        "the policy's observation has 4 entries, the spec's 5; was it trained for another robot?",
        e.getMessage());
  }

  @Test
  void weightsThatAreNotFiniteMakeNoPolicy() {
    for (double bad : new double[] {NAN, INF, -INF}) {
      double[] weights = new double[12];
      weights[7] = bad;
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> new MlpPolicy.Layer(4, 3, Activation.TANH, weights, new double[3]));
      assertEquals("weights[7] must be finite, is " + bad, e.getMessage());
    }
  }

  @Test
  void randomPoliciesAndObservationsNeverLeaveTheLimits() {
    neverLeavesTheLimits(100_000);
  }

  @Test
  @Tag("long")
  void randomPoliciesAndObservationsNeverLeaveTheLimitsForLong() {
    neverLeavesTheLimits(Long.getLong("actions", 10_000_000));
  }

  /** A robot that counts what must not reach it. */
  private static final class Strict implements Environment {
    private final double[] previous = new double[3];
    long actions;
    long safeActions;

    @Override
    public EnvironmentSpec spec() {
      return SPEC;
    }

    @Override
    public TimeStep reset(RandomGenerator random) {
      rest();
      return TimeStep.fullyObserved(0, 0, 0, 0);
    }

    void rest() {
      previous[0] = 0;
      previous[1] = 2;
      previous[2] = 0;
    }

    @Override
    public TimeStep step(double[] action) {
      boolean safe = Arrays.equals(action, SAFE);
      for (int i = 0; i < 3; i++) {
        double change = Math.abs(action[i] - previous[i]);
        boolean within = action[i] >= LOWER[i] && action[i] <= UPPER[i];
        boolean slow = safe || change <= SLEW[i] * 0.5 * (1 + 1e-12) + 1e-12;
        if (!within || !slow || !Double.isFinite(action[i])) {
          throw new AssertionError("entry " + i + ": " + previous[i] + " to " + action[i]);
        }
        previous[i] = action[i];
      }
      actions++;
      safeActions += safe ? 1 : 0;
      return TimeStep.fullyObserved(0, 0, 0, 0);
    }
  }

  /** Half of the actions through a SafeEnvironment, half through a GuardedPolicy. */
  private static void neverLeavesTheLimits(long actions) {
    RandomGenerator random = new SplittableRandom(6);
    Strict behindSafe = new Strict();
    Strict behindGuard = new Strict();
    double[] observation = new double[4];
    double[] action = new double[3];
    try (SafeEnvironment safe =
        SafeEnvironment.builder(behindSafe).safeAction(SAFE).rearmAtReset().build()) {
      for (long n = 0; n < actions / 200; n++) {
        Policy policy = policy(random);
        GuardedPolicy guarded = GuardedPolicy.of(policy, SPEC, SAFE);
        behindGuard.rest();
        safe.reset(random);
        for (int t = 0; t < 100; t++) {
          observe(random, observation);
          guarded.action(observation, action);
          behindGuard.step(action);
          act(policy, observation, action);
          try {
            safe.step(action);
          } catch (EmergencyStopException e) {
            safe.reset(random);
          }
        }
        safe.abort();
      }
    }
    assertTrue(behindGuard.actions + behindSafe.actions >= actions, "as many as promised");
    assertTrue(behindGuard.safeActions > actions / 100, behindGuard.safeActions + " safe actions");
    assertTrue(behindSafe.safeActions > actions / 100, behindSafe.safeActions + " stops");
  }

  private static void act(Policy policy, double[] observation, double[] action) {
    policy.action(observation, action);
  }

  /** Weights of all magnitudes; in some policies they are not numbers. */
  private static Policy policy(RandomGenerator random) {
    if (random.nextInt(10) == 0) {
      double bad = special(random);
      return new Scripted((o, out) -> out[random.nextInt(3)] = bad);
    }
    Activation[] all = Activation.values();
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    int width = 4;
    for (int outputs : new int[] {6, 5, 3}) {
      double size = Math.pow(10, random.nextInt(8) == 0 ? random.nextInt(-300, 300) : 0);
      double[] weights = random.doubles((long) width * outputs, -size, size).toArray();
      double[] biases = random.doubles(outputs, -size, size).toArray();
      layers.add(
          new MlpPolicy.Layer(width, outputs, all[random.nextInt(all.length)], weights, biases));
      width = outputs;
    }
    double[] covariance = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    return MlpPolicy.of(new double[4], new double[] {1, 1e-3, 1e3, 1}, layers, covariance);
  }

  private static void observe(RandomGenerator random, double[] observation) {
    for (int i = 0; i < 4; i++) {
      observation[i] = random.nextInt(100) == 0 ? special(random) : 20 * random.nextDouble() - 10;
    }
  }

  private static double special(RandomGenerator random) {
    double[] special = {NAN, INF, -INF, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE};
    return special[random.nextInt(special.length)];
  }
}
