package org.guidedpolicy.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The frame of a policy file, described in docs/policy-file-format.md: magic, version, lengths,
 * JSON header, numbers as little-endian float64, SHA-256 of everything before it. What header and
 * numbers mean is {@link MlpPolicyFormat}'s.
 */
final class PolicyFile {
  /** As PNG's: a high bit, a name, and line ends that a transfer as text would change. */
  private static final byte[] MAGIC = {(byte) 0x89, 'G', 'P', 'S', 'P', '\r', '\n', 0x1a};

  private static final int VERSION = 1;
  private static final int PREFIX_BYTES = MAGIC.length + Integer.BYTES + Integer.BYTES + Long.BYTES;
  private static final int CHECKSUM_BYTES = 32;
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int MAX_FILE_BYTES = 1 << 28;

  private PolicyFile() {}

  static void write(MlpPolicy policy, Path file) throws IOException {
    byte[] bytes = bytes(policy);
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    if (target.getFileName() == null) {
      throw new IOException(file + " is no file name");
    }
    Path temporary = writeBeside(target, bytes);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncDirectory(target.resolveSibling("."));
  }

  /** Equal policies give equal bytes. */
  static byte[] bytes(MlpPolicy policy) throws IOException {
    byte[] header = MlpPolicyFormat.header(policy);
    double[] numbers = MlpPolicyFormat.numbers(policy);
    long payload = (long) numbers.length * Double.BYTES;
    long size = PREFIX_BYTES + header.length + payload + CHECKSUM_BYTES;
    if (header.length > MAX_HEADER_BYTES || size > MAX_FILE_BYTES) {
      throw new IOException(
          "the policy is too large for a file: its header with the metadata needs "
              + header.length
              + " bytes of at most "
              + MAX_HEADER_BYTES
              + ", all of it "
              + size
              + " of at most "
              + MAX_FILE_BYTES);
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(VERSION).putInt(header.length).putLong(payload).put(header);
    for (double number : numbers) {
      buffer.putDouble(number);
    }
    buffer.put(sha256(buffer.array(), buffer.position()));
    return buffer.array();
  }

  private static Path writeBeside(Path target, byte[] bytes) throws IOException {
    for (int attempt = 0; ; attempt++) {
      String unique = "." + ProcessHandle.current().pid() + "-" + attempt + ".tmp";
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

  /** Makes the new name last through a power cut, where the platform lets directories be opened. */
  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no directories; the file itself is written and synced.
    }
  }

  static Policy read(Path file) throws IOException {
    return parse(file, readAll(file));
  }

  private static byte[] readAll(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MAX_FILE_BYTES) {
        throw new PolicyFileException(
            file, "has " + size + " bytes, a policy file at most " + MAX_FILE_BYTES);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  /**
   * @param file named in errors
   */
  static MlpPolicy parse(Path file, byte[] bytes) throws PolicyFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    requireKind(file, buffer);
    int headerBytes = buffer.getInt();
    long payloadBytes = buffer.getLong();
    long rest = (long) bytes.length - PREFIX_BYTES - CHECKSUM_BYTES;
    if (headerBytes < 0
        || headerBytes > MAX_HEADER_BYTES
        || payloadBytes < 0
        || payloadBytes > MAX_FILE_BYTES
        || headerBytes + payloadBytes != rest) {
      throw new PolicyFileException(
          file,
          "is truncated or damaged: it declares "
              + headerBytes
              + " bytes of header and "
              + payloadBytes
              + " of weights, together it has "
              + rest);
    }
    requireChecksum(file, bytes);
    byte[] header = new byte[headerBytes];
    buffer.get(header);
    return MlpPolicyFormat.policy(file, header, buffer.slice().limit((int) payloadBytes));
  }

  private static void requireKind(Path file, ByteBuffer buffer) throws PolicyFileException {
    if (buffer.remaining() < PREFIX_BYTES + CHECKSUM_BYTES) {
      throw new PolicyFileException(
          file,
          "is no policy file or truncated: it has "
              + buffer.remaining()
              + " bytes, the smallest policy "
              + (PREFIX_BYTES + CHECKSUM_BYTES));
    }
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new PolicyFileException(
          file,
          "is no policy file: it begins with "
              + HexFormat.of().formatHex(magic)
              + ", expected "
              + HexFormat.of().formatHex(MAGIC));
    }
    int version = buffer.getInt();
    if (version != VERSION) {
      throw new PolicyFileException(
          file,
          "has format version "
              + version
              + ", this library reads version "
              + VERSION
              + "; use a newer gps-core, or the file is damaged");
    }
  }

  private static void requireChecksum(Path file, byte[] bytes) throws PolicyFileException {
    int covered = bytes.length - CHECKSUM_BYTES;
    byte[] stored = Arrays.copyOfRange(bytes, covered, bytes.length);
    byte[] computed = sha256(bytes, covered);
    if (!Arrays.equals(stored, computed)) {
      throw new PolicyFileException(
          file,
          "is damaged: its SHA-256 is "
              + HexFormat.of().formatHex(computed)
              + ", it should be "
              + HexFormat.of().formatHex(stored));
    }
  }

  private static byte[] sha256(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
