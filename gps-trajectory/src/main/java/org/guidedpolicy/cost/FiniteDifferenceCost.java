package org.guidedpolicy.cost;

import org.guidedpolicy.argument.Require;

/**
 * A cost whose derivatives come from central finite differences of its value, with an error of
 * second order in the step for gradient and Hessian. Needs 2 dZ + dZ (dZ+1) + 1 evaluations, dZ =
 * dX + dU. Immutable and thread-safe as the cost it differentiates.
 *
 * <p>Steps are a fraction of each entry's scale. In training that is the entry's standard deviation
 * over the iteration's episodes ({@link DataScales}), so that units do not matter; where the data
 * is not known it is max(1, |z_i|), and {@link #scales} sets it by hand.
 */
public final class FiniteDifferenceCost implements CostFunction {
  /** About eps^(1/4), which balances truncation and rounding in a second difference. */
  private static final double DEFAULT_STEP = 1e-4;

  private final CostFunction cost;
  private final double relativeStep;

  /** Typical magnitude of each entry of z; empty: as the data says. */
  private final double[] scales;

  private FiniteDifferenceCost(CostFunction cost, double relativeStep, double[] scales) {
    this.cost = cost;
    this.relativeStep = relativeStep;
    this.scales = scales;
  }

  static FiniteDifferenceCost of(CostFunction cost) {
    return of(cost, DEFAULT_STEP);
  }

  /**
   * @param cost gives the value; derivatives of its own are not used
   * @param relativeStep the Hessian's step as a fraction of each entry's scale; the gradient's step
   *     is a twentieth of it. A cost with kinks or noise wants it larger than the usual 1e-4
   */
  public static FiniteDifferenceCost of(CostFunction cost, double relativeStep) {
    Require.positive("relativeStep", relativeStep);
    return new FiniteDifferenceCost(cost, relativeStep, new double[0]);
  }

  /**
   * Says how large the entries of [x; u] typically are, whatever the data says: steps are then
   * fractions of max(scale_i, |z_i|).
   *
   * @param scales dX + dU entries, positive
   */
  public FiniteDifferenceCost scales(double... scales) {
    for (int i = 0; i < scales.length; i++) {
      Require.positive("scales[" + i + "]", scales[i]);
    }
    return new FiniteDifferenceCost(cost, relativeStep, scales.clone());
  }

  @Override
  public double value(int t, int horizon, double[] x, double[] u) {
    return cost.value(t, horizon, x, u);
  }

  @Override
  public void addDerivatives(int t, int horizon, double[] x, double[] u, CostDerivatives out) {
    new Stencil(t, horizon, x, u, out.scales).addTo(out);
  }

  /** The evaluations around one point. */
  private final class Stencil {
    private final int t;
    private final int horizon;
    private final double[] x;
    private final double[] u;
    private final int dZ;
    private final DataScales data;
    private final double centre;

    Stencil(int t, int horizon, double[] x, double[] u, DataScales data) {
      this.t = t;
      this.horizon = horizon;
      this.x = x.clone();
      this.u = u.clone();
      this.dZ = x.length + u.length;
      this.data = data;
      if (scales.length != 0) {
        Require.length("scales", scales.length, dZ, "state and action entries");
      }
      this.centre = evaluate();
    }

    void addTo(CostDerivatives out) {
      out.addValue(centre);
      double[] h = new double[dZ];
      double[] plus = new double[dZ];
      double[] minus = new double[dZ];
      for (int i = 0; i < dZ; i++) {
        h[i] = exactStep(i, relativeStep);
        plus[i] = moved(i, h[i]);
        minus[i] = moved(i, -h[i]);
        double small = exactStep(i, relativeStep / 20);
        out.addGradient(i, (moved(i, small) - moved(i, -small)) / (2 * small));
        out.addHessian(i, i, (plus[i] - 2 * centre + minus[i]) / (h[i] * h[i]));
      }
      for (int i = 0; i < dZ; i++) {
        for (int j = 0; j < i; j++) {
          // f_ij = [f(+i+j) - f(+i) - f(+j) + 2 f - f(-i) - f(-j) + f(-i-j)] / (2 h_i h_j)
          double both = moved(i, h[i], j, h[j]) + moved(i, -h[i], j, -h[j]);
          double single = plus[i] + plus[j] + minus[i] + minus[j];
          double second = (both - single + 2 * centre) / (2 * h[i] * h[j]);
          out.addHessian(i, j, second);
          out.addHessian(j, i, second);
        }
      }
    }

    /** A step that changes z_i by exactly its amount in floating point. */
    private double exactStep(int i, double relative) {
      double z = i < x.length ? x[i] : u[i - x.length];
      return (z + relative * scale(i, Math.abs(z))) - z;
    }

    private double scale(int i, double magnitude) {
      if (scales.length > 0) {
        return Math.max(scales[i], magnitude);
      }
      return data.areKnown() ? data.scale(i) : Math.max(1, magnitude);
    }

    private double moved(int i, double h) {
      double before = move(i, h);
      double value = evaluate();
      set(i, before);
      return value;
    }

    private double moved(int i, double hi, int j, double hj) {
      double before = move(i, hi);
      double value = moved(j, hj);
      set(i, before);
      return value;
    }

    private double move(int i, double h) {
      double before = i < x.length ? x[i] : u[i - x.length];
      set(i, before + h);
      return before;
    }

    private void set(int i, double value) {
      if (i < x.length) {
        x[i] = value;
      } else {
        u[i - x.length] = value;
      }
    }

    private double evaluate() {
      return cost.value(t, horizon, x, u);
    }
  }
}
