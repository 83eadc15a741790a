package org.guidedpolicy.file;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The checksum of all files. */
public final class Sha256 {
  /** Length of a checksum. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** The checksum of bytes[from .. to-1]. */
  public static byte[] of(byte[] bytes, int from, int to) {
    MessageDigest digest = digest();
    digest.update(bytes, from, to - from);
    return digest.digest();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
