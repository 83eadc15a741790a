package org.guidedpolicy.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files that are there whole or not at all, whenever the process or the machine ends: beside
 * their place, synced, renamed onto it, the folder synced.
 */
public final class WholeFile {
  private static final String ENDING = ".tmp";

  private WholeFile() {}

  /**
   * Writes a file or replaces it. A thread that is interrupted meanwhile finishes the file and
   * stays interrupted.
   *
   * @throws IOException with file and reason, if that is impossible; an existing file is then
   *     unchanged
   */
  public static void write(Path file, byte[] bytes) throws IOException {
    FileProblem.named(file, () -> writeWhole(file, bytes));
  }

  private static void writeWhole(Path file, byte[] bytes) throws IOException {
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    if (target.getFileName() == null) {
      throw new IOException(file + " is no file name");
    }
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          replace(target, bytes);
          return;
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void replace(Path target, byte[] bytes) throws IOException {
    Path temporary = writeBeside(target, bytes);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncFolder(target.resolveSibling("."));
  }

  private static Path writeBeside(Path target, byte[] bytes) throws IOException {
    for (int attempt = 0; ; attempt++) {
      String unique = "." + ProcessHandle.current().pid() + "-" + attempt + ENDING;
      Path temporary = target.resolveSibling("." + target.getFileName() + unique);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        writeAll(channel, temporary, bytes);
        return temporary;
      } catch (FileAlreadyExistsException e) {
        continue;
      }
    }
  }

  private static void writeAll(FileChannel channel, Path file, byte[] bytes) throws IOException {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Whether this is what a {@link #write} left that did not finish. */
  public static boolean isLeftover(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".") && name.endsWith(ENDING);
  }

  /** Makes new names last through a power cut, where the platform lets folders be opened. */
  private static void syncFolder(Path folder) throws ClosedByInterruptException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      // Windows opens no folders; the file itself is written and synced.
    }
  }
}
