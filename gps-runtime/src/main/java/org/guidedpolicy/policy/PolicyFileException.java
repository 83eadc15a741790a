package org.guidedpolicy.policy;

import java.io.IOException;
import java.nio.file.Path;

/** A file that holds no policy this version can read: damaged, truncated, foreign or too new. */
public final class PolicyFileException extends IOException {
  private static final long serialVersionUID = 1L;

  PolicyFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  PolicyFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
