package org.guidedpolicy.file;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Collects little-endian numbers and byte strings for {@link BinaryInput}. One thread. */
public final class BinaryOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  public BinaryOutput putInt(int value) {
    return put(buffer(Integer.BYTES).putInt(value));
  }

  public BinaryOutput putLong(long value) {
    return put(buffer(Long.BYTES).putLong(value));
  }

  public BinaryOutput putDouble(double value) {
    return put(buffer(Double.BYTES).putDouble(value));
  }

  /** The values alone; who reads them knows how many they are. */
  public BinaryOutput putDoubles(double... values) {
    ByteBuffer buffer = buffer(Math.multiplyExact(values.length, Double.BYTES));
    buffer.asDoubleBuffer().put(values);
    return put(buffer);
  }

  /** As {@link #putDoubles}. */
  public BinaryOutput putFloats(float... values) {
    ByteBuffer buffer = buffer(Math.multiplyExact(values.length, Float.BYTES));
    buffer.asFloatBuffer().put(values);
    return put(buffer);
  }

  /** The length, int32, and the bytes. */
  public BinaryOutput putBytes(byte[] value) {
    putInt(value.length);
    bytes.write(value, 0, value.length);
    return this;
  }

  public byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private BinaryOutput put(ByteBuffer buffer) {
    bytes.write(buffer.array(), 0, buffer.capacity());
    return this;
  }
}
