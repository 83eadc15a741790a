package org.guidedpolicy.cost;

/**
 * The rotation vector d = theta n of a quaternion r = (w, v) of any length: an axis of length 1
 * times the angle of rotation, at most pi, about it.
 *
 * <pre>
 * d = g(p, w) v,   p = |v|^2,   g = 2 atan2(sqrt p, w) / sqrt p,   w not negative (else -r is taken)
 * </pre>
 *
 * Derivatives follow from those of g; where p is small against w^2 its power series stands in. Of
 * one quaternion, immutable.
 */
final class RotationVector {
  /** Below this length a quaternion is no orientation. */
  private static final double SHORTEST = 1e-6;

  /** p/w^2 below which the series is the more precise. */
  private static final double NEAR = 0.05;

  /** NEAR to this power is beyond double precision. */
  private static final int TERMS = 16;

  private final boolean defined;

  /** -1 where -r was taken. */
  private final double sign;

  private final double[] v = new double[3];

  /** g and its derivatives by p and w. */
  private double g;

  private double gp;
  private double gw;
  private double gpp;
  private double gpw;
  private double gww;

  /**
   * @param r w, x, y, z
   */
  RotationVector(double[] r) {
    sign = r[0] < 0 ? -1 : 1;
    double w = sign * r[0];
    double p = 0;
    for (int i = 0; i < 3; i++) {
      v[i] = sign * r[i + 1];
      p += v[i] * v[i];
    }
    double n2 = p + w * w;
    defined = n2 >= SHORTEST * SHORTEST;
    if (defined) {
      if (p < NEAR * w * w) {
        series(p, w);
      } else {
        g = 2 * Math.atan2(Math.sqrt(p), w) / Math.sqrt(p);
        gp = (w / n2 - g / 2) / p;
        gpp = (-w / (n2 * n2) - 1.5 * gp) / p;
      }
      gw = -2 / n2;
      gww = 4 * w / (n2 * n2);
      gpw = 2 / (n2 * n2);
    }
  }

  /** g = 2/w sum_k (-y)^k / (2k+1), y = p/w^2, and its derivatives by p. */
  private void series(double p, double w) {
    double y = p / (w * w);
    for (int k = TERMS; k >= 0; k--) {
      // Horner: value, first and second derivative in y
      gpp = gpp * y + 2 * gp;
      gp = gp * y + g;
      g = g * y + (k % 2 == 0 ? 1 : -1) / (2.0 * k + 1);
    }
    g *= 2 / w;
    gp *= 2 / (w * w * w);
    gpp *= 2 / (w * w * w * w * w);
  }

  /** Whether the quaternion is long enough to be an orientation. */
  boolean isDefined() {
    return defined;
  }

  /** d_i. */
  double value(int i) {
    return g * v[i];
  }

  /** dd_i/dr, by w, x, y, z. */
  double[] gradient(int i) {
    double[] result = new double[4];
    result[0] = sign * gw * v[i];
    for (int j = 0; j < 3; j++) {
      result[j + 1] = sign * (2 * gp * v[i] * v[j] + (i == j ? g : 0));
    }
    return result;
  }

  /** The second derivatives of d_i by r, 4 x 4. */
  double[][] hessian(int i) {
    double[][] H = new double[4][4];
    H[0][0] = gww * v[i];
    for (int j = 0; j < 3; j++) {
      H[0][j + 1] = 2 * gpw * v[i] * v[j] + (i == j ? gw : 0);
      H[j + 1][0] = H[0][j + 1];
      for (int k = 0; k < 3; k++) {
        double once = (i == j ? v[k] : 0) + (i == k ? v[j] : 0) + (j == k ? v[i] : 0);
        H[j + 1][k + 1] = 2 * gp * once + 4 * gpp * v[i] * v[j] * v[k];
      }
    }
    return H;
  }
}
