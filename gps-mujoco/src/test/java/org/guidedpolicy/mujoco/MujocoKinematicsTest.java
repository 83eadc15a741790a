package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.DistanceCost;
import org.guidedpolicy.parallel.WorkPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsMujoco
class MujocoKinematicsTest {
  private static final Reading TIP = Reading.sitePositions("tip");
  private static final Reading LIFT = Reading.jointPositions("lift");
  private static final Reading TIP_TO_CORNER =
      Reading.relativePosition(Frame.site("tip"), Frame.site("corner"));
  private static final Reading TIP_TO_TARGET =
      Reading.relativePosition(Frame.site("tip"), Frame.body("target"));
  private static final Reading HAND_TO_TIP =
      Reading.relativePosition(Frame.body("hand"), Frame.site("tip"));

  /** The joints of the crane and the cube, in the state's order. */
  private static final String[] JOINTS = {"wrist", "free", "lift", "swing"};

  private static final int[] SIZES = {4, 7, 1, 1};
  private static final int DQ = 13;
  private static final int FIRST_JOINT = 3;

  private MujocoModel model;

  @BeforeEach
  void load() {
    model = MujocoModel.fromXml(Models.CRANE);
  }

  @AfterEach
  void close() {
    model.close();
  }

  /** Points on both sides of the joints; a target and velocities, which are none. */
  private MujocoEnvironment.Builder crane() {
    return MujocoEnvironment.builder(model)
        .state(
            TIP,
            Reading.jointPositions(JOINTS),
            Reading.siteVelocities("tip"),
            Reading.bodyPositions("hand", "target", "cube"),
            TIP_TO_CORNER,
            TIP_TO_TARGET,
            HAND_TO_TIP,
            Reading.bodyPositions("trolley"));
  }

  private static double[] randomPositions(SplittableRandom random) {
    return random.doubles(DQ, -1.5, 1.5).toArray();
  }

  /** Sets the joints; quaternions as they are, MuJoCo normalizes them. */
  private static void set(EpisodeStart start, double[] q) {
    int at = 0;
    for (int i = 0; i < JOINTS.length; i++) {
      start.setJointPosition(JOINTS[i], Arrays.copyOfRange(q, at, at + SIZES[i]));
      at += SIZES[i];
    }
  }

  private static double[] state(
      MujocoEnvironment.Builder builder, double[] q, Consumer<EpisodeStart> onReset) {
    builder.onReset(
        start -> {
          set(start, q);
          onReset.accept(start);
        });
    try (var environment = builder.build()) {
      return environment.reset(new SplittableRandom(1)).state();
    }
  }

  private static double[] jacobian(MujocoKinematics kinematics, double[] x) {
    double[] J = new double[kinematics.points().length * kinematics.joints().length];
    kinematics.jacobian(x, J);
    return J;
  }

  @Test
  void pointsAreThePositionsThatMoveWithTheStatesJoints() {
    MujocoKinematics kinematics = MujocoKinematics.of(crane());
    int[] points = {0, 1, 2, 19, 20, 21, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36};
    assertArrayEquals(points, kinematics.points());
    // in the model's order: lift, swing, wrist, free
    assertArrayEquals(new int[] {14, 15, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}, kinematics.joints());
  }

  @Test
  void namedReadingsAloneAreThePoints() {
    MujocoKinematics kinematics = MujocoKinematics.of(crane(), TIP_TO_TARGET, TIP);
    assertArrayEquals(new int[] {0, 1, 2, 31, 32, 33}, kinematics.points());
    assertArrayEquals(new int[] {14, 15, 3, 4, 5, 6}, kinematics.joints());
  }

  @Test
  void theJacobianIsTheSlopeOfTheSimulatorsPositions() {
    MujocoEnvironment.Builder crane = crane();
    MujocoKinematics kinematics = MujocoKinematics.of(crane);
    assertSlopes(crane, kinematics, start -> {});
  }

  @Test
  void aBaseOrTargetThatMovesAtTheStartDoesNotMatter() {
    MujocoEnvironment.Builder crane = crane();
    MujocoKinematics kinematics = MujocoKinematics.of(crane);
    assertSlopes(
        crane,
        kinematics,
        start -> {
          start.setBodyPosition("base", 3, 2, 1);
          start.setBodyPosition("target", 1, 2, 3);
        });
  }

  private static void assertSlopes(
      MujocoEnvironment.Builder crane, MujocoKinematics kinematics, Consumer<EpisodeStart> start) {
    var random = new SplittableRandom(3);
    double h = 1e-6;
    int[] points = kinematics.points();
    int[] joints = kinematics.joints();
    for (int n = 0; n < 5; n++) {
      double[] q = randomPositions(random);
      double[] x = state(crane, q, start);
      System.arraycopy(x, FIRST_JOINT, q, 0, DQ); // with unit quaternions
      double[] J = jacobian(kinematics, x);
      for (int j = 0; j < joints.length; j++) {
        double[] plus = q.clone();
        double[] minus = q.clone();
        plus[joints[j] - FIRST_JOINT] += h;
        minus[joints[j] - FIRST_JOINT] -= h;
        double[] after = state(crane, plus, start);
        double[] before = state(crane, minus, start);
        for (int i = 0; i < points.length; i++) {
          double slope = (after[points[i]] - before[points[i]]) / (2 * h);
          assertEquals(slope, J[i * joints.length + j], 1e-8, points[i] + " by " + joints[j]);
        }
      }
    }
  }

