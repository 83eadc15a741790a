package org.guidedpolicy.benchmarks.curves;

import java.util.List;
import org.guidedpolicy.benchmarks.models.ArmEpisodes;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A problem's size.
 *
 * @param M trajectories
 * @param T steps
 * @param dX state entries, even and above 12
 * @param components of the mixture
 */
record Size(int M, int T, int dX, int components) {
  /** The paper's peg insertion, with a smaller mixture. */
  static final Size PEG = new Size(40, 100, 26, 20);

  /** The joints of an arm with that many state entries. */
  int dU() {
    return (dX - 12) / 2;
  }

  List<Trajectory> episodes() {
    return new ArmEpisodes(dU(), T).episodes(M, 7);
  }

  Size withM(int value) {
    return new Size(value, T, dX, components);
  }

  Size withT(int value) {
    return new Size(M, value, dX, components);
  }

  Size withDX(int value) {
    return new Size(M, T, value, components);
  }

  Size withComponents(int value) {
    return new Size(M, T, dX, value);
  }
}
