package org.guidedpolicy.policy;

import java.io.IOException;
import java.nio.file.Path;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.WholeFile;

/**
 * A policy file, described in docs/policy-file-format.md. What header and numbers mean is {@link
 * MlpPolicyFormat}'s.
 */
public final class PolicyFile {
  private static final FrameKind PLAIN = version(1);

  /** Of policies with angles: readers that do not know of them must not take it for another. */
  private static final FrameKind WITH_ANGLES = version(2);

  private PolicyFile() {}

  private static FrameKind version(int number) {
    return new FrameKind("policy", 'P', number, "weights", 1 << 20, 1 << 28);
  }

  public static void write(MlpPolicy policy, Path file) throws IOException {
    WholeFile.write(file, bytes(policy));
  }

  /** Equal policies give equal bytes. */
  public static byte[] bytes(MlpPolicy policy) throws IOException {
    byte[] header = MlpPolicyFormat.header(policy);
    double[] numbers = MlpPolicyFormat.numbers(policy);
    FrameKind kind = policy.inputEncoding().count() > 0 ? WITH_ANGLES : PLAIN;
    return kind.bytes(header, new BinaryOutput().putDoubles(numbers).toByteArray());
  }

  public static Policy read(Path file) throws IOException {
    try {
      return parse(file, PLAIN.readAll(file));
    } catch (FormatException e) {
      throw new PolicyFileException(file, e.getMessage(), e);
    }
  }

  /**
   * @param file named in errors
   */
  public static MlpPolicy parse(Path file, byte[] bytes) throws PolicyFileException {
    FrameKind.Frame frame;
    boolean hasAngles = !PLAIN.isVersionOf(bytes);
    try {
      frame = (hasAngles ? WITH_ANGLES : PLAIN).parse(bytes);
    } catch (FormatException e) {
      throw new PolicyFileException(file, e.getMessage(), e);
    }
    return MlpPolicyFormat.policy(file, hasAngles, frame.header(), frame.content());
  }
}
