package org.guidedpolicy.check;

/**
 * Pulses on one action: a pause, some steps up, as many back, and again with signs that alternate
 * in pairs (+ - - +), so that a joint returns to where it was, a steady drift cancels in the mean
 * of all pulses, and so does what is left of the pulse before.
 *
 * @param pulse steps in each direction
 * @param pause steps at rest before each pulse, and after the last
 * @param pulses of an episode
 * @param episodes how many
 */
record PulsePlan(int pulse, int pause, int pulses, int episodes) {
  /** Fewer are no mean, and more of a robot's time than they tell. */
  private static final int WANTED = 8;

  static final int MIN_HORIZON = 6;

  private static final int[] SIGNS = {1, -1, -1, 1};

  /**
   * As many pulses as are wanted, over several episodes if need be; shorter ones if an episode has
   * no room for one.
   *
   * @param horizon at least {@link #MIN_HORIZON}
   * @param pulse steps in each direction, at least 1
   */
  static PulsePlan of(int horizon, int pulse) {
    int length = Math.max(1, Math.min(pulse, horizon / MIN_HORIZON));
    int pause = Math.max(2 * length, Math.min(4, (horizon - 2 * length) / 2));
    int room = (horizon - pause) / (pause + 2 * length);
    int episodes = (WANTED + room - 1) / room;
    return new PulsePlan(length, pause, Math.min(room, WANTED), episodes);
  }

  /** Steps from one pulse to the next. */
  int block() {
    return pause + 2 * pulse;
  }

  /** The step at which a pulse of an episode begins. */
  int onset(int number) {
    return pause + number * block();
  }

  int sign(int episode, int number) {
    return SIGNS[(episode * pulses + number) % SIGNS.length];
  }

  /** Up, down or at rest: 1, -1 or 0. */
  int level(int episode, int t) {
    int number = t / block();
    int within = t % block() - pause;
    if (number >= pulses || within < 0) {
      return 0;
    }
    int sign = sign(episode, number);
    return within < pulse ? sign : -sign;
  }
}
