package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostDerivatives;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Two rooms of a cold house are to be warm when people come, at a time that differs every day, and
 * not long before: no robot at all.
 *
 * <pre>
 *   Ca T1' = H1 + 60 (W - T1) + 40 (T2 - T1) + 30 (To - T1),   the same for T2
 *   Cw W'  = 60 (T1 - W) + 60 (T2 - W) + 30 (To - W)
 *   lag H' = u - H
 * </pre>
 *
 * Temperatures T of the rooms, W of walls and floor, To outside, degrees C; conductances in W/K; Ca
 * = 1 MJ/K, Cw = 15 MJ/K; radiators give the power H, W, which follows the power u they are told,
 * 200 W to 4 kW, with a lag of 5 minutes. (Lumped model of a building, as in ISO 13790's simple
 * method, two rooms.) To is constant over an episode, -5 to 8 degrees.
 *
 * <p>State: T1, T2 (0, 1), W (2), H1, H2 (3, 4), To (5), hours until people come, below 0 once they
 * are there (6). The policy sees entries 0, 1, 5 and 6. A step takes 10 minutes, an episode 12
 * hours. It succeeds if both rooms are within 0.6 degrees of 21 whenever people are there, the last
 * 20 minutes apart, and below 18 when they are more than 3 hours away.
 */
public final class Heating extends PlainRobot {
  static final double WANTED = 21;
  static final double[] MAX_POWER = {4000, 4000};

  private static final double AIR = 1e6;
  private static final double WALLS = 15e6;
  private static final double LAG = 300;
  private static final int UNTIL = 6;
  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(7, 2)
          .observation(4)
          .horizon(72)
          .timeStep(600)
          .actionLimits(new double[] {200, 200}, MAX_POWER)
          .stateNames("room 1", "room 2", "walls", "radiator 1", "radiator 2", "outside", "until")
          .actionNames("power 1", "power 2")
          .build();

  /** The robot as described. */
  public Heating() {
    super("heating", "house of two rooms, 2 powers; is warm when people come and not before");
  }

  @Override
  public EnvironmentSpec spec() {
    return SPEC;
  }

  @Override
  public Half half() {
    return Half.CHECK;
  }

  @Override
  public int episodes() {
    return 300;
  }

  @Override
  double[] start(RandomGenerator random) {
    double walls = random.nextDouble(7, 15);
    return new double[] {
      walls + random.nextDouble(-2, 2),
      walls + random.nextDouble(-2, 2),
      walls,
      200,
      200,
      random.nextDouble(-10, 8),
      random.nextDouble(3, 10)
    };
  }

  @Override
  double[] next(double[] x, double[] u) {
    return RungeKutta.advance(Heating::derivative, x, u, SPEC.timeStep(), 4);
  }

  private static double[] derivative(double[] x, double[] u) {
    double W = x[2];
    double outside = x[5];
    return new double[] {
      (x[3] + 60 * (W - x[0]) + 40 * (x[1] - x[0]) + 30 * (outside - x[0])) / AIR,
      (x[4] + 60 * (W - x[1]) + 40 * (x[0] - x[1]) + 30 * (outside - x[1])) / AIR,
      (60 * (x[0] - W) + 60 * (x[1] - W) + 30 * (outside - W)) / WALLS,
      (u[0] - x[3]) / LAG,
      (u[1] - x[4]) / LAG,
      0,
      -1.0 / 3600
    };
  }

  @Override
  double[] observation(double[] x) {
    return new double[] {x[0], x[1], x[5], x[UNTIL]};
  }

  @Override
  public CostFunction cost(HessianForm form) {
    return new ComfortAndEnergy();
  }

  /** What people feel while they are there, 1/2 (T - 21)^2 for each room, and energy always. */
  private record ComfortAndEnergy() implements CostFunction {
    private static final double PRICE = 1e-4;

    @Override
    public double value(int t, int horizon, double[] x, double[] u) {
      double cost = PRICE * (u[0] + u[1]);
      for (int room = 0; room < 2 && x[UNTIL] <= 0; room++) {
        cost += 0.5 * Math.pow(x[room] - WANTED, 2);
      }
      return cost;
    }

    @Override
    public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
      out.addValue(value(t, horizon, x, u));
      for (int room = 0; room < 2; room++) {
        out.addGradient(x.length + room, PRICE);
        if (x[UNTIL] <= 0) {
          out.addGradient(room, x[room] - WANTED);
          out.addHessian(room, room, 1);
        }
      }
    }
  }

  /** Of the room farther from 21 degrees, degrees. */
  @Override
  public double finalDistance(Trajectory trajectory) {
    return error(trajectory, trajectory.horizon());
  }

  private static double error(Trajectory trajectory, int t) {
    double first = Math.abs(trajectory.state(t, 0) - WANTED);
    return Math.max(first, Math.abs(trajectory.state(t, 1) - WANTED));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return always(trajectory, t -> t > trajectory.horizon() - 2 || fine(trajectory, t));
  }

  private static boolean fine(Trajectory trajectory, int t) {
    double until = trajectory.state(t, UNTIL);
    double warmest = Math.max(trajectory.state(t, 0), trajectory.state(t, 1));
    return until <= 0 ? error(trajectory, t) <= 0.6 : until <= 3 || warmest < 18;
  }
}
