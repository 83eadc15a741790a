package org.guidedpolicy.training;

import org.guidedpolicy.argument.Require;

/** Shares, 0 .. 1, to be shown to people. */
public final class Shares {
  private Shares() {}

  /**
   * Rounds a share for showing it: to 1 only if it is 1, and to 0 only if it is 0, so that nobody
   * reads that all episodes succeed where one fails.
   *
   * @param share 0 .. 1
   * @param decimals of the share, at least 1: 2 for whole per cents
   * @throws IllegalArgumentException if the share is not one, or decimals are fewer
   */
  public static double rounded(double share, int decimals) {
    Require.share("share", share);
    double unit = Math.pow(10, Require.atLeast("decimals", decimals, 1));
    double rounded = Math.round(share * unit);
    if (share < 1) {
      rounded = Math.min(rounded, unit - 1);
    }
    if (share > 0) {
      rounded = Math.max(rounded, 1);
    }
    return rounded / unit;
  }
}
