package org.guidedpolicy.rollout;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that holds no trajectories this version can read, or not those of this environment, or
 * that another training writes to; the message names it.
 */
public final class TrajectoryFileException extends IOException {
  private static final long serialVersionUID = 1L;

  TrajectoryFileException(Path file, String problem) {
    super(file + " " + problem);
  }

  TrajectoryFileException(Path file, String problem, Throwable cause) {
    super(file + " " + problem, cause);
  }
}
