package org.guidedpolicy.mujoco.library;

/**
 * The machine code of {@link ErrorTrap}, position-independent within itself.
 *
 * @param bytes the code
 * @param enter offset of {@code int enter(CallFrame*)}
 * @param handler offset of {@code void handler(const char*)}
 */
record TrapCode(byte[] bytes, int enter, int handler) {

  /**
   * What the code refers to.
   *
   * @param key thread-specific value that holds the thread's current frame
   * @param setSpecific address of {@code pthread_setspecific}
   * @param getSpecific address of {@code pthread_getspecific}
   * @param copy address of {@code strncpy}
   * @param abort where an error outside any frame goes, a {@code void (const char*)}
   */
  record Symbols(int key, long setSpecific, long getSpecific, long copy, long abort) {}

  /** Whether there is code for this machine; comes before any native code is loaded. */
  static void requireSupported(String osName, String osArch) {
    if (!osName.equals("Linux") || !(osArch.equals("amd64") || osArch.equals("aarch64"))) {
      throw new MujocoException(
          "MuJoCo is supported on Linux on x86-64 and arm64, not on " + osName + " on " + osArch);
    }
  }

  /** The code for a supported machine. */
  static TrapCode assemble(String osArch, Symbols symbols) {
    return osArch.equals("aarch64")
        ? Arm64TrapCode.assemble(symbols)
        : X86TrapCode.assemble(symbols);
  }
}
