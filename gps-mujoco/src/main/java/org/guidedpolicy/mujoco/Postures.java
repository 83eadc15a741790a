package org.guidedpolicy.mujoco;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The postures of one model, as many as there were threads at once that needed one. Thread-safe.
 */
final class Postures {
  private final MujocoModel model;
  private final Deque<Posture> idle = new ConcurrentLinkedDeque<>();

  Postures(MujocoModel model) {
    this.model = model;
  }

  /**
   * Lends a posture to this thread.
   *
   * @throws IllegalStateException if the model and all its environments are closed
   */
  void lend(Consumer<Posture> work) {
    model.hold();
    try {
      @Nullable Posture known = idle.poll();
      Posture posture = known == null ? new Posture(model) : known;
      boolean sound = false;
      try {
        work.accept(posture);
        sound = true;
      } finally {
        if (sound) {
          idle.push(posture);
        } else {
          posture.free();
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
    idle.forEach(Posture::free);
    idle.clear();
  }
}
