package org.guidedpolicy.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** Joints with friction that are pushed, seen by noisy sensors, with whatever mistakes are set. */
class SimulatedArm implements Environment {
  static final double DT = 0.02;
  static final double LIMIT = 5;

  final int joints;
  final List<double[]> sent = new ArrayList<>();
  double noise;
  int delay;

  /** Every so many steps the action is another step late. */
  int hiccup;

  double[] gain;
  double[] velocitySign;
  int[] wires;
  double gravity;
  int horizon = 150;
  int aborts;
  int closed;
  boolean readable;

  private final SplittableRandom random = new SplittableRandom(3);
  private final Deque<double[]> queue = new ArrayDeque<>();
  private final double[] q;
  private final double[] w;
  private int steps;

  SimulatedArm(int joints) {
    this.joints = joints;
    this.q = new double[joints];
    this.w = new double[joints];
    this.gain = new double[joints];
    this.velocitySign = new double[joints];
    this.wires = new int[joints];
    for (int i = 0; i < joints; i++) {
      gain[i] = 2;
      velocitySign[i] = 1;
      wires[i] = i;
    }
  }

  @Override
  public EnvironmentSpec spec() {
    int[] positions = new int[joints];
    int[] velocities = new int[joints];
    double[] lower = new double[joints];
    double[] upper = new double[joints];
    for (int i = 0; i < joints; i++) {
      positions[i] = i;
      velocities[i] = joints + i;
      lower[i] = -LIMIT;
      upper[i] = LIMIT;
    }
    return EnvironmentSpec.builder(2 * joints, joints)
        .horizon(horizon)
        .timeStep(DT)
        .actuated(positions, velocities)
        .actionLimits(lower, upper)
        .build();
  }

  @Override
  public TimeStep reset(RandomGenerator ignored) {
    steps = 0;
    queue.clear();
    for (int i = 0; i < joints; i++) {
      q[i] = 0.3 * i;
      w[i] = 0;
    }
    return report();
  }

  @Override
  public TimeStep step(double[] action) {
    sent.add(action.clone());
    queue.addLast(action.clone());
    boolean late = hiccup > 0 && steps / hiccup % 2 == 1;
    int waiting = delay + (late ? 1 : 0);
    double[] acting = new double[joints];
    while (queue.size() > waiting) {
      acting = queue.size() == waiting + 1 ? queue.removeFirst() : drop();
    }
    steps++;
    for (int i = 0; i < joints; i++) {
      w[i] += DT * (gain[i] * acting[wires[i]] - 2 * w[i] - gravity);
      q[i] += DT * w[i];
    }
    return report();
  }

  private double[] drop() {
    queue.removeFirst();
    return new double[joints];
  }

  private TimeStep report() {
    double[] x = new double[2 * joints];
    for (int i = 0; i < joints; i++) {
      x[i] = q[i] + noise * random.nextGaussian();
      x[joints + i] = velocitySign[i] * w[i] + noise * random.nextGaussian();
    }
    return TimeStep.fullyObserved(x);
  }

  @Override
  public Optional<TimeStep> sensors() {
    return readable ? Optional.of(report()) : Optional.empty();
  }

  @Override
  public void abort() {
    aborts++;
  }

  @Override
  public void close() {
    closed++;
  }
}
