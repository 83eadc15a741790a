package org.guidedpolicy.dynamics;

import org.guidedpolicy.argument.Require;

/** Checks that the arrays given to a model have its dimensions. */
final class Lengths {
  private Lengths() {}

  static void require(Model model, double[] x, double[] u, double[] next) {
    point(model, x, u);
    Require.length("next", next.length, model.stateDimension(), "dX");
  }

  static void require(Model model, double[] x, double[] u, double[] fx, double[] fu) {
    int dX = model.stateDimension();
    point(model, x, u);
    Require.length("fx", fx.length, dX * dX, "dX x dX");
    Require.length("fu", fu.length, dX * model.actionDimension(), "dX x dU");
  }

  private static void point(Model model, double[] x, double[] u) {
    Require.length("x", x.length, model.stateDimension(), "dX");
    Require.length("u", u.length, model.actionDimension(), "dU");
  }
}
