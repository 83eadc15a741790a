package org.guidedpolicy.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Gives failures of the file system a message with file and reason: the platform's own have the
 * file alone, or the reason alone. Thread-safe.
 */
public final class FileProblem {
  private FileProblem() {}

  /**
   * What a call does with files.
   *
   * @param <R> what it returns
   */
  @FunctionalInterface
  public interface Call<R> {
    /** Reads or writes. */
    R run() throws IOException;
  }

  /** A call that returns nothing. */
  @FunctionalInterface
  public interface Action {
    /** Reads or writes. */
    void run() throws IOException;
  }

  /**
   * Runs a call.
   *
   * @param file that it is about
   * @throws IOException that of the call, with file and reason in its message; a missing file is a
   *     {@link NoSuchFileException} still, a file without rights an {@link AccessDeniedException}
   */
  public static <R> R named(Path file, Call<R> call) throws IOException {
    try {
      return call.run();
    } catch (IOException e) {
      throw explained(file, e);
    }
  }

  /** As {@link #named(Path, Call)}. */
  public static void named(Path file, Action action) throws IOException {
    named(
        file,
        () -> {
          action.run();
          return file;
        });
  }

  private static IOException explained(Path file, IOException e) {
    if (e instanceof ClosedByInterruptException || isOwn(e) || hasReason(e)) {
      return e;
    }
    IOException explained = withReason(file.toString(), e);
    explained.initCause(e);
    return explained;
  }

  /** This library's own failures explain themselves. */
  private static boolean isOwn(IOException e) {
    return e.getClass().getName().startsWith("org.guidedpolicy.");
  }

  private static boolean hasReason(IOException e) {
    return e instanceof FileSystemException problem && problem.getReason() != null;
  }

  private static IOException withReason(String file, IOException e) {
    String where = "";
    if (e instanceof FileSystemException problem
        && problem.getFile() != null
        && !problem.getFile().equals(file)) {
      where = " (" + problem.getFile() + ")";
    }
    if (e instanceof NoSuchFileException) {
      return new NoSuchFileException(file, null, "there is no such file or folder" + where);
    }
    if (e instanceof AccessDeniedException) {
      return new AccessDeniedException(file, null, "this process may not access it" + where);
    }
    if (e instanceof NotDirectoryException) {
      return new FileSystemException(file, null, "it is a file, and must be a folder" + where);
    }
    if (e instanceof FileAlreadyExistsException) {
      return new FileAlreadyExistsException(file, null, "it is there already" + where);
    }
    String reason = e instanceof FileSystemException ? e.toString() : e.getMessage();
    return new FileSystemException(file, null, Objects.requireNonNullElse(reason, e.toString()));
  }
}
