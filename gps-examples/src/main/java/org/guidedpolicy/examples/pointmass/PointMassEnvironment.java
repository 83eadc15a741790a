package org.guidedpolicy.examples.pointmass;

import java.util.List;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * A disc of 1 kg that slides over a table, pushed by forces of at most 5 N along x and y and slowed
 * by friction of 1 N s/m. It starts at rest somewhere on the left; its goal is somewhere on the
 * right; two round pillars leave a winding way between them. Nothing stops the disc from sliding
 * into a pillar: the cost and the test of success see it.
 *
 * <p>State, all of it observed, in m and s: position (0, 1), velocity (2, 3), goal (4, 5).
 */
public final class PointMassEnvironment implements Environment {
  static final int HORIZON = 80;
  static final int GOAL = 4;

  /** The disc's radius, m. */
  static final double RADIUS = 0.04;

  /** From a start or a goal to the nearest pillar at least, m. */
  static final double FREE = 0.2;

  static final List<Pillar> PILLARS =
      List.of(new Pillar(-0.3, 0.7, 0.5), new Pillar(0.3, -0.7, 0.5));

  private static final double TIME_STEP = 0.05;
  private static final double MASS = 1;
  private static final double FRICTION = 1;
  private static final double GREATEST_FORCE = 5;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(6, 2)
          .horizon(HORIZON)
          .timeStep(TIME_STEP)
          .actionLimits(
              new double[] {-GREATEST_FORCE, -GREATEST_FORCE},
              new double[] {GREATEST_FORCE, GREATEST_FORCE})
          .actuated(new int[] {0, 1}, new int[] {2, 3})
          .build();

  private final double[] position = new double[2];
  private final double[] velocity = new double[2];
  private final double[] goal = new double[2];

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    place(position, -1, -0.6, random);
    place(goal, 0.6, 1, random);
    velocity[0] = 0;
    velocity[1] = 0;
    return observe();
  }

  private static void place(double[] point, double left, double right, RandomGenerator random) {
    do {
      point[0] = random.nextDouble(left, right);
      point[1] = random.nextDouble(-0.8, 0.8);
    } while (PILLARS.stream().anyMatch(p -> p.clearance(point[0], point[1]) < FREE));
  }

  @Override
  public TimeStep step(double[] action) {
    for (int i = 0; i < 2; i++) {
      // m (v' - v) / dt = u - friction v'
      velocity[i] =
          (velocity[i] + TIME_STEP * action[i] / MASS) / (1 + TIME_STEP * FRICTION / MASS);
      position[i] += TIME_STEP * velocity[i];
    }
    return observe();
  }

  private TimeStep observe() {
    return TimeStep.fullyObserved(
        position[0], position[1], velocity[0], velocity[1], goal[0], goal[1]);
  }
}
