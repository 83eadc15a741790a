package org.guidedpolicy.benchmarks.table;

import java.util.OptionalDouble;

/**
 * Floating-point operations that the textbook's way needs, additions and multiplications counted
 * each, symmetric halves once. Where the library leaves out what cannot matter, its operations per
 * second come out higher than it executes them.
 *
 * @param dX state entries
 * @param dU action entries
 * @param T steps
 */
record Operations(double dX, double dU, double T) {
  private static final double TRAJECTORIES = 40;
  private static final double COMPONENTS = 50;
  private static final double HIDDEN = 42;

  static Operations ofSize(String size) {
    String[] sizes = size.split("x");
    return new Operations(
        Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
  }

  /** Of a benchmark by its method's name; empty where no count is meant. */
  OptionalDouble of(String benchmark) {
    return switch (benchmark) {
      case "backwardPass" -> OptionalDouble.of(backwardPass());
      case "forwardPassAndKl" -> OptionalDouble.of(forwardPass());
      case "expectedCost" -> OptionalDouble.of(2 * T * dZ() * dZ());
      case "emIteration" -> OptionalDouble.of(emIteration());
      case "action" -> OptionalDouble.of(2 * (dX * HIDDEN + HIDDEN * HIDDEN + HIDDEN * dU));
      default -> OptionalDouble.empty();
    };
  }

  private double dZ() {
    return dX + dU;
  }

  /** V f, half of f^T (V f), a Cholesky factor, the gain, the covariance, half of Qxu K. */
  private double backwardPass() {
    return T
        * (2 * dX * dX * dZ()
            + dX * dZ() * dZ()
            + dU * dU * dU / 3
            + 2 * dU * dU * dX
            + dU * dU * dU
            + dX * dX * dU);
  }

  /** f_x + f_u K, its product with V, half of that with its transpose; dK V and dK V dK^T. */
  private double forwardPass() {
    return T * (2 * dX * dX * dU + 3 * dX * dX * dX + 2 * dX * dX * dU + dX * dU * dU);
  }

  /** For each point and component a triangular solve and half of an outer product. */
  private double emIteration() {
    double d = 2 * dX + dU;
    return TRAJECTORIES * (T - 1) * COMPONENTS * 2 * d * d;
  }
}
