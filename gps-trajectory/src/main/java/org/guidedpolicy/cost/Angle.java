package org.guidedpolicy.cost;

/** A direction in a plane as the state holds it, in radians. Immutable and thread-safe. */
sealed interface Angle {

  /** State entries that it is read from. */
  int[] entries();

  /** Whether the entries say a direction at all. */
  boolean isDefined(double[] x);

  /** Where it is defined. */
  double value(double[] x);

  /** By its entries, where it is defined. */
  double[] gradient(double[] x);

  /** Adds factor times the Hessian, where it is defined. */
  void addCurvature(double factor, double[] x, CostDerivatives out);

  /** The same with entries that are angles in another unit. */
  Angle inUnit(double radians);

  /** An entry that is the angle, in a unit of so many radians. */
  record Entry(int entry, double unit) implements Angle {
    @Override
    public int[] entries() {
      return new int[] {entry};
    }

    @Override
    public boolean isDefined(double[] x) {
      return true;
    }

    @Override
    public double value(double[] x) {
      return x[entry] * unit;
    }

    @Override
    public double[] gradient(double[] x) {
      return new double[] {unit};
    }

    @Override
    public void addCurvature(double factor, double[] x, CostDerivatives out) {}

    @Override
    public Angle inUnit(double radians) {
      return new Entry(entry, radians);
    }

    @Override
    public String toString() {
      return "x" + entry;
    }
  }

  /** Two entries that are its cosine and sine. Their length does not matter. */
  record CosSin(int cos, int sin) implements Angle {
    /** Below this length two entries are no direction. */
    private static final double SHORTEST = 1e-6;

    @Override
    public int[] entries() {
      return new int[] {cos, sin};
    }

    @Override
    public boolean isDefined(double[] x) {
      return Math.hypot(x[cos], x[sin]) >= SHORTEST;
    }

    @Override
    public double value(double[] x) {
      return Math.atan2(x[sin], x[cos]);
    }

    @Override
    public double[] gradient(double[] x) {
      double c = x[cos];
      double s = x[sin];
      double r2 = c * c + s * s;
      return new double[] {-s / r2, c / r2};
    }

    @Override
    public void addCurvature(double factor, double[] x, CostDerivatives out) {
      double c = x[cos];
      double s = x[sin];
      double r4 = (c * c + s * s) * (c * c + s * s);
      out.addHessian(cos, cos, factor * 2 * c * s / r4);
      out.addHessian(sin, sin, factor * -2 * c * s / r4);
      out.addHessian(cos, sin, factor * (s * s - c * c) / r4);
      out.addHessian(sin, cos, factor * (s * s - c * c) / r4);
    }

    @Override
    public Angle inUnit(double radians) {
      return this;
    }

    @Override
    public String toString() {
      return "angle(x" + cos + ", x" + sin + ")";
    }
  }
}
