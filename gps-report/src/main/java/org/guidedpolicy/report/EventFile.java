package org.guidedpolicy.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * A file of TensorFlow events: records (length, checksum, bytes, checksum), each an Event message
 * of TensorFlow's event.proto. The file is open only while a record is added. One thread.
 */
final class EventFile {
  private static final int MASK_DELTA = 0xa282ead8;
  private static final int SESSION_START = 1;

  private final Path file;

  /** Up to where the file is whole; what a failed write left behind it is overwritten. */
  private long length;

  private EventFile(Path file) {
    this.file = file;
  }

  /**
   * A number at a step.
   *
   * @param tag its name, groups separated by slashes
   * @param description shown with it; empty for none
   */
  record Scalar(String tag, double value, String description) {}

  /** Makes a new file in a folder, which is made too; files that are there already stay. */
  static EventFile create(Path folder, Instant now) throws IOException {
    Files.createDirectories(folder);
    for (int number = 0; ; number++) {
      String name =
          String.format(
              Locale.ROOT,
              "events.out.tfevents.%d.gps.%d.%d",
              now.getEpochSecond(),
              ProcessHandle.current().pid(),
              number);
      try {
        EventFile file = new EventFile(Files.createFile(folder.resolve(name)));
        file.append(event(now, 0).string(3, "brain.Event:2"));
        return file;
      } catch (FileAlreadyExistsException e) {
        // another writer of this second
      }
    }
  }

  /** Says that what other files have at this step and later is not valid any more. */
  void addRestart(Instant now, long step) throws IOException {
    // Event.session_log = SessionLog { status: START }
    append(event(now, step).message(7, new Message().number(1, SESSION_START)));
  }

  /** Adds scalars at a step. */
  void add(Instant now, long step, List<Scalar> scalars) throws IOException {
    Message summary = new Message();
    for (Scalar scalar : scalars) {
      Message value = new Message().string(1, scalar.tag).single(2, (float) scalar.value);
      if (!scalar.description.isEmpty()) {
        // metadata { plugin_data { plugin_name }, summary_description }
        Message plugin = new Message().string(1, "scalars");
        value.message(9, new Message().message(1, plugin).string(3, scalar.description));
      }
      summary.message(1, value);
    }
    append(event(now, step).message(5, summary));
  }

  private static Message event(Instant now, long step) {
    return new Message().real(1, now.getEpochSecond() + now.getNano() * 1e-9).number(2, step);
  }

  private void append(Message event) throws IOException {
    byte[] data = event.bytes();
    ByteBuffer record = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(maskedChecksum(record.array(), 8));
    record.put(data);
    record.putInt(maskedChecksum(data, data.length));
    // unlike a channel it writes whole records in a thread that was interrupted
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(length);
      out.write(record.array());
    }
    length += record.capacity();
  }

  /** CRC-32C, turned and shifted as the format asks for. */
  static int maskedChecksum(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
  }

  /** A protocol buffers message, field after field. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int BITS_64 = 1;
    private static final int DELIMITED = 2;
    private static final int BITS_32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private Message key(int field, int wireType) {
      return varint((long) field << 3 | wireType);
    }

    private Message varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
      return this;
    }

    private Message littleEndian(long bits, int bytes) {
      for (int i = 0; i < bytes; i++) {
        out.write((int) (bits >>> 8 * i));
      }
      return this;
    }

    Message number(int field, long value) {
      return key(field, VARINT).varint(value);
    }

    Message real(int field, double value) {
      return key(field, BITS_64).littleEndian(Double.doubleToLongBits(value), 8);
    }

    Message single(int field, float value) {
      return key(field, BITS_32).littleEndian(Float.floatToIntBits(value), 4);
    }

    Message string(int field, String value) {
      return delimited(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return delimited(field, value.bytes());
    }

    private Message delimited(int field, byte[] bytes) {
      key(field, DELIMITED).varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
