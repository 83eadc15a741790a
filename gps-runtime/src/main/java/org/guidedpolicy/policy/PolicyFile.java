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
  private static final FrameKind KIND =
      new FrameKind("policy", 'P', 1, "weights", 1 << 20, 1 << 28);

  private PolicyFile() {}

  public static void write(MlpPolicy policy, Path file) throws IOException {
    WholeFile.write(file, bytes(policy));
  }

  /** Equal policies give equal bytes. */
  public static byte[] bytes(MlpPolicy policy) throws IOException {
    byte[] header = MlpPolicyFormat.header(policy);
    double[] numbers = MlpPolicyFormat.numbers(policy);
    return KIND.bytes(header, new BinaryOutput().putDoubles(numbers).toByteArray());
  }

  public static Policy read(Path file) throws IOException {
    try {
      return parse(file, KIND.readAll(file));
    } catch (FormatException e) {
      throw new PolicyFileException(file, e.getMessage(), e);
    }
  }

  /**
   * @param file named in errors
   */
  public static MlpPolicy parse(Path file, byte[] bytes) throws PolicyFileException {
    FrameKind.Frame frame;
    try {
      frame = KIND.parse(bytes);
    } catch (FormatException e) {
      throw new PolicyFileException(file, e.getMessage(), e);
    }
    return MlpPolicyFormat.policy(file, frame.header(), frame.content());
  }
}