  @Test
  void quaternionsNeedNotBeOfUnitLength() {
    MujocoEnvironment.Builder crane = crane();
    MujocoKinematics kinematics = MujocoKinematics.of(crane, TIP_TO_CORNER);
    double[] x = state(crane, randomPositions(new SplittableRandom(4)), start -> {});
    double[] J = jacobian(kinematics, x);
    int[] joints = kinematics.joints();
    double[] twice = x.clone();
    List<Integer> quaternions = List.of(3, 4, 5, 6, 10, 11, 12, 13);
    quaternions.forEach(entry -> twice[entry] *= 2);
    double[] halved = jacobian(kinematics, twice);
    for (int k = 0; k < J.length; k++) {
      double factor = quaternions.contains(joints[k % joints.length]) ? 2 : 1;
      assertEquals(J[k], factor * halved[k], 1e-14);
    }
    quaternions.forEach(entry -> twice[entry] = 0);
    var e = assertThrows(IllegalArgumentException.class, () -> jacobian(kinematics, twice));
    assertTrue(e.getMessage().contains("quaternion of joint"), e.getMessage());
  }

  /** The tip's distance from the standing target, and that of the tip from the free cube. */
  @Test
  void anExpandedCostsGradientIsThatAlongTheMotion() {
    MujocoEnvironment.Builder crane = crane();
    CostFunction plain =
        CostFunction.sum(
            ActionCost.quadratic(2),
            DistanceCost.between(crane.stateIndices(TIP), new int[] {22, 23, 24}).l1(0.3).l2(2),
            DistanceCost.toTarget(crane.stateIndices(TIP_TO_CORNER), 0.1, 0.2, 0.3).l1(1));
    CostFunction cost = MujocoKinematics.of(crane).expand(plain);
    double[] u = {0.7};
    double[] x = state(crane, randomPositions(new SplittableRandom(5)), start -> {});
    double[] q = Arrays.copyOfRange(x, FIRST_JOINT, FIRST_JOINT + DQ);
    var d = new CostDerivatives(x.length, 1);
    cost.addDerivatives(3, 10, x, u, d);
    assertEquals(plain.value(3, 10, x, u), cost.value(3, 10, x, u));
    assertEquals(1.4, d.gradient(x.length), 1e-15);
    double h = 1e-6;
    for (int j = 0; j < DQ; j++) {
      double[] plus = q.clone();
      double[] minus = q.clone();
      plus[j] += h;
      minus[j] -= h;
      double after = cost.value(3, 10, state(crane, plus, start -> {}), u);
      double before = cost.value(3, 10, state(crane, minus, start -> {}), u);
      assertEquals((after - before) / (2 * h), d.gradient(FIRST_JOINT + j), 1e-7);
    }
    var inner = new CostDerivatives(x.length, 1);
    plain.addDerivatives(3, 10, x, u, inner);
    for (int i = 0; i < 3; i++) {
      assertEquals(0, d.gradient(i));
      assertEquals(inner.gradient(22 + i), d.gradient(22 + i), "the target keeps its own");
    }
  }

  @Test
  void oneEnvironmentServesAsWellAsItsBuilder() {
    MujocoEnvironment.Builder crane = crane();
    double[] x = state(crane, randomPositions(new SplittableRandom(6)), start -> {});
    double[] expected = jacobian(MujocoKinematics.of(crane), x);
    try (var environment = crane.build()) {
      assertArrayEquals(expected, jacobian(MujocoKinematics.of(environment), x), 0);
      assertArrayEquals(crane.stateIndices(TIP_TO_TARGET), environment.stateIndices(TIP_TO_TARGET));
    }
  }

  /**
   * Configurations are shared by kinematics of different joints; none may see what another left.
   */
  @Test
  void threadsGiveTheSameBits() {
    int n = 400;
    var random = new SplittableRandom(7);
    double[][] all = new double[n][];
    double[][] some = new double[n][];
    for (int i = 0; i < n; i++) {
      all[i] = random.doubles(40, -1.5, 1.5).toArray();
      some[i] = random.doubles(5, -1.5, 1.5).toArray();
    }
    double[][] expected = new double[2 * n][];
    try (var alone = MujocoModel.fromXml(Models.CRANE)) {
      var boom = boom(alone);
      for (int i = 0; i < n; i++) {
        expected[i] = jacobian(boom, some[i]);
      }
    }
    MujocoKinematics crane = MujocoKinematics.of(crane());
    for (int i = 0; i < n; i++) {
      expected[n + i] = jacobian(crane, all[i]);
    }
    MujocoKinematics boom = boom(model);
    double[][] found = new double[2 * n][];
    try (var pool = WorkPool.of(4)) {
      pool.forEach(
          2 * n, i -> found[i] = i < n ? jacobian(boom, some[i]) : jacobian(crane, all[i - n]));
    }
    for (int i = 0; i < 2 * n; i++) {
      assertArrayEquals(expected[i], found[i], 0);
    }
    int configurations = model.configurations().idle();
    assertTrue(configurations >= 1 && configurations <= 4, configurations + " configurations");
  }

