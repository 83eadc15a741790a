package org.guidedpolicy.cli.record;

import java.io.IOException;
import java.nio.file.Path;

/** A folder that a run would write to holds something already. */
public final class FolderInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  FolderInUseException(Path folder) {
    super(folder + " is not empty");
  }
}
