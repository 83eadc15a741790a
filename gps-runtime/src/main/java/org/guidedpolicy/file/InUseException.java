package org.guidedpolicy.file;

import java.io.IOException;
import java.nio.file.Path;

/** A lock that another writer holds; the message names the lock's file and who holds it. */
public final class InUseException extends IOException {
  private static final long serialVersionUID = 1L;

  InUseException(Path lock, String holder) {
    super(lock + " is held by " + holder);
  }
}
