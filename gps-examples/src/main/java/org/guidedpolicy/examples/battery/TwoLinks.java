package org.guidedpolicy.examples.battery;

/**
 * Two uniform rods, the first hanging from a fixed hinge and the second from the first's end, in a
 * vertical plane. With both rods' angles a, c from upright and their rates,
 *
 * <pre>
 *   A a'' + B cos(a - c) c'' + B sin(a - c) c'^2 - g P sin a = t1 - t2
 *   B cos(a - c) a'' + C c'' - B sin(a - c) a'^2 - g Q sin c = t2
 *   A = m1 l1^2 / 3 + m2 l1^2,  B = m2 l1 l2 / 2,  C = m2 l2^2 / 3
 *   P = m1 l1 / 2 + m2 l1,      Q = m2 l2 / 2
 * </pre>
 *
 * where t1, t2 are the torques in the hinges, friction d included: t1 - d a', t2 - d (c' - a').
 * (Goldstein, Classical Mechanics, double pendulum; the rods' inertia about their middles is m l^2
 * / 12.) Angles in the hinges are q1 = a and q2 = c - a.
 *
 * @param m1 mass of the first rod, kg
 * @param l1 its length, m
 * @param m2 mass of the second rod, kg
 * @param l2 its length, m
 * @param friction d in each hinge, N m s
 */
record TwoLinks(double m1, double l1, double m2, double l2, double friction) {
  static final double G = 9.81;

  /**
   * The state after a time under constant torques.
   *
   * @param q q1, q2, q1', q2'
   * @param torque in the hinges, N m
   */
  double[] advance(double[] q, double[] torque, double seconds, int substeps) {
    return RungeKutta.advance(this::derivative, q, torque, seconds, substeps);
  }

  private double[] derivative(double[] q, double[] torque) {
    double a = q[0];
    double c = q[0] + q[1];
    double wa = q[2];
    double wc = q[2] + q[3];
    double t1 = torque[0] - friction * q[2];
    double t2 = torque[1] - friction * q[3];
    double M11 = m1 * l1 * l1 / 3 + m2 * l1 * l1;
    double M12 = coupling() * Math.cos(a - c);
    double M22 = m2 * l2 * l2 / 3;
    double s = coupling() * Math.sin(a - c);
    double f1 = t1 - t2 - s * wc * wc + G * (m1 / 2 + m2) * l1 * Math.sin(a);
    double f2 = t2 + s * wa * wa + G * m2 * l2 / 2 * Math.sin(c);
    double determinant = M11 * M22 - M12 * M12;
    double aa = (M22 * f1 - M12 * f2) / determinant;
    double ac = (M11 * f2 - M12 * f1) / determinant;
    return new double[] {q[2], q[3], aa, ac - aa};
  }

  private double coupling() {
    return m2 * l1 * l2 / 2;
  }

  /** Kinetic and potential energy, 0 at rest when both rods stand upright, J. */
  double energy(double[] q) {
    double a = q[0];
    double c = q[0] + q[1];
    double wa = q[2];
    double wc = q[2] + q[3];
    double kinetic =
        (m1 / 3 + m2) * l1 * l1 * wa * wa / 2
            + coupling() * Math.cos(a - c) * wa * wc
            + m2 * l2 * l2 / 3 * wc * wc / 2;
    return kinetic
        + G * (m1 / 2 + m2) * l1 * (Math.cos(a) - 1)
        + G * m2 * l2 / 2 * (Math.cos(c) - 1);
  }

  /** Where the second rod ends, right of the fixed hinge, m. */
  double tipX(double q1, double q2) {
    return l1 * Math.sin(q1) + l2 * Math.sin(q1 + q2);
  }

  /** Where the second rod ends, above the fixed hinge, m. */
  double tipZ(double q1, double q2) {
    return l1 * Math.cos(q1) + l2 * Math.cos(q1 + q2);
  }
}
