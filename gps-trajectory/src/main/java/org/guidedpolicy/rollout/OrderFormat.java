package org.guidedpolicy.rollout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;
import org.guidedpolicy.policy.PolicyFile;
import org.guidedpolicy.policy.PolicyFileException;

/**
 * The bytes of an order, as docs/episode-order-format.md describes them: numbers and kinds in a
 * frame with version and checksum.
 */
final class OrderFormat {
  private static final FrameKind KIND = new FrameKind("order", 'O', 1, "order", 0, 1 << 30);

  private static final int ANYWHERE = 0;
  private static final int HELD_OUT = 1;
  private static final int CONDITIONS = 2;

  private static final int EXPLORING = 0;
  private static final int NOISE_FREE = 1;
  private static final int INITIAL = 2;
  private static final int FOLLOWING = 3;

  private static final int BY_EPISODE = 0;
  private static final int BY_CONDITION = 1;

  private OrderFormat() {}

  static byte[] bytes(EpisodeOrder order) throws IOException {
    BinaryOutput out = new BinaryOutput();
    write(out, order.starts());
    write(out, order.behaviour());
    out.putLong(order.seed()).putInt(order.attempt());
    return KIND.bytes(new byte[0], out.toByteArray());
  }

  static EpisodeOrder parse(byte[] bytes) throws FormatException {
    BinaryInput in = new BinaryInput(KIND.parse(bytes).content());
    try {
      Starts starts = starts(in);
      Behaviour behaviour = behaviour(in);
      long seed = in.getLong("seed");
      EpisodeOrder order = new EpisodeOrder(starts, behaviour, seed, in.getInt("attempt"));
      in.requireEnd();
      return order;
    } catch (IllegalArgumentException e) {
      throw new FormatException("is damaged: " + e.getMessage(), e);
    }
  }

  private static void write(BinaryOutput out, Starts starts) {
    if (starts instanceof Starts.Conditions some) {
      out.putInt(CONDITIONS).putInt(some.conditions()).putInt(some.each());
    } else {
      out.putInt(starts instanceof Starts.HeldOut ? HELD_OUT : ANYWHERE);
    }
  }

  private static Starts starts(BinaryInput in) throws FormatException {
    int kind = in.getInt("starts");
    return switch (kind) {
      case ANYWHERE -> new Starts.Anywhere();
      case HELD_OUT -> new Starts.HeldOut();
      case CONDITIONS ->
          new Starts.Conditions(in.getInt("conditions"), in.getInt("episodes of each condition"));
      default -> throw unknown("starts", kind);
    };
  }

  private static void write(BinaryOutput out, Behaviour behaviour) throws IOException {
    if (behaviour instanceof Behaviour.Exploring by) {
      write(out.putInt(EXPLORING), by.noise());
      write(out, by.policy());
    } else if (behaviour instanceof Behaviour.NoiseFree by) {
      write(out.putInt(NOISE_FREE), by.policy());
    } else if (behaviour instanceof Behaviour.Initial by) {
      write(out.putInt(INITIAL), by.noise());
    } else if (behaviour instanceof Behaviour.Following by) {
      write(out.putInt(FOLLOWING), by);
    } else {
      Behaviour.Local by = (Behaviour.Local) behaviour;
      throw new UnsupportedOperationException(
          by.controllers().getClass().getName()
              + " is code of this process, an order with it has no binary form; give a policy"
              + " (Exploring, NoiseFree) or controllers (Following, Initial)");
    }
  }

  private static Behaviour behaviour(BinaryInput in) throws FormatException {
    int kind = in.getInt("behaviour");
    return switch (kind) {
      case EXPLORING -> exploring(in);
      case NOISE_FREE -> new Behaviour.NoiseFree(policy(in));
      case INITIAL -> new Behaviour.Initial(noise(in));
      case FOLLOWING -> following(in);
      default -> throw unknown("behaviour", kind);
    };
  }

  private static Behaviour exploring(BinaryInput in) throws FormatException {
    ExplorationNoise noise = noise(in);
    return new Behaviour.Exploring(policy(in), noise);
  }

  private static void write(BinaryOutput out, Behaviour.Following by) {
    out.putInt(by.by() == Behaviour.Numbering.EPISODE ? BY_EPISODE : BY_CONDITION);
    out.putInt(by.noise().isPresent() ? 1 : 0);
    by.noise().ifPresent(noise -> write(out, noise));
    ControllerFormat.write(out, by.controllers());
  }

  private static Behaviour following(BinaryInput in) throws FormatException {
    int kind = in.getInt("numbering");
    Behaviour.Numbering by =
        switch (kind) {
          case BY_EPISODE -> Behaviour.Numbering.EPISODE;
          case BY_CONDITION -> Behaviour.Numbering.CONDITION;
          default -> throw unknown("numbering", kind);
        };
    int noisy = in.getInt("noise");
    Optional<ExplorationNoise> noise =
        switch (noisy) {
          case 0 -> Optional.empty();
          case 1 -> Optional.of(noise(in));
          default -> throw unknown("noise", noisy);
        };
    return new Behaviour.Following(ControllerFormat.read(in), by, noise);
  }

  private static void write(BinaryOutput out, ExplorationNoise noise) {
    out.putDouble(noise.width()).putDouble(noise.minScale());
  }

  private static ExplorationNoise noise(BinaryInput in) throws FormatException {
    double width = in.getDouble("noise width");
    return new ExplorationNoise(width, in.getDouble("noise scale"));
  }

  private static void write(BinaryOutput out, Policy policy) throws IOException {
    if (!(policy instanceof MlpPolicy network)) {
      throw new UnsupportedOperationException(
          policy.getClass().getName()
              + " has no binary form, only org.guidedpolicy.policy.MlpPolicy has one; run its"
              + " episodes in this process");
    }
    out.putBytes(PolicyFile.bytes(network));
  }

  private static MlpPolicy policy(BinaryInput in) throws FormatException {
    try {
      return PolicyFile.parse(Path.of("policy"), in.getBytes("policy"));
    } catch (PolicyFileException e) {
      throw new FormatException(e.getMessage(), e);
    }
  }

  private static FormatException unknown(String what, int kind) {
    return new FormatException("is damaged: kind " + kind + " of " + what + " is unknown");
  }
}
