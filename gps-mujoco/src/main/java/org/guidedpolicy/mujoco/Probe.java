package org.guidedpolicy.mujoco;

import java.util.List;

/** A {@link Reading} whose names have been looked up in a model. Immutable. */
interface Probe {
  int dimension();

  /** Writes what is read to out[offset ..]. */
  void read(Simulation simulation, double[] out, int offset);

  /** Indices into qpos of the entries, if they are joint positions. */
  default int[] positionAddresses() {
    return new int[0];
  }

  /** Indices into qvel of the entries, if they are joint velocities. */
  default int[] velocityAddresses() {
    return new int[0];
  }

  /** Indices into act of the entries, if they are activations. */
  default int[] activationAddresses() {
    return new int[0];
  }

  /** Frames whose positions the entries are put together from, if they are positions of frames. */
  default List<FrameTerm> frames() {
    return List.of();
  }

  /** Whether MuJoCo computes it together with accelerations. */
  default boolean needsAcceleration() {
    return false;
  }
}
