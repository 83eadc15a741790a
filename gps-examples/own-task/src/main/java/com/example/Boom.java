package com.example;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * A boom of 1 m and 1 kg on a hinge, lifted against gravity to an angle that differs from episode
 * to episode. State, all of it observed: angle above the horizontal rad, its velocity rad/s, angle
 * minus the wanted one rad. Action: torque N m.
 */
public final class Boom implements Environment {
  static final int MISS = 2;

  private static final double TIME_STEP = 0.05;
  private static final double INERTIA = 1.0 / 3;
  private static final double WEIGHT = 0.5 * 9.81;
  private static final double FRICTION = 0.5;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(3, 1)
          .horizon(50)
          .timeStep(TIME_STEP)
          .actionLimits(new double[] {-15}, new double[] {15})
          .actuated(new int[] {0}, new int[] {1})
          .build();

  private double angle;
  private double velocity;
  private double wanted;

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    angle = random.nextDouble(-1, 0);
    velocity = 0;
    wanted = random.nextDouble(0, 1);
    return report();
  }

  @Override
  public TimeStep step(double[] action) {
    double torque = action[0] - WEIGHT * Math.cos(angle) - FRICTION * velocity;
    velocity += TIME_STEP * torque / INERTIA;
    angle += TIME_STEP * velocity;
    return report();
  }

  private TimeStep report() {
    return TimeStep.fullyObserved(angle, velocity, angle - wanted);
  }
}