  /** Of the boom, without the wrist, which moves the centre of mass. */
  private static MujocoKinematics boom(MujocoModel model) {
    return MujocoKinematics.of(
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions("lift", "swing"), Reading.bodyPositions("boom")));
  }

  @Test
  void jointsMissingFromTheStateAreNamed() {
    var builder =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions("swing"), TIP, Reading.bodyPositions("cube"));
    var e = assertThrows(IllegalArgumentException.class, () -> MujocoKinematics.of(builder));
    assertTrue(e.getMessage().contains("site tip in the state moves with"), e.getMessage());
    assertTrue(e.getMessage().contains("[lift, wrist]"), e.getMessage());
    var relative =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions("lift", "swing", "wrist"), TIP_TO_CORNER);
    e = assertThrows(IllegalArgumentException.class, () -> MujocoKinematics.of(relative));
    assertTrue(e.getMessage().contains("site tip minus site corner"), e.getMessage());
    assertTrue(e.getMessage().contains("[free]"), e.getMessage());
    var unnamed =
        MujocoEnvironment.builder(model)
            .state(Reading.jointPositions("rail"), Reading.bodyPositions("antenna"));
    e = assertThrows(IllegalArgumentException.class, () -> MujocoKinematics.of(unnamed));
    assertTrue(e.getMessage().contains("number 5, without a name"), e.getMessage());
  }

  @Test
  void namingTheReadingsLeavesOutOnesWithMissingJoints() {
    var builder =
        MujocoEnvironment.builder(model)
            .state(
                Reading.jointPositions("rail"),
                Reading.bodyPositions("antenna"),
                Reading.bodyPositions("trolley"));
    MujocoKinematics kinematics = MujocoKinematics.of(builder, Reading.bodyPositions("trolley"));
    assertArrayEquals(new int[] {4, 5, 6}, kinematics.points());
    assertArrayEquals(new double[] {1, 0, 0}, jacobian(kinematics, new double[7]), 1e-15);
  }

  @Test
  void whatCannotBeAPointIsRefused() {
    Reading target = Reading.bodyPositions("target");
    assertNoPoint(target.toString(), MujocoEnvironment.builder(model).state(LIFT, target), target);
    assertNoPoint("velocities[site tip]", crane(), Reading.siteVelocities("tip"));
    assertNoPoint("jointPositions[lift]", MujocoEnvironment.builder(model).state(LIFT), LIFT);
    assertNoPoint("the state [positions[site tip]]", MujocoEnvironment.builder(model).state(TIP));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> MujocoKinematics.of(crane(), Reading.sitePositions("corner")));
    assertTrue(e.getMessage().contains("the state has no positions[site corner]"), e.getMessage());
  }

  private static void assertNoPoint(
      String where, MujocoEnvironment.Builder builder, Reading... readings) {
    var e =
        assertThrows(IllegalArgumentException.class, () -> MujocoKinematics.of(builder, readings));
    assertTrue(e.getMessage().contains("no frame in " + where), e.getMessage());
  }

  @Test
  void wrongLengthsAreRefused() {
    MujocoKinematics kinematics = MujocoKinematics.of(crane());
    double[] J = new double[18 * DQ];
    var e =
        assertThrows(IllegalArgumentException.class, () -> kinematics.jacobian(new double[39], J));
    assertEquals("state has 39 entries, expected 40", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> kinematics.jacobian(new double[40], new double[3]));
    assertEquals("jacobian has 3 entries, expected 234", e.getMessage());
  }

  @Test
  void aCostLastsAsLongAsTheModelOrAnEnvironmentOfIt() {
    MujocoEnvironment.Builder crane = crane();
    MujocoKinematics kinematics = MujocoKinematics.of(crane);
    double[] x = state(crane, randomPositions(new SplittableRandom(8)), start -> {});
    double[] before = jacobian(kinematics, x);
    try (var environment = crane.build()) {
      model.close();
      assertArrayEquals(before, jacobian(kinematics, x), 0);
      assertArrayEquals(before, jacobian(MujocoKinematics.of(environment), x), 0);
      assertThrows(IllegalStateException.class, () -> MujocoKinematics.of(crane));
      assertThrows(IllegalStateException.class, () -> crane.stateIndices(TIP));
    }
    var e = assertThrows(IllegalStateException.class, () -> jacobian(kinematics, x));
    assertTrue(e.getMessage().contains("is closed"), e.getMessage());
    assertEquals(0, model.configurations().idle());
  }

  @Test
  void aClosedEnvironmentHasNone() {
    var environment = crane().build();
    environment.close();
    assertThrows(IllegalStateException.class, () -> MujocoKinematics.of(environment));
  }
}
