package org.guidedpolicy.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Reads what {@link BinaryOutput} collected. Every length is compared with the bytes that are left
 * before memory is taken for it. One thread.
 */
public final class BinaryInput {
  private final ByteBuffer bytes;

  /** Reads from the buffer's position to its limit; the buffer itself is left alone. */
  public BinaryInput(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  public int getInt(String name) throws FormatException {
    require(name, 1, Integer.BYTES);
    return bytes.getInt();
  }

  public long getLong(String name) throws FormatException {
    require(name, 1, Long.BYTES);
    return bytes.getLong();
  }

  public double getDouble(String name) throws FormatException {
    require(name, 1, Double.BYTES);
    return bytes.getDouble();
  }

  /**
   * @param name what the numbers are, for errors
   * @param sizes whose product says how many there must be
   */
  public double[] getDoubles(String name, long... sizes) throws FormatException {
    long count = requireDoubles(name, sizes);
    double[] values = new double[(int) count];
    bytes.asDoubleBuffer().get(values);
    bytes.position(bytes.position() + values.length * Double.BYTES);
    return values;
  }

  /**
   * So many numbers must be left.
   *
   * @param name what they are, for errors
   * @param sizes whose product says how many
   * @return the product
   */
  public long requireDoubles(String name, long... sizes) throws FormatException {
    long count = 1;
    for (long size : sizes) {
      count = product(count, size);
    }
    require(name, count, Double.BYTES);
    return count;
  }

  /** What is beyond all bounds stays there. */
  private static long product(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
  }

  /**
   * @param name what the numbers are, for errors
   * @param count how many there must be
   */
  public float[] getFloats(String name, long count) throws FormatException {
    require(name, count, Float.BYTES);
    float[] values = new float[(int) count];
    bytes.asFloatBuffer().get(values);
    bytes.position(bytes.position() + values.length * Float.BYTES);
    return values;
  }

  /** A byte string with its length. */
  public byte[] getBytes(String name) throws FormatException {
    int length = getInt(name);
    require(name, length, 1);
    byte[] value = new byte[length];
    bytes.get(value);
    return value;
  }

  /**
   * A number of things that follow, each of at least some bytes.
   *
   * @param min what each needs, at least 1
   */
  public int getCount(String name, long min) throws FormatException {
    int count = getInt(name);
    require(name, count, min);
    return count;
  }

  /** A dimension, at least 1. */
  public int getPositive(String name) throws FormatException {
    int value = getInt(name);
    if (value < 1) {
      throw new FormatException("is damaged: " + name + " is " + value + ", must be at least 1");
    }
    return value;
  }

  /** Nothing may be left. */
  public void requireEnd() throws FormatException {
    if (bytes.hasRemaining()) {
      throw new FormatException(
          "is damaged: " + bytes.remaining() + " bytes follow where it should end");
    }
  }

  private void require(String name, long count, long each) throws FormatException {
    if (count < 0 || count > bytes.remaining() / each) {
      throw new FormatException(
          "is damaged: "
              + name
              + " needs "
              + count
              + " x "
              + each
              + " bytes, "
              + bytes.remaining()
              + " are left");
    }
  }
}
