package org.guidedpolicy.file;

import java.io.IOException;

/**
 * Bytes that are not what they should be: foreign, truncated, damaged, or of another version. The
 * message is a clause without the file's name, "is truncated or damaged: ..."; who reads a file
 * puts its name before it.
 */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  public FormatException(String problem) {
    super(problem);
  }

  public FormatException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
