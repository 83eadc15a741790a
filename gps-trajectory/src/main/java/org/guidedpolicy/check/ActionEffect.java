package org.guidedpolicy.check;

import java.util.List;
import java.util.Optional;

/**
 * What one entry of the action moved when it was moved alone. Immutable.
 *
 * @param action which entry
 * @param name its name, or its number
 * @param amplitude how far from rest it was moved, in its units
 * @param pulses how often
 * @param delay how many steps late it is seen; empty if nothing is
 * @param moves the entries of the state that it moves beyond their noise
 */
public record ActionEffect(
    int action,
    String name,
    double amplitude,
    int pulses,
    Optional<Delay> delay,
    List<StateEffect> moves) {

  public ActionEffect {
    moves = List.copyOf(moves);
  }

  /**
   * Steps from an action to the first report that shows it: 0 if that is the report after it.
   *
   * @param steps of most pulses
   * @param min of the earliest pulse
   * @param max of the latest
   */
  public record Delay(int steps, int min, int max) {}

  /** How it moves an entry of the state; empty if it does not. */
  public Optional<StateEffect> on(int state) {
    return moves.stream().filter(m -> m.state() == state).findFirst();
  }
}
