package org.guidedpolicy.nn;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * All that a trainer's next fits depend on, besides its options.
 *
 * @param architecture dimensions, layers and activation, as text
 * @param seed of initial weights and batches
 * @param fits fits done
 * @param learned what they left, if any was done
 */
record TrainerState(String architecture, long seed, int fits, Optional<Learned> learned) {
  private static final int MAGIC = 0x47505354; // "GPST"
  private static final int VERSION = 1;
  private static final int CHECKSUM_BYTES = 32;

  /**
   * @param observations how they are standardised
   * @param actions how they are standardised
   * @param weights in DL4J's order
   * @param moments Adam's, both
   * @param steps taken since the first
   */
  record Learned(
      Standardisation observations,
      Standardisation actions,
      float[] weights,
      float[] moments,
      int steps) {}

  /** Big-endian numbers after a magic number and a version, and their SHA-256. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeUTF(architecture);
      out.writeLong(seed);
      out.writeInt(fits);
      out.writeBoolean(learned.isPresent());
      if (learned.isPresent()) {
        Learned l = learned.get();
        write(out, l.observations.mean());
        write(out, l.observations.deviation());
        write(out, l.actions.mean());
        write(out, l.actions.deviation());
        write(out, l.weights);
        write(out, l.moments);
        out.writeInt(l.steps);
      }
      out.write(sha256(bytes.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory can always be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the bytes are no undamaged state
   */
  static TrainerState of(byte[] bytes) {
    if (bytes.length < CHECKSUM_BYTES) {
      throw new IllegalArgumentException(
          "a trainer's state has more than " + bytes.length + " bytes");
    }
    byte[] content = Arrays.copyOf(bytes, bytes.length - CHECKSUM_BYTES);
    byte[] checksum = Arrays.copyOfRange(bytes, content.length, bytes.length);
    if (!Arrays.equals(checksum, sha256(content))) {
      throw new IllegalArgumentException("the trainer's state is damaged: its checksum is wrong");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(content))) {
      if (in.readInt() != MAGIC) {
        throw new IllegalArgumentException("the bytes are no state of a neural policy trainer");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "the trainer's state has format version " + version + ", expected " + VERSION);
      }
      String architecture = in.readUTF();
      long seed = in.readLong();
      int fits = in.readInt();
      Optional<Learned> learned =
          in.readBoolean() ? Optional.of(readLearned(in)) : Optional.empty();
      return new TrainerState(architecture, seed, fits, learned);
    } catch (IOException e) {
      throw new IllegalArgumentException("the trainer's state ends too early", e);
    }
  }

  private static Learned readLearned(DataInputStream in) throws IOException {
    Standardisation observations = new Standardisation(readDoubles(in), readDoubles(in));
    Standardisation actions = new Standardisation(readDoubles(in), readDoubles(in));
    return new Learned(observations, actions, readFloats(in), readFloats(in), in.readInt());
  }

  private static void write(DataOutputStream out, double[] values) throws IOException {
    out.writeInt(values.length);
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private static double[] readDoubles(DataInputStream in) throws IOException {
    double[] values = new double[readLength(in, Double.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[readLength(in, Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  private static int readLength(DataInputStream in, int each) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available() / each) {
      throw new IOException("a list of " + length + " numbers does not fit");
    }
    return length;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
