package org.guidedpolicy.mujoco;

import java.util.Optional;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.mujoco.library.MujocoLibrary;

/** Whether MuJoCo can be used in this process. Thread-safe. */
public final class Mujoco {
  private Mujoco() {}

  /**
   * Why MuJoCo cannot be used here and what to do about it; empty if it can. The first call loads
   * the library: the system's, or the one named by the system property {@code gps.mujoco.library}.
   */
  public static Optional<String> problem() {
    try {
      MujocoLibrary.get();
      return Optional.empty();
    } catch (MujocoException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** Why {@link MujocoCamera} cannot be used here and what to do about it; empty if it can. */
  public static Optional<String> pictureProblem() {
    try {
      MujocoLibrary.get().osMesa();
      return Optional.empty();
    } catch (MujocoException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * The library's version, 222 for 2.2.2.
   *
   * @throws MujocoException if MuJoCo cannot be used here
   */
  public static int version() {
    return MujocoLibrary.get().layout.version();
  }
}
