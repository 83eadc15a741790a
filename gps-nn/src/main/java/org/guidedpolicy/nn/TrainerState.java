package org.guidedpolicy.nn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;

/**
 * All that a trainer's next fits depend on, besides its options.
 *
 * @param architecture dimensions, layers and activation, as text
 * @param seed of initial weights and batches
 * @param fits fits done
 * @param learned what they left, if any was done
 */
record TrainerState(String architecture, long seed, int fits, Optional<Learned> learned) {
  private static final FrameKind KIND =
      new FrameKind("trainer state", 'S', 1, "numbers", 1 << 16, 1 << 30);

  /**
   * @param observations how they are standardized
   * @param actions how they are standardized
   * @param weights in DL4J's order
   * @param moments Adam's, both
   * @param steps taken since the first
   */
  record Learned(
      Standardization observations,
      Standardization actions,
      float[] weights,
      float[] moments,
      int steps) {}

  /** The architecture as header of a frame, and numbers as its content. */
  byte[] toBytes() {
    BinaryOutput out = new BinaryOutput();
    out.putLong(seed).putInt(fits).putInt(learned.isPresent() ? 1 : 0);
    learned.ifPresent(l -> write(out, l));
    try {
      return KIND.bytes(architecture.getBytes(UTF_8), out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalArgumentException if the bytes are no undamaged state
   */
  static TrainerState of(byte[] bytes) {
    try {
      FrameKind.Frame frame = KIND.parse(bytes);
      BinaryInput in = new BinaryInput(frame.content());
      String architecture = new String(frame.header(), UTF_8);
      long seed = in.getLong("seed");
      int fits = in.getInt("fits");
      boolean hasLearned = in.getInt("learned") == 1;
      Optional<Learned> learned = hasLearned ? Optional.of(readLearned(in)) : Optional.empty();
      in.requireEnd();
      return new TrainerState(architecture, seed, fits, learned);
    } catch (FormatException e) {
      throw new IllegalArgumentException("the trainer's state " + e.getMessage(), e);
    }
  }

  private static void write(BinaryOutput out, Learned learned) {
    write(out, learned.observations);
    write(out, learned.actions);
    out.putInt(learned.weights.length).putFloats(learned.weights);
    out.putInt(learned.moments.length).putFloats(learned.moments);
    out.putInt(learned.steps);
  }

  private static Learned readLearned(BinaryInput in) throws FormatException {
    return new Learned(
        readStandardization(in, "observations"),
        readStandardization(in, "actions"),
        in.getFloats("weights", in.getCount("weights", Float.BYTES)),
        in.getFloats("moments", in.getCount("moments", Float.BYTES)),
        in.getInt("steps"));
  }

  private static void write(BinaryOutput out, Standardization standardization) {
    out.putInt(standardization.mean().length)
        .putDoubles(standardization.mean())
        .putDoubles(standardization.deviation());
  }

  private static Standardization readStandardization(BinaryInput in, String of)
      throws FormatException {
    int entries = in.getCount(of, 2 * Double.BYTES);
    return new Standardization(in.getDoubles(of, entries), in.getDoubles(of, entries));
  }
}
