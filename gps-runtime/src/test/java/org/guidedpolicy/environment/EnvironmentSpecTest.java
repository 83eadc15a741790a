package org.guidedpolicy.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EnvironmentSpecTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  private static EnvironmentSpec.Builder builder() {
    return EnvironmentSpec.builder(5, 2);
  }

  @Test
  void defaultsAreThoseDocumented() {
    EnvironmentSpec spec = builder().build();
    assertEquals(5, spec.stateDimension());
    assertEquals(2, spec.actionDimension());
    assertEquals(5, spec.observationDimension());
    assertEquals(100, spec.horizon());
    assertEquals(0.05, spec.timeStep());
    assertEquals(0, spec.actuatedPositions().length);
    assertArrayEquals(new double[] {-INF, -INF}, spec.actionLower());
    assertArrayEquals(new double[] {INF, INF}, spec.actionUpper());
    assertArrayEquals(new double[] {INF, INF}, spec.slewLimits());
    assertEquals(List.of(), spec.stateNames());
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    refused("stateDimension must be at least 1, is 0", EnvironmentSpec.builder(0, 2));
    refused("actionDimension must be at least 1, is -3", EnvironmentSpec.builder(5, -3));
    refused("observation must be at least 1, is 0", builder().observation(0));
    refused("horizon must be at least 1, is 0", builder().horizon(0));
    refused("timeStep must be finite and positive, is 0.0", builder().timeStep(0));
    refused("timeStep must be finite and positive, is NaN", builder().timeStep(Double.NaN));
    refused("timeStep must be finite and positive, is Infinity", builder().timeStep(INF));
    refused(
        "actuated positions has 1 entries, expected 2 (actionDimension)",
        builder().actuated(new int[] {0}, new int[] {2, 3}));
    refused(
        "actuated velocities has 0 entries, expected 2 (actionDimension)",
        builder().actuated(new int[] {0, 1}, new int[] {}));
    refused(
        "actuated velocities[1] is 5, must be a state entry in 0..4 (stateDimension - 1)",
        builder().actuated(new int[] {0, 1}, new int[] {2, 5}));
    refused(
        "actuated velocities[0] is state entry 1, which is already used",
        builder().actuated(new int[] {0, 1}, new int[] {1, 2}));
    refused(
        "lower action limits has 1 entries, expected 2 (actionDimension)",
        builder().actionLimits(new double[] {0}, new double[] {1, 1}));
    refused(
        "action limits of entry 1 are 2.0 and 1.0; the lower must be below the upper, and neither"
            + " NaN",
        builder().actionLimits(new double[] {0, 2}, new double[] {1, 1}));
    refused(
        "action limits of entry 0 are NaN and 1.0; the lower must be below the upper, and neither"
            + " NaN",
        builder().actionLimits(new double[] {Double.NaN, 0}, new double[] {1, 1}));
    refused("angles has entry 5, must be in 0..4 (stateDimension - 1)", builder().angles(0, 5));
    refused("angles has entry -1, must be in 0..4 (stateDimension - 1)", builder().angles(-1));
    refused("angles has entry 2 twice; give it once", builder().angles(2, 0, 2));
    refused(
        "angles has entry 3, which is actuated velocities[1]; an angle is a position",
        builder().actuated(new int[] {0, 1}, new int[] {2, 3}).angles(0, 3));
    refused(
        "observationAngles has entry 3, must be in 0..2 (observationDimension - 1)",
        builder().observation(3).observationAngles(3));
    refused("slewLimits has 1 entries, expected 2 (actionDimension)", builder().slewLimits(1));
    refused("slewLimits[1] must be positive, is 0.0", builder().slewLimits(1, 0));
    refused(
        "stateNames has 1 entries, expected 5 (stateDimension)", builder().stateNames("position"));
    refused(
        "actionNames has 3 entries, expected 2 (actionDimension)",
        builder().actionNames("a", "b", "c"));
  }

  private static void refused(String message, EnvironmentSpec.Builder builder) {
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
  }

  @Test
  void equalSettingsMakeEqualSpecsAndEverySettingCounts() {
    EnvironmentSpec spec = builder().build();
    assertEquals(spec, builder().build());
    assertEquals(spec.hashCode(), builder().build().hashCode());
    List<UnaryOperator<EnvironmentSpec.Builder>> changes =
        List.of(
            b -> b.observation(3),
            b -> b.horizon(7),
            b -> b.timeStep(0.1),
            b -> b.actuated(new int[] {0, 1}, new int[] {2, 3}),
            b -> b.angles(1),
            b -> b.angles(1).observationAngles(),
            b -> b.observationAngles(2),
            b -> b.actionLimits(new double[] {-1, -1}, new double[] {1, 1}),
            b -> b.slewLimits(3, 3),
            b -> b.stateNames("a", "b", "c", "d", "e"),
            b -> b.actionNames("a", "b"));
    for (var change : changes) {
      EnvironmentSpec other = change.apply(builder()).build();
      assertNotEquals(spec, other);
      assertEquals(other, change.apply(builder()).build());
      assertNotEquals(spec.toString(), other.toString());
    }
    assertNotEquals(spec, EnvironmentSpec.builder(5, 3).build());
    assertNotEquals(spec, EnvironmentSpec.builder(4, 2).observation(5).build());
  }

  @Test
  void anglesOfTheObservationAreThoseOfTheStateWhereItIsTheState() {
    EnvironmentSpec whole = builder().angles(3, 0).build();
    assertArrayEquals(new int[] {0, 3}, whole.angles());
    assertArrayEquals(new int[] {0, 3}, whole.observationAngles());
    EnvironmentSpec part = builder().observation(4).angles(3, 0).build();
    assertArrayEquals(new int[] {0, 3}, part.angles());
    assertArrayEquals(new int[] {}, part.observationAngles());
    assertArrayEquals(
        new int[] {1},
        builder().observation(4).angles(3).observationAngles(1).build().observationAngles());
    assertArrayEquals(
        new int[] {}, builder().angles(3).observationAngles().build().observationAngles());
    assertArrayEquals(new int[] {}, builder().build().angles());
  }

  @Test
  void arraysAreCopiedInAndOut() {
    double[] lower = {-1, -1};
    EnvironmentSpec spec = builder().actionLimits(lower, new double[] {1, 1}).build();
    lower[0] = 9;
    spec.actionLower()[1] = 9;
    assertArrayEquals(new double[] {-1, -1}, spec.actionLower());
  }

  @Test
  void actionsAreClippedToLimitsAndSlewLimits() {
    EnvironmentSpec spec =
        builder()
            .timeStep(0.5)
            .actionLimits(new double[] {-4, 2}, new double[] {4, 9})
            .slewLimits(2, INF)
            .build();
    ActionLimiter limiter = new ActionLimiter(spec);
    assertLimited(limiter, new double[] {9, 20}, 1, 9);
    assertLimited(limiter, new double[] {9, -INF}, 2, 2);
    assertLimited(limiter, new double[] {1.5, 3}, 1.5, 3);
    assertLimited(limiter, new double[] {-9, 3}, 0.5, 3);
    limiter.restart();
    assertLimited(limiter, new double[] {-9, 0}, -1, 2);
  }

  private static void assertLimited(ActionLimiter limiter, double[] action, double... expected) {
    limiter.limit(action);
    assertArrayEquals(expected, action);
  }

  @Test
  void namesAppearInTheDescription() {
    String text = builder().stateNames("a", "b", "c", "d", "elbow").build().toString();
    assertTrue(text.contains("elbow"), text);
  }
}
