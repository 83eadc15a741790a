package org.guidedpolicy.cost;

/**
 * The cost of a distance d = A x - target, with the norms and settings of {@link ResidualCost}. The
 * Hessian is exact by default. [E2E] uses the log norm.
 *
 * <p>Immutable and thread-safe; each setting returns a new cost.
 */
public final class DistanceCost extends ResidualCost<DistanceCost> {

  /** The term that l1 multiplies. */
  public enum Norm {
    /** sqrt(alpha + sum (w d)^2). */
    SQRT,
    /** 1/2 log(alpha + sum (w d)^2). */
    LOG
  }

  private DistanceCost(Residual residual, Settings settings) {
    super(residual, settings);
  }

  private static DistanceCost of(Residual residual) {
    return new DistanceCost(residual, Settings.of(residual, HessianForm.EXACT));
  }

  /**
   * The distance of state entries from fixed values.
   *
   * @param entries state entries
   * @param target a value for each
   */
  public static DistanceCost toTarget(int[] entries, double... target) {
    return of(LinearResidual.toTarget(entries, target));
  }

  /**
   * The difference of two groups of state entries, for instance a fingertip's position minus its
   * target's, both in the state.
   *
   * @param entries state entries
   * @param targetEntries the state entries they are to reach
   */
  public static DistanceCost between(int[] entries, int[] targetEntries) {
    return of(LinearResidual.between(entries, targetEntries));
  }

  /**
   * The general form d = A x - target.
   *
   * @param A one row of dX entries for each entry of d
   * @param target a value for each row
   */
  public static DistanceCost linear(double[][] A, double... target) {
    return of(LinearResidual.of(A, target));
  }

  @Override
  DistanceCost with(Settings other) {
    return new DistanceCost(residual, other);
  }

  @Override
  String entryName() {
    return "distance";
  }
}
