package org.guidedpolicy.cli;

/** How the program ends; 2, bad usage, comes from the parser. */
final class ExitCodes {
  static final int DONE = 0;
  static final int FAILED = 1;

  /** As shells report a process that SIGINT ended. */
  static final int INTERRUPTED = 130;

  private ExitCodes() {}

  /**
   * Takes a shutdown hook away.
   *
   * @return false if the process ends already and the hook runs
   */
  static boolean removeHook(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
