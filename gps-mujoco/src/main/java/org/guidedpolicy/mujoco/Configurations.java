package org.guidedpolicy.mujoco;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configurations of one model, as many as there were threads at once that needed one.
 * Thread-safe.
 */
final class Configurations {
  private final MujocoModel model;
  private final Deque<Configuration> idle = new ConcurrentLinkedDeque<>();

  Configurations(MujocoModel model) {
    this.model = model;
  }

  /**
   * Lends a configuration to this thread.
   *
   * @throws IllegalStateException if the model and all its environments are closed
   */
  void lend(Consumer<Configuration> work) {
    model.hold();
    try {
      @Nullable Configuration known = idle.poll();
      Configuration configuration = known == null ? new Configuration(model) : known;
      boolean sound = false;
      try {
        work.accept(configuration);
        sound = true;
      } finally {
        if (sound) {
          idle.push(configuration);
        } else {
          configuration.free();
        }
      }
    } finally {
      model.release();
    }
  }

  /** How many are not lent now. */
  int idle() {
    return idle.size();
  }

  /** Frees all; none may be lent now or later. */
  void free() {
    idle.forEach(Configuration::free);
    idle.clear();
  }
}
