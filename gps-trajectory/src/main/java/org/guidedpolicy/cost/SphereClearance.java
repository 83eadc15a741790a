package org.guidedpolicy.cost;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;

/** |p - centre| - radius. Immutable and thread-safe. */
record SphereClearance(double radius, double[] centre) implements Clearance {

  static SphereClearance of(double radius, double[] centre) {
    Require.notNegative("radius", radius);
    for (int i = 0; i < centre.length; i++) {
      Require.finite("centre[" + i + "]", centre[i]);
    }
    return new SphereClearance(radius, centre.clone());
  }

  @Override
  public double value(double[] p) {
    return length(p) - radius;
  }

  /** n = (p - centre) / |p - centre| and (I - n n^T) / |p - centre|. */
  @Override
  public void derivatives(double[] p, double width, double[] gradient, double[] hessian) {
    int n = p.length;
    double length = length(p);
    for (int i = 0; i < n; i++) {
      gradient[i] = length > 0 ? (p[i] - centre[i]) / length : 0;
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double across = (i == j ? 1 : 0) - gradient[i] * gradient[j];
        hessian[i * n + j] = length > 0 ? across / length : 0;
      }
    }
  }

  private double length(double[] p) {
    Require.length("the sphere's centre", centre.length, p.length, "the position's");
    double squares = 0;
    for (int i = 0; i < p.length; i++) {
      squares += (p[i] - centre[i]) * (p[i] - centre[i]);
    }
    return Math.sqrt(squares);
  }

  @Override
  public String toString() {
    return "sphere[radius=" + radius + ", centre=" + Arrays.toString(centre) + "]";
  }
}
