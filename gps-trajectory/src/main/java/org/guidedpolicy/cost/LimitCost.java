package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;

/**
 * A smooth barrier at each limit of entries of the state or the action: weight times the sum of
 *
 * <pre>
 * shape((z - upper) / width) + shape((lower - z) / width)
 * </pre>
 *
 * over the entries, see {@link BarrierShape}. Unlike a logarithmic barrier it has a value on both
 * sides, for noise does carry a robot over a limit. Defaults: weight 1, {@link
 * BarrierShape#SQUARE}, width a twentieth of what is between an entry's limits. The width is in
 * units of the entry, the weight in units of the cost.
 *
 * <p>Derivatives are exact. SQUARE and LINEAR are convex; the negative curvature of STEP beyond the
 * limit counts as 0 unless {@link HessianForm#EXACT} is asked for. PROJECTED, the default, and
 * MAJORIZING are the same here: an upper bound that holds everywhere would hold the robot where it
 * is, far from any limit.
 *
 * <p>Immutable and thread-safe; each setting returns a new cost.
 */
public final class LimitCost implements CostFunction {
  private static final double USUAL_SHARE = 0.05;

  private enum Of {
    STATE,
    ACTION
  }

  private final Of of;
  private final int[] entries;
  private final double[] lower;
  private final double[] upper;

  /** One for each entry; 0 where it has to be set. */
  private final double[] widths;

  private final Barrier barrier;

  private LimitCost(
      Of of, int[] entries, double[] lower, double[] upper, double[] widths, Barrier barrier) {
    this.of = of;
    this.entries = entries;
    this.lower = lower;
    this.upper = upper;
    this.widths = widths;
    this.barrier = barrier;
  }

  /**
   * @param entry state entry
   * @param lower limit; negative infinity for none
   * @param upper limit, above the lower; infinity for none
   */
  public static LimitCost state(int entry, double lower, double upper) {
    return state(new int[] {entry}, new double[] {lower}, new double[] {upper});
  }

  /**
   * @param entries state entries
   * @param lower a limit for each; negative infinity for none
   * @param upper a limit for each, above the lower; infinity for none
   */
  public static LimitCost state(int[] entries, double[] lower, double[] upper) {
    StateEntries.requireNotNegative(entries);
    return of(Of.STATE, entries.clone(), lower, upper);
  }

  /**
   * @param lower a limit for each entry of the action; negative infinity for none
   * @param upper a limit for each entry of the action, above the lower; infinity for none
   */
  public static LimitCost action(double[] lower, double[] upper) {
    return of(Of.ACTION, IntStream.range(0, lower.length).toArray(), lower, upper);
  }

  private static LimitCost of(Of of, int[] entries, double[] lower, double[] upper) {
    Require.length("lower", lower.length, entries.length, "one for each entry");
    Require.length("upper", upper.length, entries.length, "one for each entry");
    double[] widths = new double[entries.length];
    for (int i = 0; i < entries.length; i++) {
      if (!(lower[i] < upper[i])) {
        throw new IllegalArgumentException(
            "lower["
                + i
                + "] must be below upper["
                + i
                + "], are "
                + lower[i]
                + " and "
                + upper[i]);
      }
      widths[i] = usualWidth(lower[i], upper[i]);
    }
    return new LimitCost(of, entries, lower.clone(), upper.clone(), widths, Barrier.usual());
  }

  /** 0 with one limit, of which no range can be told; any will do with none. */
  private static double usualWidth(double lower, double upper) {
    if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
      return 1;
    }
    double range = upper - lower;
    return range < Double.POSITIVE_INFINITY ? USUAL_SHARE * range : 0;
  }

  /** The cost of one width beyond a limit is about the weight; default 1. */
  public LimitCost weight(double weight) {
    return with(barrier.withWeight(weight));
  }

  /** How a barrier rises; default {@link BarrierShape#SQUARE}. */
  public LimitCost shape(BarrierShape shape) {
    return with(barrier.withShape(shape));
  }

  /** Which Hessian the expansion uses; default {@link HessianForm#PROJECTED}. */
  public LimitCost hessian(HessianForm form) {
    return with(barrier.withForm(form));
  }

  private LimitCost with(Barrier other) {
    return new LimitCost(of, entries, lower, upper, widths, other);
  }

  /**
   * How soft the limits are, in units of their entries: barriers begin about 5 widths before them.
   *
   * @param widths one for each entry, or one for all
   */
  public LimitCost width(double... widths) {
    double[] each = new double[entries.length];
    if (widths.length == 1) {
      Arrays.fill(each, widths[0]);
    } else {
      Require.length("width", widths.length, entries.length, "1, or one for each entry");
      System.arraycopy(widths, 0, each, 0, each.length);
    }
    for (int i = 0; i < each.length; i++) {
      Require.positive("width[" + i + "]", each[i]);
    }
    return new LimitCost(of, entries, lower, upper, each, barrier);
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    double[] z = entriesOf(x, u);
    double sum = 0;
    for (int i = 0; i < entries.length; i++) {
      sum += barrier.value((z[entries[i]] - upper[i]) / widths[i]);
      sum += barrier.value((lower[i] - z[entries[i]]) / widths[i]);
    }
    return sum;
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    double[] z = entriesOf(x, u);
    int first = of == Of.STATE ? 0 : x.length;
    out.addValue(value(t, horizon, x, u));
    for (int i = 0; i < entries.length; i++) {
      double above = (z[entries[i]] - upper[i]) / widths[i];
      double below = (lower[i] - z[entries[i]]) / widths[i];
      int k = first + entries[i];
      out.addGradient(k, (barrier.slope(above) - barrier.slope(below)) / widths[i]);
      out.addHessian(
          k, k, (barrier.curvature(above) + barrier.curvature(below)) / (widths[i] * widths[i]));
    }
  }

  private double[] entriesOf(double[] x, double[] u) {
    double[] z = of == Of.STATE ? x : u;
    if (of == Of.ACTION) {
      Require.length("LimitCost of actions", entries.length, u.length, "the action's dimension");
    }
    for (int i = 0; i < entries.length; i++) {
      StateEntries.requireFits("LimitCost", entries[i], z.length);
      if (widths[i] == 0) {
        throw new IllegalArgumentException(
            "LimitCost has no width for entry "
                + entries[i]
                + ", which has one limit alone; set one");
      }
    }
    return z;
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return hessian(HessianForm.EXACT);
  }

  @Override
  public String toString() {
    return "LimitCost[of="
        + of
        + ", entries="
        + Arrays.toString(entries)
        + ", lower="
        + Arrays.toString(lower)
        + ", upper="
        + Arrays.toString(upper)
        + ", widths="
        + Arrays.toString(widths)
        + ", "
        + barrier
        + "]";
  }
}
