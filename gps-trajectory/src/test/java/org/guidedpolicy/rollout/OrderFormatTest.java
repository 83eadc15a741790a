package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.FrameKind;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.policy.MlpPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An order may go through bytes to wherever its episodes are run. */
class OrderFormatTest {
  private static final int T = Cart.SPEC.horizon();
  private static final Starts.Conditions CONDITIONS = new Starts.Conditions(3, 2);
  private static final ExplorationNoise SMOOTH = new ExplorationNoise(2.5, 0.25);

  private static final MlpPolicy NETWORK =
      MlpPolicy.of(
          new double[] {0.1, -0.2},
          new double[] {2, 0.5},
          List.of(
              new MlpPolicy.Layer(
                  2, 1, Activation.TANH, new double[] {-0.3, 0.1}, new double[] {0.05})),
          new double[] {0.01});

  private static LinearGaussianController controller(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return LinearGaussianController.of(
        T,
        2,
        1,
        random.doubles(2 * T, -0.2, 0.2).toArray(),
        random.doubles(T, -1, 1).toArray(),
        random.doubles(T, 1e-4, 1e-2).toArray());
  }

  private static final List<LinearGaussianController> THREE =
      List.of(controller(1), controller(2), controller(3));

  static List<Behaviour> data() {
    return List.of(
        new Behaviour.Exploring(NETWORK, ExplorationNoise.WHITE),
        new Behaviour.Exploring(NETWORK, SMOOTH),
        new Behaviour.NoiseFree(NETWORK),
        new Behaviour.Initial(SMOOTH),
        Behaviour.Following.conditions(THREE),
        Behaviour.Following.conditions(THREE).withNoise(SMOOTH),
        Behaviour.Following.episodes(List.of(THREE.get(0), THREE.get(2))).noiseFree());
  }

  private static EpisodeRunner local() {
    return LocalEpisodes.inTurn(new FixedStarts(new Cart(), 1, 2, 3))
        .withInitial(spec -> Controllers.following(THREE.get(1)));
  }

  /** Runs what becomes of an order on its way through bytes. */
  private record Sent(EpisodeRunner there) implements EpisodeRunner {
    @Override
    public EnvironmentSpec spec() {
      return there.spec();
    }

    @Override
    public int conditions() {
      return there.conditions();
    }

    @Override
    public void run(EpisodeOrder order, int[] episodes, EpisodeSink sink) {
      try {
        there.run(EpisodeOrder.parse(order.bytes()), episodes, sink);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      there.close();
    }
  }

  @ParameterizedTest
  @MethodSource("data")
  void episodesOfAnOrderThatWasSentAreEqualBitByBit(Behaviour behaviour) {
    boolean two = behaviour instanceof Behaviour.Following by && by.controllers().size() == 2;
    Batch batch =
        Batch.of(two ? 2 : 6, behaviour, 9).withStarts(two ? new Starts.Anywhere() : CONDITIONS);
    assertEquals(
        new RolloutCollector(local()).collect(batch).trajectories(),
        new RolloutCollector(new Sent(local())).collect(batch).trajectories());
  }

  @ParameterizedTest
  @MethodSource("data")
  void anOrderThatWasReadIsWrittenAsBefore(Behaviour behaviour) throws IOException {
    for (Starts starts : List.of(new Starts.Anywhere(), new Starts.HeldOut(), CONDITIONS)) {
      EpisodeOrder order = new EpisodeOrder(starts, behaviour, Long.MIN_VALUE + 7, 3);
      EpisodeOrder read = EpisodeOrder.parse(order.bytes());
      assertEquals(starts, read.starts());
      assertEquals(order.seed(), read.seed());
      assertEquals(order.attempt(), read.attempt());
      assertArrayEquals(order.bytes(), read.bytes());
    }
  }

  @Test
  void whatAnEpisodeDependsOnMakesADifference() throws IOException {
    EpisodeOrder order = new EpisodeOrder(CONDITIONS, data().get(4), 1, 0);
    for (EpisodeOrder other :
        List.of(
            new EpisodeOrder(new Starts.Conditions(3, 4), order.behaviour(), 1, 0),
            new EpisodeOrder(CONDITIONS, data().get(5), 1, 0),
            new EpisodeOrder(CONDITIONS, order.behaviour(), 2, 0),
            new EpisodeOrder(CONDITIONS, order.behaviour(), 1, 1))) {
      assertNotEquals(hex(order), hex(other));
    }
  }

