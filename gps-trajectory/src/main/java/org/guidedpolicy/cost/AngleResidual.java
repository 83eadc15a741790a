package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Differences of angles, wrapped into [-pi, pi]: d_i = wrap(angle - other angle - target). Where an
 * angle is not defined its row counts as half a turn, with derivatives 0. Immutable and
 * thread-safe.
 */
final class AngleResidual implements Residual {

  /** One difference in radians, its target in a unit of so many radians. */
  record Row(Angle angle, Optional<Angle> other, double target, double unit) {
    /** In radians. */
    Row(Angle angle, Optional<Angle> other, double target) {
      this(angle, other, target, 1);
    }

    Row inUnit(double radians) {
      return new Row(angle.inUnit(radians), other.map(a -> a.inUnit(radians)), target, radians);
    }

    int[] entries() {
      return Stream.concat(Stream.of(angle), other.stream())
          .flatMapToInt(a -> IntStream.of(a.entries()))
          .toArray();
    }

    boolean isDefined(double[] x) {
      return angle.isDefined(x) && (other.isEmpty() || other.get().isDefined(x));
    }

    double value(double[] x) {
      double from = other.isPresent() ? other.get().value(x) : 0;
      return Math.IEEEremainder(angle.value(x) - from - target * unit, 2 * Math.PI);
    }

    double[] gradient(double[] x) {
      double[] own = angle.gradient(x);
      if (other.isEmpty()) {
        return own;
      }
      double[] others = other.get().gradient(x);
      double[] both = Arrays.copyOf(own, own.length + others.length);
      for (int i = 0; i < others.length; i++) {
        both[own.length + i] = -others[i];
      }
      return both;
    }

    @Override
    public String toString() {
      return angle + other.map(a -> " - " + a).orElse("") + (target == 0 ? "" : " - " + target);
    }
  }

  private final List<Row> rows;
  private final SparsePattern pattern;

  AngleResidual(List<Row> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("an AngleCost needs at least one angle");
    }
    this.rows = List.copyOf(rows);
    this.pattern = new SparsePattern(rows.stream().map(Row::entries).toArray(int[][]::new));
  }

  @Override
  public SparsePattern pattern() {
    return pattern;
  }

  @Override
  public double value(int i, double[] x) {
    Row row = rows.get(i);
    return row.isDefined(x) ? row.value(x) : Math.PI;
  }

  @Override
  public double[] gradient(int i, double[] x) {
    Row row = rows.get(i);
    return row.isDefined(x) ? row.gradient(x) : new double[pattern.columns[i].length];
  }

  @Override
  public void addCurvature(int i, double factor, double[] x, CostDerivatives out) {
    Row row = rows.get(i);
    if (row.isDefined(x)) {
      row.angle.addCurvature(factor, x, out);
      row.other.ifPresent(a -> a.addCurvature(-factor, x, out));
    }
  }

  @Override
  public String toString() {
    return "wrap" + rows;
  }
}
