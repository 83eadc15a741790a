package org.guidedpolicy.check;

/**
 * Something that a check noticed, in one sentence that says what and what to do.
 *
 * @param kind what sort of thing
 * @param severity how bad
 * @param message the sentence
 */
public record Finding(Kind kind, Severity severity, String message) {

  /** How bad a finding is. */
  public enum Severity {
    /** Training fails or learns nonsense. */
    ERROR,
    /** Training may work, but something is probably not what was meant. */
    WARNING,
    /** Worth knowing, and fine if intended. */
    NOTE
  }

  /** What sort of thing was found. */
  public enum Kind {
    /** An episode failed: an exception, a null, a wrong length, a value not finite or absurd. */
    EPISODE_FAILS,
    /** The spec is not the same at every call and for every instance. */
    SPEC_CHANGES,
    /** The same seed and actions give different episodes on new instances. */
    NOT_DETERMINISTIC,
    /** An episode depends on what ran before on the same instance. */
    LEFT_OVER_STATE,
    /** Instances that run at the same time disturb each other. */
    SHARED_STATE,
    /** What the environment reports is its own memory, or is overwritten later. */
    ALIASED_REPORT,
    /** The environment changes or keeps the array of the action. */
    ALIASED_ACTION,
    /** An entry of the action changes nothing. */
    ACTION_WITHOUT_EFFECT,
    /** A positive action moves its joint in the negative direction. */
    REVERSED_ACTION,
    /** Two actions move each other's joints. */
    SWAPPED_ACTIONS,
    /** An action is seen some steps after it was sent. */
    DELAYED_ACTION,
    /** Steps take much longer than the time step, or now and then. */
    UNSTEADY_TIME,
    /** Episodes end before the horizon. */
    EPISODE_ENDS_EARLY,
    /** Every episode starts alike. */
    SAME_START,
    /** An entry never changes. */
    CONSTANT_ENTRY,
    /** Two entries are always equal. */
    DUPLICATE_ENTRY,
    /** An entry varies by very much or very little. */
    BADLY_SCALED_ENTRY,
    /** The observation belongs to the step before. */
    LATE_OBSERVATION,
    /** A joint's velocity is not the change of its position. */
    VELOCITY_MISMATCH,
    /** An angle jumps by a turn. */
    ANGLE_JUMPS,
    /** A reward is not what the environment pays. */
    REWARD_DIFFERS,
    /** A cost is not finite, throws, or changes what it is given. */
    COST_FAILS,
    /** A cost's gradient is not the derivative of its value. */
    COST_GRADIENT,
    /** A cost's Hessian is not the second derivative of its value. */
    COST_HESSIAN,
    /** A cost is discontinuous. */
    COST_JUMPS,
    /** A cost does not change with the state. */
    COST_FLAT
  }

  /** The severity and the message. */
  @Override
  public String toString() {
    return severity + ": " + message;
  }
}
