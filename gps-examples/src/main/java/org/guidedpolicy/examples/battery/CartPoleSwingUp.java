package org.guidedpolicy.examples.battery;

import java.util.random.RandomGenerator;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A pole that hangs from a cart and is swung up by pushing the cart.
 *
 * <pre>
 *   (M + m) p'' + m l cos th th''  = m l sin th th'^2 + u - c p'
 *   m l cos th p'' + (4/3) m l^2 th'' = m g l sin th - b th'
 * </pre>
 *
 * p is the cart's place, m; th the pole's angle from upright, rad. Cart M = 0.5 kg, a uniform pole
 * m = 0.4 kg of length 2 l = 0.8 m, friction c = 0.1 N s/m and b = 0.002 N m s, force |u| at most 4
 * N. Equations after Florian, Correct equations for the dynamics of the cart-pole system (2007).
 *
 * <p>State, all of it observed: p, p', sin th, cos th, th'. An episode starts near the middle, the
 * pole up to 2.5 rad from hanging, and succeeds if the pole stays within 0.2 rad of upright and the
 * cart within 0.5 m of the middle for the last half second.
 */
public final class CartPoleSwingUp extends PlainRobot {
  static final double CART = 0.5;
  static final double POLE = 0.4;
  static final double L = 0.4;
  static final double G = 9.81;
  static final double MAX_FORCE = 4;

  private static final EnvironmentSpec SPEC =
      EnvironmentSpec.builder(5, 1)
          .horizon(120)
          .timeStep(0.05)
          .actionLimits(new double[] {-MAX_FORCE}, new double[] {MAX_FORCE})
          .actuated(new int[] {0}, new int[] {1})
          .stateNames("cart", "cart speed", "sine", "cosine", "pole rate")
          .actionNames("force")
          .build();

  private final double cartFriction;
  private final double poleFriction;

  /** The robot as described. */
  public CartPoleSwingUp() {
    this(0.1, 0.002);
  }

  CartPoleSwingUp(double cartFriction, double poleFriction) {
    super("cart-pole", "cart with a hanging pole, 1 force; swings the pole up and balances it");
    this.cartFriction = cartFriction;
    this.poleFriction = poleFriction;
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
  double[] start(RandomGenerator random) {
    return state(
        new double[] {
          random.nextDouble(-0.5, 0.5),
          random.nextDouble(-0.5, 0.5),
          Math.PI + random.nextDouble(-2.5, 2.5),
          random.nextDouble(-2, 2)
        });
  }

  /** From coordinates (p, p', th, th'). */
  private static double[] state(double[] q) {
    return new double[] {q[0], q[1], Math.sin(q[2]), Math.cos(q[2]), q[3]};
  }

  /** The pole's angle from upright in [-pi, pi], rad. */
  static double angle(double sine, double cosine) {
    return Math.atan2(sine, cosine);
  }

  @Override
  double[] next(double[] x, double[] u) {
    double[] q = {x[0], x[1], angle(x[2], x[3]), x[4]};
    return state(RungeKutta.advance(this::derivative, q, u, SPEC.timeStep(), 5));
  }

  private double[] derivative(double[] q, double[] u) {
    double s = Math.sin(q[2]);
    double c = Math.cos(q[2]);
    // [a b; b d] [p''; th''] = [f; n]
    double a = CART + POLE;
    double b = POLE * L * c;
    double d = 4.0 / 3 * POLE * L * L;
    double f = POLE * L * s * q[3] * q[3] + u[0] - cartFriction * q[1];
    double n = POLE * G * L * s - poleFriction * q[3];
    double determinant = a * d - b * b;
    return new double[] {q[1], (d * f - b * n) / determinant, q[3], (a * n - b * f) / determinant};
  }

  /** Kinetic and potential energy, 0 at rest with the pole upright, J. */
  static double energy(double[] x) {
    double v = x[1];
    double w = x[4];
    return (CART + POLE) * v * v / 2
        + POLE * L * x[3] * v * w
        + 2.0 / 3 * POLE * L * L * w * w
        + POLE * G * L * (x[3] - 1);
  }

  /**
   * 1/2 (th^2 + 0.2 p^2 + 0.01 p'^2 + 0.01 th'^2 + 0.001 u^2), th wrapped; its derivatives by
   * finite differences.
   */
  @Override
  public CostFunction cost(HessianForm form) {
    return (t, T, x, u) -> {
      double th = angle(x[2], x[3]);
      double still = 0.01 * (x[1] * x[1] + x[4] * x[4]);
      return 0.5 * (th * th + 0.2 * x[0] * x[0] + still + 0.001 * u[0] * u[0]);
    };
  }

  /** Of the pole's angle from upright, rad. */
  @Override
  public double finalDistance(Trajectory trajectory) {
    return tilt(trajectory, trajectory.horizon());
  }

  private static double tilt(Trajectory trajectory, int t) {
    return Math.abs(angle(trajectory.state(t, 2), trajectory.state(t, 3)));
  }

  @Override
  public boolean success(Trajectory trajectory) {
    return duringLast(
        10, trajectory, t -> tilt(trajectory, t) < 0.2 && Math.abs(trajectory.state(t, 0)) < 0.5);
  }
}
