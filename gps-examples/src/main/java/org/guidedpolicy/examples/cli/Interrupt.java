package org.guidedpolicy.examples.cli;

/** What Ctrl-C means. */
final class Interrupt {
  /** As shells report a process that SIGINT ended. */
  static final int EXIT_CODE = 130;

  private Interrupt() {}

  /** Takes a shutdown hook away; one that runs already goes on. */
  static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the process ends already
    }
  }
}
