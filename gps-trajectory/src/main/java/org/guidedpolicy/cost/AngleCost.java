package org.guidedpolicy.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.guidedpolicy.argument.Require;

/**
 * The cost of differences of angles, each taken the short way round: d = wrap(angle - target) in
 * [-pi, pi] rad, with the norms and settings of {@link ResidualCost}. Unlike a distance in cosine
 * and sine, whose slope fades towards the opposite point, it pulls the harder the farther the angle
 * is away.
 *
 * <p>An angle is a state entry, which may have gone round any number of times, or a pair of entries
 * that hold its cosine and sine. Entries are in radians unless {@link #fullTurn} says otherwise; d
 * and with it weights and alpha are in radians always.
 *
 * <p>Derivatives are exact. Of an angle from cosine and sine they are those of atan2, as if the two
 * entries were independent; its own curvature is not positive, so the default is {@link
 * HessianForm#PROJECTED}, which leaves it out, as {@link HessianForm#MAJORIZING} does.
 *
 * <p>Exactly opposite to the target d jumps from pi to -pi: the cost is continuous there and has a
 * ridge, the derivatives are those of one of its sides. Where cosine and sine are both 0 (shorter
 * than 1e-6 together) there is no direction: d counts as pi, with derivatives 0.
 *
 * <p>Immutable and thread-safe; each setting returns a new cost.
 */
public final class AngleCost extends ResidualCost<AngleCost> {
  private final List<AngleResidual.Row> rows;

  private AngleCost(List<AngleResidual.Row> rows, Residual residual, Settings settings) {
    super(residual, settings);
    this.rows = rows;
  }

  private static AngleCost of(List<AngleResidual.Row> rows) {
    Residual residual = new AngleResidual(rows);
    return new AngleCost(rows, residual, Settings.of(residual, HessianForm.PROJECTED));
  }

  /**
   * @param entry state entry that is an angle
   * @param target where it is to be, rad
   */
  public static AngleCost toTarget(int entry, double target) {
    return toTarget(new int[] {entry}, target);
  }

  /**
   * @param entries state entries that are angles
   * @param target where each is to be, rad
   */
  public static AngleCost toTarget(int[] entries, double... target) {
    Require.length("target", target.length, entries.length, "one for each angle");
    List<AngleResidual.Row> rows = new ArrayList<>();
    for (int i = 0; i < entries.length; i++) {
      Require.finite("target[" + i + "]", target[i]);
      rows.add(new AngleResidual.Row(entry(entries[i]), Optional.empty(), target[i]));
    }
    return of(rows);
  }

  /**
   * @param entries state entries that are angles
   * @param targetEntries the state entries, angles too, that they are to reach
   */
  public static AngleCost between(int[] entries, int[] targetEntries) {
    Require.length("targetEntries", targetEntries.length, entries.length, "one for each angle");
    List<AngleResidual.Row> rows = new ArrayList<>();
    for (int i = 0; i < entries.length; i++) {
      StateEntries.requireDifferent(i, entries[i], targetEntries[i]);
      rows.add(new AngleResidual.Row(entry(entries[i]), Optional.of(entry(targetEntries[i])), 0));
    }
    return of(rows);
  }

  /**
   * @param cosEntry state entry that is the angle's cosine
   * @param sinEntry state entry that is its sine
   * @param target where it is to be, rad
   */
  public static AngleCost ofCosSin(int cosEntry, int sinEntry, double target) {
    Require.finite("target", target);
    return of(List.of(new AngleResidual.Row(pair(cosEntry, sinEntry), Optional.empty(), target)));
  }

  /**
   * The angle between two directions in a plane.
   *
   * @param cosEntry state entry that is the angle's cosine
   * @param sinEntry state entry that is its sine
   * @param targetCosEntry state entry that is the cosine of where it is to be
   * @param targetSinEntry state entry that is the sine of where it is to be
   */
  public static AngleCost betweenCosSin(
      int cosEntry, int sinEntry, int targetCosEntry, int targetSinEntry) {
    Angle other = pair(targetCosEntry, targetSinEntry);
    return of(List.of(new AngleResidual.Row(pair(cosEntry, sinEntry), Optional.of(other), 0)));
  }

  /**
   * Says in which unit the entries that are angles, and the targets, are given.
   *
   * @param units of a full turn, for instance 360 for degrees; default 2 pi
   */
  public AngleCost fullTurn(double units) {
    Require.positive("fullTurn", units);
    List<AngleResidual.Row> inUnit =
        rows.stream().map(row -> row.inUnit(2 * Math.PI / units)).toList();
    return new AngleCost(inUnit, new AngleResidual(inUnit), settings());
  }

  private static Angle entry(int entry) {
    return new Angle.Entry(entry, 1);
  }

  private static Angle pair(int cosEntry, int sinEntry) {
    if (cosEntry == sinEntry) {
      throw new IllegalArgumentException("cosEntry and sinEntry are both state entry " + cosEntry);
    }
    return new Angle.CosSin(cosEntry, sinEntry);
  }

  @Override
  public CostFunction withPartialDerivatives() {
    return hessian(HessianForm.EXACT);
  }

  @Override
  AngleCost with(Settings other) {
    return new AngleCost(rows, residual, other);
  }

  @Override
  String entryName() {
    return "angle";
  }
}
