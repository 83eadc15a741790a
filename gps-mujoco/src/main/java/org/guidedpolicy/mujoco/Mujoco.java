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
    return problem(MujocoLibrary::get);
  }

  /** Why {@link MujocoCamera} cannot be used here and what to do about it; empty if it can. */
  public static Optional<String> pictureProblem() {
    return problem(() -> MujocoLibrary.get().osMesa());
  }

  /**
   * The library's version, 222 for 2.2.2.
   *
   * @throws MujocoException if MuJoCo cannot be used here
   */
  public static int version() {
    return MujocoLibrary.get().layout.version();
  }

  private static Optional<String> problem(Runnable use) {
    try {
      use.run();
      return Optional.empty();
    } catch (MujocoException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
