package org.guidedpolicy.cost;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;

/**
 * The cost of a difference of orientations: d is the rotation vector that leads from the target to
 * the orientation, three entries in rad about the target's own axes x, y, z, with the norms and
 * settings of {@link ResidualCost}. Its length is the angle between the two, at most pi. {@code
 * weights(1, 1, 0)} leaves the turn about the target's z axis free, for small differences.
 *
 * <p>Orientations are quaternions in the order w, x, y, z; q and -q are the same one, and their
 * length does not matter.
 *
 * <p>Derivatives are exact, as if the four entries were independent; d's own curvature is not
 * positive, so the default is {@link HessianForm#PROJECTED}, which leaves it out, as {@link
 * HessianForm#MAJORIZING} does.
 *
 * <p>Exactly half a turn away d jumps to -d: with equal weights the cost is continuous there and
 * has a ridge; derivatives are those of one of its sides. Where a quaternion is 0 (shorter than
 * 1e-6) it is no orientation: every entry of d counts as pi, with derivatives 0.
 *
 * <p>Immutable and thread-safe; each setting returns a new cost.
 */
public final class OrientationCost extends ResidualCost<OrientationCost> {

  private OrientationCost(Residual residual, Settings settings) {
    super(residual, settings);
  }

  private static OrientationCost of(int[] entries, Optional<double[]> fixed) {
    if (IntStream.of(entries).distinct().count() < entries.length) {
      throw new IllegalArgumentException(
          "a quaternion's state entries must differ, are " + Arrays.toString(entries));
    }
    Residual residual = new OrientationResidual(entries, fixed);
    return new OrientationCost(residual, Settings.of(residual, HessianForm.PROJECTED));
  }

  /**
   * @param quaternion state entries of w, x, y, z
   * @param target w, x, y, z of where it is to be, of any length but 0
   */
  public static OrientationCost toTarget(int[] quaternion, double... target) {
    requireFour("quaternion", quaternion.length);
    requireFour("target", target.length);
    double squares = 0;
    for (int i = 0; i < 4; i++) {
      Require.finite("target[" + i + "]", target[i]);
      squares += target[i] * target[i];
    }
    double length = Require.positive("the target quaternion's length", Math.sqrt(squares));
    return of(
        quaternion.clone(), Optional.of(Arrays.stream(target).map(q -> q / length).toArray()));
  }

  /**
   * @param quaternion state entries of w, x, y, z
   * @param targetQuaternion the state entries of the orientation it is to reach
   */
  public static OrientationCost between(int[] quaternion, int[] targetQuaternion) {
    requireFour("quaternion", quaternion.length);
    requireFour("targetQuaternion", targetQuaternion.length);
    int[] all = Arrays.copyOf(quaternion, 8);
    System.arraycopy(targetQuaternion, 0, all, 4, 4);
    return of(all, Optional.empty());
  }

  private static void requireFour(String name, int length) {
    Require.length(name, length, 4, "w, x, y, z");
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return hessian(HessianForm.EXACT);
  }

  @Override
  OrientationCost with(Settings other) {
    return new OrientationCost(residual, other);
  }

  @Override
  String entryName() {
    return "axis";
  }
}