  private static String hex(EpisodeOrder order) throws IOException {
    return HexFormat.of().formatHex(order.bytes());
  }

  @Test
  void codeOfThisProcessIsNeverSent() {
    ControllerFactory code = (first, random) -> (t, now, out) -> out[0] = 0;
    assertRefused(new Behaviour.Local(code), code.getClass());
    GaussianPolicy own =
        new GaussianPolicy() {
          @Override
          public int observationDimension() {
            return 2;
          }

          @Override
          public int actionDimension() {
            return 1;
          }

          @Override
          public void action(double[] observation, double[] actionOut) {
            actionOut[0] = 0;
          }

          @Override
          public double[] covariance() {
            return new double[] {1};
          }
        };
    assertRefused(new Behaviour.Exploring(own, SMOOTH), own.getClass());
    assertRefused(new Behaviour.NoiseFree(own), own.getClass());
  }

  private static void assertRefused(Behaviour behaviour, Class<?> named) {
    EpisodeOrder order = new EpisodeOrder(new Starts.Anywhere(), behaviour, 1, 0);
    var e = assertThrows(UnsupportedOperationException.class, order::bytes);
    assertTrue(e.getMessage().startsWith(named.getName()), e.getMessage());
  }

  @Test
  void anyDamagedByteIsNoticed() throws IOException {
    byte[] bytes = new EpisodeOrder(CONDITIONS, data().get(0), 1, 0).bytes();
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 0x10;
      assertThrows(FormatException.class, () -> EpisodeOrder.parse(damaged), "byte " + i);
    }
  }

  private static String complaint(Consumer<BinaryOutput> content) throws IOException {
    BinaryOutput out = new BinaryOutput();
    content.accept(out);
    byte[] bytes =
        new FrameKind("order", 'O', 1, "", 0, 1 << 20).bytes(new byte[0], out.toByteArray());
    return assertThrows(FormatException.class, () -> EpisodeOrder.parse(bytes)).getMessage();
  }

  /** The checksum is right, the content is not. */
  @Test
  void wrongContentIsNamed() throws IOException {
    assertContains("kind 3 of starts", complaint(out -> out.putInt(3)));
    assertContains("conditions", complaint(out -> out.putInt(2).putInt(0).putInt(5)));
    assertContains("kind 4 of behaviour", complaint(out -> out.putInt(0).putInt(4)));
    assertContains("policy", complaint(out -> out.putInt(0).putInt(1).putBytes(new byte[9])));
    assertContains("kind 2 of numbering", complaint(out -> following(out).putInt(2)));
    assertContains("kind 2 of noise", complaint(out -> following(out).putInt(0).putInt(2)));
    assertContains(
        "controllers", complaint(out -> following(out).putInt(0).putInt(0).putInt(1 << 30)));
    assertContains("attempt", complaint(out -> initial(out).putLong(1).putInt(-1)));
    assertContains("4 bytes follow", complaint(out -> initial(out).putLong(1).putInt(0).putInt(0)));
  }

  /** Before memory is taken for them. */
  @Test
  void controllersLongerThanTheBytesAreRefused() throws IOException {
    for (int[] sizes :
        new int[][] {
          {1 << 30, 1, 1}, {1, 1 << 30, 1}, {1, 1, 1 << 30}, {1 << 30, 1 << 30, 1 << 30}
        }) {
      assertContains(
          "controller needs",
          complaint(
              out -> {
                following(out).putInt(0).putInt(0).putInt(1);
                out.putInt(sizes[0]).putInt(sizes[1]).putInt(sizes[2]).putDoubles(1, 2, 3);
              }));
    }
  }

  private static BinaryOutput following(BinaryOutput out) {
    return out.putInt(0).putInt(3);
  }

  private static BinaryOutput initial(BinaryOutput out) {
    return out.putInt(0).putInt(2).putDouble(0).putDouble(1);
  }

  private static void assertContains(String part, String message) {
    assertTrue(message.contains(part), message);
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    byte[] bytes = new FrameKind("order", 'O', 2, "", 0, 1 << 20).bytes(new byte[0], new byte[8]);
    var e = assertThrows(FormatException.class, () -> EpisodeOrder.parse(bytes));
    assertContains("2", e.getMessage());
  }
}
