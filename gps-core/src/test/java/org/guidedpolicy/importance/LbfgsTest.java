package org.guidedpolicy.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.guidedpolicy.importance.Lbfgs.Objective;
import org.guidedpolicy.importance.Lbfgs.Result;
import org.junit.jupiter.api.Test;

class LbfgsTest {
  private static final Lbfgs SEARCH = new Lbfgs(10, 1000, 2000, 1e-9);

  /** sum of i (x_i - i)^2, whose minimum is at x_i = i. */
  private static double quadratic(double[] x, double[] g) {
    double value = 0;
    for (int i = 0; i < x.length; i++) {
      double d = x[i] - i;
      value += (i + 1) * d * d;
      g[i] = 2 * (i + 1) * d;
    }
    return value;
  }

  private static double rosenbrock(double[] x, double[] g) {
    double value = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = 1 - x[i];
      double b = x[i + 1] - x[i] * x[i];
      value += a * a + 100 * b * b;
      g[i] += -2 * a - 400 * x[i] * b;
      g[i + 1] += 200 * b;
    }
    return value;
  }

  @Test
  void findsTheMinimumOfAQuadraticFunction() {
    Result result = SEARCH.minimize(LbfgsTest::quadratic, new double[200]);
    for (int i = 0; i < 200; i++) {
      assertEquals(i, result.x()[i], 1e-8);
    }
    assertTrue(result.evaluations() < 150, () -> result.evaluations() + " evaluations");
  }

  @Test
  void followsTheValleyOfRosenbrock() {
    double[] start = new double[20];
    for (int i = 0; i < start.length; i++) {
      start[i] = i % 2 == 0 ? -1.2 : 1;
    }
    Result result = SEARCH.minimize(LbfgsTest::rosenbrock, start);
    for (double x : result.x()) {
      assertEquals(1, x, 1e-6);
    }
    assertTrue(result.evaluations() < 400, () -> result.evaluations() + " evaluations");
  }

  @Test
  void searchesTwentyThousandVariables() {
    SplittableRandom random = new SplittableRandom(1);
    double[] target = random.doubles(20_000, -1, 1).toArray();
    Objective f =
        (x, g) -> {
          double value = 0;
          for (int i = 0; i < x.length; i++) {
            double d = x[i] - target[i];
            value += Math.cosh(d) - 1;
            g[i] = Math.sinh(d);
          }
          return value;
        };
    Result result = SEARCH.minimize(f, new double[20_000]);
    for (int i = 0; i < target.length; i++) {
      assertEquals(target[i], result.x()[i], 1e-8);
    }
  }

  @Test
  void neverAsksMoreOftenThanItMay() {
    for (int limit : new int[] {1, 2, 7, 50}) {
      int[] asked = new int[1];
      Result result =
          new Lbfgs(5, 1000, limit, 0)
              .minimize(
                  (x, g) -> {
                    asked[0]++;
                    return rosenbrock(x, g);
                  },
                  new double[10]);
      assertTrue(asked[0] <= limit, () -> asked[0] + " of " + limit);
      assertEquals(asked[0], result.evaluations());
    }
  }

  @Test
  void makesNoMoreIterationsThanItMay() {
    for (int limit : new int[] {0, 1, 5}) {
      Result result =
          new Lbfgs(5, limit, 1000, 0).minimize(LbfgsTest::rosenbrock, new double[] {-1.2, 1, 3});
      assertEquals(limit, result.iterations());
    }
  }

  @Test
  void theLongerItMaySearchTheLowerItEnds() {
    double[] start = {-1.2, 1, -1.2, 1};
    double before = rosenbrock(start, new double[4]);
    for (int iterations = 1; iterations < 30; iterations++) {
      double value =
          new Lbfgs(5, iterations, 1000, 0).minimize(LbfgsTest::rosenbrock, start).value();
      assertTrue(value < before);
      before = value;
    }
  }

  @Test
  void staysWhereTheFunctionIsFinite() {
    Objective barrier =
        (x, g) -> {
          g[0] = 1 - 0.01 / x[0];
          return x[0] > 0 ? x[0] - 0.01 * Math.log(x[0]) : Double.NaN;
        };
    assertEquals(0.01, SEARCH.minimize(barrier, new double[] {5}).x()[0], 1e-8);
    assertThrows(IllegalArgumentException.class, () -> SEARCH.minimize(barrier, new double[] {-1}));
  }

  @Test
  void aSearchThatCannotDescendEndsWhereItBegan() {
    Objective wrong =
        (x, g) -> {
          g[0] = -1; // points uphill
          return x[0];
        };
    Result result = SEARCH.minimize(wrong, new double[] {3});
    assertEquals(3, result.x()[0]);
    assertTrue(result.evaluations() < 50, () -> result.evaluations() + " evaluations");
  }

  @Test
  void lineSearchesEndWhereTheWolfeConditionsHold() {
    Objective wavy =
        (x, g) -> {
          g[0] = 0.2 * x[0] - 3 * Math.cos(3 * x[0]);
          return 0.1 * x[0] * x[0] - Math.sin(3 * x[0]);
        };
    for (double start = -9; start < 9; start += 0.37) {
      for (double first : new double[] {1e-3, 0.1, 1, 30}) {
        Lbfgs.Counted counted = new Lbfgs.Counted(wavy);
        Lbfgs.Point from = counted.at(new double[] {start});
        double[] d = {-from.gradient()[0]};
        double slope = -d[0] * d[0];
        Lbfgs.Point to = new WolfeSearch(counted, from, d, slope, 100).from(first);
        double a = (to.x()[0] - start) / d[0];
        assertTrue(to.value() <= from.value() + 1e-4 * a * slope, "decrease from " + start);
        assertTrue(Math.abs(to.gradient()[0] * d[0]) <= -0.9 * slope, "slope from " + start);
      }
    }
  }
}
