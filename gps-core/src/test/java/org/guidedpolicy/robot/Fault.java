package org.guidedpolicy.robot;

/** What can go wrong with a faked robot. */
enum Fault {
  /** A reply takes some periods; to be tolerated. */
  LATE,
  /** A reply takes longer than any step may. */
  TOO_LATE,
  /** A command is never answered. */
  HANG,
  /** The connection breaks before the reply. */
  DROP,
  /** The connection breaks within the reply. */
  CUT,
  /** A reading is not a number. */
  NAN,
  /** A reply has an entry too many. */
  WRONG_LENGTH,
  /** The joint is seen beyond its limit. */
  LIMIT,
  /** Somebody presses the button beside the robot, soon after this reply. */
  BUTTON,
  /** The robot switches itself off and on again. */
  REBOOT
}
