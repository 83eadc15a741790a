package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.file.StrictJson;

/** The bytes of a checkpoint, as docs/checkpoint-format.md describes them. */
final class CheckpointFormat {
  private static final FrameKind KIND =
      new FrameKind("checkpoint", 'C', 3, "state", 1 << 25, 1 << 30);

  private CheckpointFormat() {}

  static byte[] bytes(TrainingState state) throws IOException {
    BinaryOutput out = new BinaryOutput();
    out.putBytes(state.policy());
    state.bestPolicy().ifPresent(out::putBytes);
    out.putBytes(state.learner());
    return KIND.bytes(StrictJson.bytes(state.header()), out.toByteArray());
  }

  static TrainingState read(Path file) throws IOException {
    try {
      return parse(KIND.readAll(file));
    } catch (FormatException e) {
      throw new CheckpointException(file, e.getMessage(), e);
    }
  }

  static TrainingState parse(byte[] bytes) throws FormatException {
    FrameKind.Frame frame = KIND.parse(bytes);
    TrainingState.Header header = StrictJson.parse(frame.header(), TrainingState.Header.class);
    if (header.history().isEmpty()) {
      throw new FormatException("is damaged: it holds no iteration");
    }
    BinaryInput in = new BinaryInput(frame.content());
    try {
      byte[] policy = in.getBytes("policy");
      Optional<byte[]> best =
          header.best().isPresent() ? Optional.of(in.getBytes("best policy")) : Optional.empty();
      TrainingState state =
          new TrainingState(header, policy, best, in.getBytes("the learner's state"));
      in.requireEnd();
      return state;
    } catch (IllegalArgumentException e) {
      throw new FormatException("is damaged: " + e.getMessage(), e);
    }
  }
}
