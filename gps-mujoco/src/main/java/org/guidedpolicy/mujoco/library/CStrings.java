package org.guidedpolicy.mujoco.library;

import com.sun.jna.Memory;
import java.nio.charset.StandardCharsets;

/** Text for C. */
public final class CStrings {
  private CStrings() {}

  /** A 0-terminated copy in UTF-8; to be closed. */
  public static Memory of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var memory = new Memory(bytes.length + 1L);
    memory.write(0, bytes, 0, bytes.length);
    memory.setByte(bytes.length, (byte) 0);
    return memory;
  }
}
