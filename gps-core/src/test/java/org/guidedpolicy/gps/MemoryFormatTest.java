package org.guidedpolicy.gps;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;

class MemoryFormatTest {
  private static final int HUGE = Integer.MAX_VALUE;
  private static final long MAX_BYTES = 1 << 20;

  private final SplittableRandom random = new SplittableRandom(2);

  private double[] numbers(int n) {
    return random.doubles(n, -1, 1).toArray();
  }

  private static BinaryInput input(BinaryOutput out) {
    return new BinaryInput(ByteBuffer.wrap(out.toByteArray()));
  }

  private Trajectory trajectory(int T, int dX, int dU, int dO) {
    return new Trajectory(T, numbers((T + 1) * dX), numbers(T * dU), numbers(T * dO));
  }

  @Test
  void trajectoriesAreReadAsTheyWereWritten() throws FormatException {
    List<List<Trajectory>> iterations =
        List.of(
            List.of(trajectory(3, 4, 2, 5), trajectory(7, 1, 1, 1)),
            List.of(trajectory(2, 3, 3, 3)),
            List.of());
    BinaryOutput out = new BinaryOutput();
    MemoryFormat.writeTrajectories(out, iterations);
    BinaryInput in = input(out);
    assertEquals(iterations, MemoryFormat.readTrajectories(in));
    in.requireEnd();
  }

  @Test
  void targetsAreReadAsTheyWereWritten() throws FormatException {
    double[] precisions = new double[6 * 4];
    for (int n = 0; n < 6; n++) {
      double b = random.nextDouble(-1, 1);
      System.arraycopy(new double[] {2 + n, b, b, 3}, 0, precisions, 4 * n, 4);
    }
    SupervisedTargets targets =
        new SupervisedTargets(3, 2, numbers(6 * 3), numbers(6 * 2), precisions);
    BinaryOutput out = new BinaryOutput();
    MemoryFormat.writeTargets(out, List.of(targets));
    BinaryInput in = input(out);
    SupervisedTargets read = MemoryFormat.readTargets(in).get(0);
    in.requireEnd();
    assertEquals(3, read.observationDimension());
    assertEquals(2, read.actionDimension());
    assertArrayEquals(targets.observations(), read.observations());
    assertArrayEquals(targets.means(), read.means());
    assertArrayEquals(targets.precisions(), read.precisions());
  }

  private interface Reader {
    Object read(BinaryInput in) throws FormatException;
  }

  private static void assertRefused(Reader reader, int... sizes) {
    BinaryOutput out = new BinaryOutput();
    Arrays.stream(sizes).forEach(out::putInt);
    BinaryInput in = input(out.putDoubles(new double[9]));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(thread);
    assertThrows(FormatException.class, () -> reader.read(in), () -> Arrays.toString(sizes));
    long taken = threads.getThreadAllocatedBytes(thread) - before;
    assertTrue(taken < MAX_BYTES, () -> Arrays.toString(sizes) + " took " + taken + " bytes");
  }

  @Test
  void sizesBeyondTheFileAreRefusedWithoutTakingMemory() {
    Reader trajectories = MemoryFormat::readTrajectories;
    assertRefused(trajectories, HUGE);
    assertRefused(trajectories, -1);
    assertRefused(trajectories, 1, HUGE);
    assertRefused(trajectories, 1, -1);
    assertRefused(trajectories, 1, 1, HUGE, HUGE, HUGE, HUGE);
    assertRefused(trajectories, 1, 1, HUGE, 1, 1, 1);
    assertRefused(trajectories, 1, 1, 1, HUGE, 1, 1);
    assertRefused(trajectories, 1, 1, 1, 1, HUGE, 1);
    assertRefused(trajectories, 1, 1, 1, 1, 1, HUGE);
    assertRefused(trajectories, 1, 1, 1, 0, 1, 1);
    Reader targets = MemoryFormat::readTargets;
    assertRefused(targets, HUGE);
    assertRefused(targets, -1);
    assertRefused(targets, 1, HUGE, HUGE, HUGE);
    assertRefused(targets, 1, HUGE, 1, 1);
    assertRefused(targets, 1, 1, HUGE, 1);
    assertRefused(targets, 1, 1, 1, HUGE);
    assertRefused(targets, 1, 1, 0, 1);
  }
}
