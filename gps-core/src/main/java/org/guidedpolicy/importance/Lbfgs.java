package org.guidedpolicy.importance;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.guidedpolicy.argument.Require;

/**
 * Minimizes a smooth function of many variables by limited-memory BFGS (Nocedal, Wright: Numerical
 * Optimization, 2006, Alg. 7.4 and 7.5), with a line search for the strong Wolfe conditions.
 *
 * <p>There is no test of a relative decrease: a search ends by its limits, at a small gradient, or
 * where no step brings a decrease any more. A value that is not finite counts as too high, so that
 * a function may forbid a region. Each call of {@link #minimize} stands alone; immutable and
 * thread-safe.
 *
 * @param memory pairs of step and change of gradient that are remembered
 * @param iterations directions that are searched at most
 * @param evaluations of the function at most
 * @param gradientTolerance greatest entry of a gradient that counts as 0
 */
record Lbfgs(int memory, int iterations, int evaluations, double gradientTolerance) {

  Lbfgs {
    Require.atLeast("memory", memory, 1);
    Require.atLeast("iterations", iterations, 0);
    Require.atLeast("evaluations", evaluations, 1);
    Require.notNegative("gradientTolerance", gradientTolerance);
  }

  /** A function to be minimized. */
  interface Objective {
    /**
     * f(x).
     *
     * @param x not to be changed
     * @param gradientOut receives df/dx; does not matter where the value is not finite
     */
    double value(double[] x, double[] gradientOut);
  }

  /**
   * What a search came to; never worse than where it began.
   *
   * @param x the best point
   * @param value f(x)
   * @param iterations directions searched
   * @param evaluations of the function
   */
  record Result(double[] x, double value, int iterations, int evaluations) {}

  /**
   * Searches from a point.
   *
   * @param start not changed
   * @throws IllegalArgumentException if the function is not finite there
   */
  Result minimize(Objective f, double[] start) {
    Counted counted = new Counted(f);
    Point at = counted.at(start.clone());
    if (!Double.isFinite(at.value)) {
      throw new IllegalArgumentException(
          "the function's value is " + at.value + " where the search begins; begin elsewhere");
    }
    Deque<Pair> pairs = new ArrayDeque<>();
    int k = 0;
    while (k < iterations
        && counted.count < evaluations
        && maxAbs(at.gradient) > gradientTolerance) {
      double[] d = direction(at.gradient, pairs);
      double slope = dot(d, at.gradient);
      if (!(slope < 0)) { // rounding has spoiled the memory
        if (pairs.isEmpty()) {
          break;
        }
        pairs.clear();
        continue;
      }
      double first = pairs.isEmpty() ? Math.min(1, 1 / norm(at.gradient)) : 1;
      Point next = new WolfeSearch(counted, at, d, slope, evaluations).from(first);
      k++;
      if (next.value >= at.value) {
        if (pairs.isEmpty()) {
          break;
        }
        pairs.clear(); // once more, along the gradient
        continue;
      }
      remember(pairs, at, next);
      at = next;
    }
    return new Result(at.x, at.value, k, counted.count);
  }

  /** -H g by the two-loop recursion, with H_0 = s'y / y'y of the newest pair. */
  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = gradient.clone();
    double[] alpha = new double[pairs.size()];
    int i = 0;
    for (Pair pair : pairs) { // newest first
      alpha[i] = pair.rho * dot(pair.s, q);
      add(-alpha[i++], pair.y, q);
    }
    if (!pairs.isEmpty()) {
      Pair newest = pairs.getFirst();
      scale(1 / (newest.rho * dot(newest.y, newest.y)), q);
    }
    for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
      Pair pair = oldest.next();
      double beta = pair.rho * dot(pair.y, q);
      add(alpha[--i] - beta, pair.s, q);
    }
    scale(-1, q);
    return q;
  }

  /** Pairs without curvature would make H indefinite. */
  private void remember(Deque<Pair> pairs, Point from, Point to) {
    double[] s = difference(to.x, from.x);
    double[] y = difference(to.gradient, from.gradient);
    double curvature = dot(s, y);
    if (curvature > 1e-14 * norm(s) * norm(y)) {
      pairs.addFirst(new Pair(s, y, 1 / curvature));
      if (pairs.size() > memory) {
        pairs.removeLast();
      }
    }
  }

  /** s = step, y = change of the gradient, rho = 1 / s'y. */
  private record Pair(double[] s, double[] y, double rho) {}

  /** A point with value and gradient. */
  record Point(double[] x, double value, double[] gradient) {}

  /** Counts how often a function is asked. */
  static final class Counted {
    private final Objective f;
    private int count;

    Counted(Objective f) {
      this.f = f;
    }

    Point at(double[] x) {
      count++;
      double[] gradient = new double[x.length];
      double value = f.value(x, gradient);
      return new Point(x, value, gradient);
    }

    int count() {
      return count;
    }
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  private static double maxAbs(double[] a) {
    double max = 0;
    for (double v : a) {
      max = Math.max(max, Math.abs(v));
    }
    return max;
  }

  private static void add(double factor, double[] from, double[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] += factor * from[i];
    }
  }

  private static void scale(double factor, double[] a) {
    for (int i = 0; i < a.length; i++) {
      a[i] *= factor;
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] d = new double[a.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = a[i] - b[i];
    }
    return d;
  }
}
