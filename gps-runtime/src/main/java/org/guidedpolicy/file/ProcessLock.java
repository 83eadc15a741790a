package org.guidedpolicy.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second writer away, in this process or another one on this machine. The operating system
 * gives the lock back however the process ends; the lock's file stays.
 */
public final class ProcessLock implements AutoCloseable {
  /** Beyond the text, so that who is refused can read who holds the lock. */
  private static final long LOCKED_BYTE = 1L << 40;

  /**
   * What this process holds. The operating system's locks belong to processes and are lost when any
   * channel to the file is closed, so a second one must not even be opened.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel channel;

  private ProcessLock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * @param file the lock's, made if it does not exist; its folder must exist
   * @throws InUseException if another writer holds it
   * @throws IOException with file and reason, if it cannot be written
   */
  public static ProcessLock acquire(Path file) throws IOException {
    return FileProblem.named(file, () -> locked(file));
  }

  private static ProcessLock locked(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a lock is a file");
    Path path = folder.toRealPath().resolve(file.getFileName());
    if (!HELD.add(path)) {
      throw new InUseException(file, "this process");
    }
    boolean held = false;
    try {
      ProcessLock lock = new ProcessLock(path, lock(file, path));
      held = true;
      return lock;
    } finally {
      if (!held) {
        HELD.remove(path);
      }
    }
  }

  private static FileChannel lock(Path file, Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
        throw new InUseException(file, holder(path));
      }
      channel.truncate(0).write(ByteBuffer.wrap(text()), 0);
      held = true;
      return channel;
    } finally {
      if (!held) {
        channel.close();
      }
    }
  }

  private static byte[] text() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String text = "process " + ProcessHandle.current().pid() + " since " + now + "\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String holder(Path path) throws IOException {
    String text = Files.readString(path).strip();
    return text.isEmpty() ? "another process" : text;
  }

  /** Gives the lock back. */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      HELD.remove(path);
    }
  }
}
