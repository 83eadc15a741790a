package org.guidedpolicy.cost;

import org.guidedpolicy.argument.Require;

/** A barrier's cost as a function of how far beyond it, in widths. */
record Barrier(double weight, BarrierShape shape, HessianForm form) {

  Barrier {
    Require.notNegative("weight", weight);
  }

  static Barrier usual() {
    return new Barrier(1, BarrierShape.SQUARE, HessianForm.PROJECTED);
  }

  Barrier withWeight(double other) {
    return new Barrier(other, shape, form);
  }

  Barrier withShape(BarrierShape other) {
    return new Barrier(weight, other, form);
  }

  Barrier withForm(HessianForm other) {
    return new Barrier(weight, shape, other);
  }

  double value(double y) {
    return weight * shape.value(y);
  }

  double slope(double y) {
    return weight * shape.slope(y);
  }

  /** The second derivative, or as much of it as the form keeps. */
  double curvature(double y) {
    double exact = shape.curvature(y);
    return weight * (isExact() ? exact : Math.max(0, exact));
  }

  boolean isExact() {
    return form == HessianForm.EXACT;
  }
}
