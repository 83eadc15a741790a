package org.guidedpolicy.environment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class AngleEncodingTest {
  private final AngleEncoding encoding = AngleEncoding.of(3, 2, 0);

  private double[] encoded(double... v) {
    double[] w = new double[5];
    encoding.encode(v, w);
    return w;
  }

  @Test
  void sinesStandInTheAnglesPlacesAndCosinesFollowInTheirOrder() {
    double[] expected = {Math.sin(0.4), 7, Math.sin(-2), Math.cos(0.4), Math.cos(-2)};
    assertArrayEquals(expected, encoded(0.4, 7, -2));
    assertEquals(5, encoding.encodedDimension());
    assertArrayEquals(new int[] {0, 2}, encoding.angles());
  }

  @Test
  void rowsAreEncodedOneByOneAndLeftAloneWithoutAngles() {
    double[] rows = {1, 2, 3, 4, 5, 6};
    double[] both = encoding.encodeRows(rows);
    assertArrayEquals(encoded(1, 2, 3), java.util.Arrays.copyOf(both, 5));
    assertArrayEquals(encoded(4, 5, 6), java.util.Arrays.copyOfRange(both, 5, 10));
    assertSame(rows, AngleEncoding.of(3).encodeRows(rows));
  }

  @Test
  void derivativesByTheAnglesAgreeWithCentralDifferences() {
    double[] v = {0.4, 7, -2};
    double[] J = {1, 2, 3, 4, 5, -6, 7, 8, 0.5, 10};
    double[] out = new double[6];
    encoding.chainRule(v, J, 2, out);
    double h = 1e-6;
    for (int i = 0; i < 3; i++) {
      double[] up = v.clone();
      double[] down = v.clone();
      up[i] += h;
      down[i] -= h;
      double[] wUp = encoded(up);
      double[] wDown = encoded(down);
      for (int r = 0; r < 2; r++) {
        double slope = 0;
        for (int e = 0; e < 5; e++) {
          slope += J[r * 5 + e] * (wUp[e] - wDown[e]) / (2 * h);
        }
        assertEquals(slope, out[r * 3 + i], 1e-8);
      }
    }
  }

  @Test
  void anglesAreWrappedToTheNearerWayAround() {
    assertEquals(-0.2, AngleEncoding.wrapped(2 * Math.PI - 0.2), 1e-15);
    assertEquals(0.3, AngleEncoding.wrapped(0.3 - 8 * Math.PI), 1e-14);
    assertEquals(3, AngleEncoding.wrapped(3));
  }

  @Test
  void entriesOutOfRangeOrDoubledAreNamed() {
    var range = assertThrows(IllegalArgumentException.class, () -> AngleEncoding.of(3, 3));
    assertEquals("angles has entry 3, must be in 0..2 (dimension - 1)", range.getMessage());
    var twice = assertThrows(IllegalArgumentException.class, () -> AngleEncoding.of(3, 1, 1));
    assertEquals("angles has entry 1 twice; give it once", twice.getMessage());
  }
}
