package org.guidedpolicy.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A kind of file and its frame: magic number, format version, length of the header, length of the
 * content, header, content, SHA-256 of everything before it.
 *
 * @param name of the kind in messages, such as "policy"
 * @param letter last of the four letters of the magic number
 * @param version of the format
 * @param content what the content is in messages, such as "weights"
 * @param maxHeaderBytes longest header
 * @param maxFileBytes longest file
 */
public record FrameKind(
    String name, char letter, int version, String content, int maxHeaderBytes, int maxFileBytes) {
  private static final int MAGIC_BYTES = 8;

  /** From the start to the header. */
  public static final int PREFIX_BYTES = MAGIC_BYTES + Integer.BYTES + Integer.BYTES + Long.BYTES;

  /**
   * What a frame holds.
   *
   * @param header mostly JSON
   * @param content from position to limit
   */
  public record Frame(byte[] header, ByteBuffer content) {}

  /** As PNG's: a high bit, a name, and line ends that a transfer as text would change. */
  private byte[] magic() {
    return new byte[] {(byte) 0x89, 'G', 'P', 'S', (byte) letter, '\r', '\n', 0x1a};
  }

  /**
   * The file's bytes.
   *
   * @throws IOException if they are more than this kind of file may have
   */
  public byte[] bytes(byte[] header, byte[] content) throws IOException {
    long size = (long) PREFIX_BYTES + header.length + content.length + Sha256.BYTES;
    if (header.length > maxHeaderBytes || size > maxFileBytes) {
      throw new IOException(
          "the "
              + name
              + " is too large for a file: its header needs "
              + header.length
              + " bytes of at most "
              + maxHeaderBytes
              + ", all of it "
              + size
              + " of at most "
              + maxFileBytes);
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(magic()).putInt(version).putInt(header.length).putLong(content.length);
    buffer.put(header).put(content);
    buffer.put(Sha256.of(buffer.array(), 0, buffer.position()));
    return buffer.array();
  }

  /**
   * A file's bytes.
   *
   * @throws FormatException if the file is longer than this kind may be
   * @throws IOException with file and reason, if it cannot be read
   */
  public byte[] readAll(Path file) throws IOException {
    return FileProblem.named(file, () -> contents(file));
  }

  private byte[] contents(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > maxFileBytes) {
        throw new FormatException(
            "has " + size + " bytes, a " + name + " file at most " + maxFileBytes);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  /**
   * Takes the frame off and checks all of it.
   *
   * @throws FormatException if the bytes are of another kind or version, truncated or damaged
   */
  public Frame parse(byte[] bytes) throws FormatException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    requireLength(bytes.length, PREFIX_BYTES + Sha256.BYTES);
    requireKind(buffer);
    int headerBytes = buffer.getInt();
    long contentBytes = buffer.getLong();
    long rest = (long) bytes.length - PREFIX_BYTES - Sha256.BYTES;
    if (headerBytes < 0
        || headerBytes > maxHeaderBytes
        || contentBytes < 0
        || contentBytes > maxFileBytes
        || headerBytes + contentBytes != rest) {
      throw new FormatException(
          "is truncated or damaged: it declares "
              + headerBytes
              + " bytes of header and "
              + contentBytes
              + " of "
              + content
              + ", together it has "
              + rest);
    }
    requireChecksum(bytes);
    byte[] header = new byte[headerBytes];
    buffer.get(header);
    return new Frame(header, buffer.slice().limit((int) contentBytes));
  }

  /** Whether a file that begins with these bytes says that it has this version. */
  public boolean isVersionOf(byte[] prefix) {
    return prefix.length >= MAGIC_BYTES + Integer.BYTES
        && ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC_BYTES) == version;
  }

  /**
   * How long the frame is that begins a longer file; its content is empty.
   *
   * @param prefix the file's first bytes, {@link #PREFIX_BYTES} unless the file is shorter
   * @throws FormatException if this is no beginning of such a file
   */
  public int frameBytes(byte[] prefix) throws FormatException {
    requireLength(prefix.length, PREFIX_BYTES);
    ByteBuffer buffer = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
    requireKind(buffer);
    int headerBytes = buffer.getInt();
    long contentBytes = buffer.getLong();
    if (headerBytes < 0 || headerBytes > maxHeaderBytes || contentBytes != 0) {
      throw new FormatException(
          "is damaged: it declares "
              + headerBytes
              + " bytes of header and "
              + contentBytes
              + " of "
              + content);
    }
    return PREFIX_BYTES + headerBytes + Sha256.BYTES;
  }

  private void requireLength(int bytes, int min) throws FormatException {
    if (bytes < min) {
      throw new FormatException(
          "is no "
              + name
              + " file or truncated: it has "
              + bytes
              + " bytes, the smallest "
              + name
              + " "
              + min);
    }
  }

  private void requireKind(ByteBuffer buffer) throws FormatException {
    requireMagic(buffer);
    int found = buffer.getInt();
    if (found != version) {
      throw new FormatException(
          "has format version "
              + found
              + ", this library reads version "
              + version
              + (0 < found && found < version
                  ? "; use the older gps-core that wrote it"
                  : "; use a newer gps-core, or the file is damaged"));
    }
  }

  private void requireMagic(ByteBuffer buffer) throws FormatException {
    byte[] found = new byte[MAGIC_BYTES];
    buffer.get(found);
    if (!Arrays.equals(found, magic())) {
      throw new FormatException(
          "is no "
              + name
              + " file: it begins with "
              + HexFormat.of().formatHex(found)
              + ", expected "
              + HexFormat.of().formatHex(magic()));
    }
  }

  private static void requireChecksum(byte[] bytes) throws FormatException {
    int covered = bytes.length - Sha256.BYTES;
    byte[] stored = Arrays.copyOfRange(bytes, covered, bytes.length);
    byte[] computed = Sha256.of(bytes, 0, covered);
    if (!Arrays.equals(stored, computed)) {
      throw new FormatException(
          "is damaged: its SHA-256 is "
              + HexFormat.of().formatHex(computed)
              + ", it should be "
              + HexFormat.of().formatHex(stored));
    }
  }
}
