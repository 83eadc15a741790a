package org.guidedpolicy.examples.reacher;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;

/**
 * A planar arm with three hinges whose fingertip shall reach a target that the environment draws
 * uniformly from [-1, 1]^2 at every start. The arm starts stretched along x, at rest. No gravity,
 * no joint limits, no contact; the action is the three hinges' torque in N m, unlimited.
 *
 * <p>State, all of it observed, in rad, m and s: angles (0-2), their velocities (3-5), fingertip x,
 * y, z (6-8), target x, y, z (9-11), fingertip velocity (12-14), target velocity (15-17). z is
 * always 0 and the target does not move. An action lasts 0.05 s, five integration steps; what is
 * reported belongs to the state after it.
 */
public final class ReacherEnvironment implements ResettableEnvironment {
  /** T. */
  public static final int HORIZON = 100;

  static final int JOINTS = 3;
  static final int TIP = 6;
  static final int TARGET = 9;
  static final int TIP_VELOCITY = 12;
  static final int STATE = 18;

  /** The arm's links, m and kg/m^3. */
  static final List<CapsuleLink> LINKS =
      List.of(
          new CapsuleLink(0.5, 0.03, 300),
          new CapsuleLink(0.5, 0.03, 300),
          new CapsuleLink(0.4, 0.03, 300));

  private static final double DAMPING = 1;
  private static final double ARMATURE = 0.04;
  private static final int SUBSTEPS = 5;
  private static final double SUBSTEP = 0.01;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(STATE, JOINTS)
          .horizon(HORIZON)
          .timeStep(SUBSTEPS * SUBSTEP)
          .actuated(new int[] {0, 1, 2}, new int[] {3, 4, 5})
          .build();

  /** The targets of methods that reset, m: (+-0.4, +-0.7) and (+-0.7, +-0.4). */
  public static final List<double[]> TARGETS =
      Stream.of(-1, 1)
          .flatMap(
              right ->
                  Stream.of(-1, 1)
                      .flatMap(
                          up ->
                              Stream.of(
                                  new double[] {0.4 * right, 0.7 * up},
                                  new double[] {0.7 * right, 0.4 * up})))
          .toList();

  private final PlanarArm arm = arm();
  private double targetX;
  private double targetY;

  /** The arm, stretched along x and at rest. */
  static PlanarArm arm() {
    return new PlanarArm(LINKS, DAMPING, ARMATURE);
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    return begin(random.nextDouble(-1, 1), random.nextDouble(-1, 1));
  }

  @Override
  public int conditions() {
    return TARGETS.size();
  }

  @Override
  public TimeStep reset(int condition, RandomGenerator random) {
    double[] target = TARGETS.get(condition);
    return begin(target[0], target[1]);
  }

  private TimeStep begin(double x, double y) {
    arm.rest();
    targetX = x;
    targetY = y;
    return observe();
  }

  @Override
  public TimeStep step(double[] action) {
    for (int i = 0; i < SUBSTEPS; i++) {
      arm.step(action, SUBSTEP);
    }
    return observe();
  }

  private TimeStep observe() {
    double[] x = new double[STATE];
    for (int i = 0; i < JOINTS; i++) {
      x[i] = arm.angle(i);
      x[JOINTS + i] = arm.velocity(i);
    }
    int tip = JOINTS - 1;
    x[TIP] = arm.endX(tip);
    x[TIP + 1] = arm.endY(tip);
    x[TARGET] = targetX;
    x[TARGET + 1] = targetY;
    x[TIP_VELOCITY] = arm.endVelocityX(tip);
    x[TIP_VELOCITY + 1] = arm.endVelocityY(tip);
    return TimeStep.fullyObserved(x);
  }
}
