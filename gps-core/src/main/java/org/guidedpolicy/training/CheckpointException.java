package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A checkpoint that is damaged, foreign or of another version, or a folder of checkpoints that is
 * in use or has none; the message names the file or folder.
 */
public final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  CheckpointException(Path file, String problem) {
    super(file + " " + problem);
  }

  CheckpointException(Path file, String problem, Throwable cause) {
    super(file + " " + problem, cause);
  }
}
