package org.guidedpolicy.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.guidedpolicy.environment.AngleEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
  private static final Path NAME = Path.of("damaged.policy");
  private static final byte[] MAGIC = {(byte) 0x89, 'G', 'P', 'S', 'P', '\r', '\n', 0x1a};
  private static final String HEADER =
      "{\"type\":\"mlp\",\"observationDimension\":1,\"actionDimension\":1,\"layers\":"
          + "[{\"inputs\":1,\"outputs\":1,\"activation\":\"RELU\"}],\"metadata\":{}}";

  /** inputMean, inputDeviation, weight, bias, covariance of the policy that HEADER describes. */
  private static final double[] NUMBERS = {0.5, 2, 3, 0.25, 1};

  @TempDir Path folder;

  private final MlpPolicy policy =
      Samples.policy(new SplittableRandom(1), Activation.TANH, 3, 5, 4, 2)
          .withMetadata(Map.of("task", "reacher", "note", "\u00e4 \" \n \\"));

  /** A file written by hand from the format's description, with a valid checksum. */
  private static byte[] file(byte[] magic, int version, byte[] header, double[] numbers) {
    ByteBuffer buffer =
        ByteBuffer.allocate(24 + header.length + 8 * numbers.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(magic)
            .putInt(version)
            .putInt(header.length)
            .putLong(8L * numbers.length)
            .put(header);
    for (double number : numbers) {
      buffer.putDouble(number);
    }
    return withChecksum(buffer.array());
  }

  private static byte[] file(String header, double... numbers) {
    return file(MAGIC, 1, header.getBytes(UTF_8), numbers);
  }

  private static byte[] withChecksum(byte[] content) {
    try {
      byte[] all = Arrays.copyOf(content, content.length + 32);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      System.arraycopy(digest, 0, all, content.length, 32);
      return all;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void assertRefused(String part, byte[] bytes) {
    var e = assertThrows(PolicyFileException.class, () -> PolicyFile.parse(NAME, bytes));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertTrue(e.getMessage().startsWith("damaged.policy: "), e.getMessage());
  }

  @Test
  void aLoadedPolicyIsTheSavedOneBitByBit() throws IOException {
    Path file = folder.resolve("p.policy");
    policy.save(file);
    MlpPolicy loaded = assertInstanceOf(MlpPolicy.class, Policy.load(file));
    assertArrayEquals(policy.covariance(), loaded.covariance());
    assertArrayEquals(policy.inputMean(), loaded.inputMean());
    assertArrayEquals(policy.inputDeviation(), loaded.inputDeviation());
    assertEquals(policy.metadata(), loaded.metadata());
    for (int l = 0; l < 3; l++) {
      MlpPolicy.Layer saved = policy.layers().get(l);
      MlpPolicy.Layer read = loaded.layers().get(l);
      assertEquals(saved.activation(), read.activation());
      assertArrayEquals(saved.weights(), read.weights());
      assertArrayEquals(saved.biases(), read.biases());
    }
    assertArrayEquals(PolicyFile.bytes(policy), PolicyFile.bytes(loaded));
  }

  @Test
  void aFileWrittenByHandFromTheDescriptionLoads() throws IOException {
    Path file = folder.resolve("hand.policy");
    Files.write(file, file(HEADER, NUMBERS));
    Policy loaded = Policy.load(file);
    assertArrayEquals(new double[] {6.25}, Samples.action(loaded, new double[] {4.5}));
  }

  @Test
  void everyFlippedByteIsNoticed() throws IOException {
    byte[] good = PolicyFile.bytes(policy);
    byte[] bytes = good.clone();
    for (int at = 0; at < bytes.length; at++) {
      for (int flip : new int[] {1, 0x10, 0x80, 0xff}) {
        bytes[at] = (byte) (good[at] ^ flip);
        assertThrows(PolicyFileException.class, () -> PolicyFile.parse(NAME, bytes));
      }
      bytes[at] = good[at];
    }
    PolicyFile.parse(NAME, bytes);
  }

  @Test
  void everyTruncationAndEveryAdditionIsNoticed() throws IOException {
    byte[] good = PolicyFile.bytes(policy);
    for (int length = 0; length < good.length + 40; length++) {
      if (length != good.length) {
        byte[] bytes = Arrays.copyOf(good, length);
        assertThrows(PolicyFileException.class, () -> PolicyFile.parse(NAME, bytes));
      }
    }
  }

  @Test
  void randomDamageWithAValidChecksumGivesAPolicyOrAClearError() throws IOException {
    byte[] good = PolicyFile.bytes(policy);
    byte[] content = Arrays.copyOf(good, good.length - 32);
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 5000; trial++) {
      byte[] damaged = content.clone();
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        int limit = random.nextBoolean() ? Math.min(400, damaged.length) : damaged.length;
        damaged[random.nextInt(limit)] = (byte) random.nextInt();
      }
      try {
        PolicyFile.parse(NAME, withChecksum(damaged));
      } catch (PolicyFileException expected) {
        assertTrue(expected.getMessage().length() > 30);
      }
    }
  }

  @Test
  void foreignAndNewerFilesAreNamedSo() {
    assertRefused("is no policy file", new byte[500]);
    assertRefused("is no policy file or truncated: it has 0 bytes", new byte[0]);
    byte[] header = HEADER.getBytes(UTF_8);
    assertRefused("format version 3", file(MAGIC, 3, header, NUMBERS));
    assertRefused("type 'cnn'", file(HEADER.replace("mlp", "cnn"), NUMBERS));
  }

  private static final String WITH_ANGLES =
      HEADER
          .replace("\"actionDimension\"", "\"angles\":[0],\"actionDimension\"")
          .replace("\"inputs\":1", "\"inputs\":2");

  /** Means, deviations, weights of sine and cosine, bias, covariance. */
  private static final double[] NUMBERS_WITH_ANGLES = {0, 0, 1, 0.5, 3, 2, 0.25, 1};

  @Test
  void aFileWithAnglesWrittenByHandFromTheDescriptionLoads() throws IOException {
    Path file = folder.resolve("hand.policy");
    byte[] bytes = file(MAGIC, 2, WITH_ANGLES.getBytes(UTF_8), NUMBERS_WITH_ANGLES);
    Files.write(file, bytes);
    MlpPolicy loaded = assertInstanceOf(MlpPolicy.class, Policy.load(file));
    double expected = 3 * Math.sin(0.7) + 4 * Math.cos(0.7) + 0.25;
    assertEquals(expected, Samples.action(loaded, new double[] {0.7})[0], 1e-15);
    assertArrayEquals(bytes, PolicyFile.bytes(loaded));
  }

  @Test
  void aPolicyWithAnglesIsLoadedBitByBitAndNotAsOneWithout() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    AngleEncoding inputs = AngleEncoding.of(3, 2, 0);
    MlpPolicy saved = Samples.policy(inputs, random, Activation.TANH, 5, 4, 2);
    Path file = folder.resolve("p.policy");
    saved.save(file);
    MlpPolicy loaded = assertInstanceOf(MlpPolicy.class, Policy.load(file));
    assertEquals(inputs, loaded.inputEncoding());
    double[] o = {0.3, -2, 8};
    assertArrayEquals(Samples.action(saved, o), Samples.action(loaded, o));
    assertArrayEquals(PolicyFile.bytes(saved), PolicyFile.bytes(loaded));
  }

  @Test
  void anglesThatCannotBeAreRefused() {
    for (String angles : new String[] {"[]", "[1]", "[-1]", "[0,0]", "[null]"}) {
      String header = WITH_ANGLES.replace("[0]", angles);
      byte[] bytes = file(MAGIC, 2, header.getBytes(UTF_8), NUMBERS_WITH_ANGLES);
      assertRefused("angle", bytes);
    }
    for (String angles : new String[] {"[0.5]", "0", "null", "[\"0\"]"}) {
      String header = WITH_ANGLES.replace("[0]", angles);
      byte[] bytes = file(MAGIC, 2, header.getBytes(UTF_8), NUMBERS_WITH_ANGLES);
      assertRefused("header is wrong", bytes);
    }
    assertRefused("angles", file(WITH_ANGLES, NUMBERS_WITH_ANGLES));
    assertRefused("angles", file(MAGIC, 2, HEADER.getBytes(UTF_8), NUMBERS));
  }

  @Test
  void hostileHeadersAreRefusedBeforeAnythingIsAllocated() {
    String[] sizes = {"0", "-1", "-2147483648", "1048577", "2147483647"};
    for (String name :
        new String[] {"observationDimension", "actionDimension", "inputs", "outputs"}) {
      for (String size : sizes) {
        String header = HEADER.replace("\"" + name + "\":1", "\"" + name + "\":" + size);
        assertRefused(name, file(header, NUMBERS));
      }
    }
    String huge = HEADER.replace(":1", ":1048576");
    assertRefused("describes", file(huge, NUMBERS));
    assertRefused("lead", file(HEADER.replace("\"inputs\":1", "\"inputs\":2"), NUMBERS));
    String layer = "{\"inputs\":1048576,\"outputs\":1048576,\"activation\":\"RELU\"},";
    String first = "{\"inputs\":1,\"outputs\":1048576,\"activation\":\"RELU\"},";
    String last = "{\"inputs\":1048576,\"outputs\":1,\"activation\":\"RELU\"}";
    String deep = "[" + first + String.join("", Collections.nCopies(998, layer)) + last + "]";
    assertRefused("describes", file(HEADER.replaceFirst("\\[.*]", deep), NUMBERS));
    String many = "[" + String.join("", Collections.nCopies(1000, layer)) + last + "]";
    assertRefused("1001 layers", file(HEADER.replaceFirst("\\[.*]", many), NUMBERS));
  }

  @Test
  void headersThatAreNotOursAreRefused() {
    String[] wrong = {
      "",
      "null",
      "[]",
      "{}",
      "{",
      HEADER + "x",
      HEADER.replace("\"metadata\":{}", "\"metadata\":null"),
      HEADER.replace("\"metadata\":{}", "\"metadata\":{\"a\":null}"),
      HEADER.replace("\"metadata\":{}", "\"metadata\":{},\"scale\":2"),
      HEADER.replace("\"metadata\":{}", "\"metadata\":{},\"type\":\"mlp\""),
      HEADER.replace(",\"metadata\":{}", ""),
      HEADER.replace("\"inputs\":1,", ""),
      HEADER.replace("\"inputs\":1", "\"inputs\":1.0"),
      HEADER.replace("\"inputs\":1", "\"inputs\":\"1\""),
      HEADER.replace("\"inputs\":1", "\"inputs\":99999999999"),
      HEADER.replace("\"RELU\"", "\"SOFTMAX\""),
      HEADER.replace("\"RELU\"", "null"),
      HEADER.replace("\"RELU\"", "1"),
      HEADER.replaceFirst("\\[.*]", "[]"),
      HEADER.replaceFirst("\\[.*]", "[null]"),
      HEADER.replace("{}}", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}}"),
    };
    for (String header : wrong) {
      assertThrows(
          PolicyFileException.class, () -> PolicyFile.parse(NAME, file(header, NUMBERS)), header);
    }
    byte[] noText = HEADER.getBytes(UTF_8);
    noText[3] = (byte) 0xff;
    assertRefused("header is wrong", file(MAGIC, 1, noText, NUMBERS));
  }

  @Test
  void weightsThatMakeNoPolicyAreRefused() {
    for (int i = 0; i < NUMBERS.length; i++) {
      double[] numbers = NUMBERS.clone();
      numbers[i] = Double.NaN;
      assertRefused("invalid policy", file(HEADER, numbers));
    }
    assertRefused("inputDeviation[0]", file(HEADER, 0, 0, 1, 1, 1));
    assertRefused("positive definite", file(HEADER, 0, 1, 1, 1, -1));
    assertRefused("describes 40 bytes of weights, it has 48", file(HEADER, 0, 1, 1, 1, 1, 1));
  }

  @Test
  void lengthsBeyondTheFileAreRefused() {
    byte[] good = file(HEADER, NUMBERS);
    ByteBuffer buffer = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN);
    for (int header : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0}) {
      buffer.putInt(12, header);
      assertRefused("declares", good);
    }
    buffer.putInt(12, HEADER.length());
    for (long payload : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1, 0, 48}) {
      buffer.putLong(16, payload);
      assertRefused("declares", good);
    }
  }

  @Test
  void aFileTooLargeForAPolicyIsRefusedUnread() throws IOException {
    Path file = folder.resolve("large.policy");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    } catch (IOException e) {
      return; // a file system without sparse files
    }
    assertThrows(PolicyFileException.class, () -> Policy.load(file));
  }

  @Test
  void aMissingFileOrFolderSaysSo() {
    assertThrows(NoSuchFileException.class, () -> Policy.load(folder.resolve("none")));
    assertThrows(IOException.class, () -> Policy.load(folder));
    assertThrows(NoSuchFileException.class, () -> policy.save(folder.resolve("no/p.policy")));
  }

  @Test
  void savingReplacesAFileWholeAndLeavesNothingBeside() throws IOException {
    Path file = folder.resolve("p.policy");
    Files.write(file, new byte[100_000]);
    policy.save(file);
    policy.save(file);
    assertArrayEquals(PolicyFile.bytes(policy), Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void aFailedSaveLeavesTheOldFileAndNothingBeside() throws IOException {
    Path occupied = folder.resolve("p.policy");
    Path inside = occupied.resolve("inside");
    Files.createDirectory(occupied);
    Files.write(inside, new byte[1]);
    assertThrows(IOException.class, () -> policy.save(occupied));
    assertTrue(Files.exists(inside));
    assertEquals(List.of(occupied), files());
  }

  @Test
  void aLeftoverOfABrokenSaveDoesNotStandInTheWay() throws IOException {
    Path file = folder.resolve("p.policy");
    long pid = ProcessHandle.current().pid();
    Files.write(folder.resolve(".p.policy." + pid + "-0.tmp"), new byte[3]);
    policy.save(file);
    Policy.load(file);
  }

  @Test
  void readersNeverSeeAHalfWrittenFile() throws Exception {
    Path file = folder.resolve("p.policy");
    policy.save(file);
    MlpPolicy other = Samples.policy(new SplittableRandom(2), Activation.RELU, 3, 50, 2);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    Callable<Boolean> write =
        () -> {
          for (int i = 0; i < 20; i++) {
            other.save(file);
            policy.save(file);
          }
          return true;
        };
    Callable<Boolean> read =
        () -> {
          for (int i = 0; i < 200; i++) {
            Policy.load(file);
          }
          return true;
        };
    try {
      for (Future<Boolean> done : pool.invokeAll(List.of(write, read, write, read))) {
        assertTrue(done.get());
      }
    } finally {
      pool.shutdown();
    }
    assertEquals(List.of(file), files());
  }

  @Test
  void aLinkKeepsPointingToTheSavedFile() throws IOException {
    Path file = folder.resolve("p.policy");
    Path link = folder.resolve("latest.policy");
    policy.save(file);
    try {
      Files.createSymbolicLink(link, file);
    } catch (IOException | UnsupportedOperationException e) {
      return; // not allowed here
    }
    MlpPolicy other = Samples.policy(new SplittableRandom(2), Activation.RELU, 3, 50, 2);
    other.save(link);
    assertTrue(Files.isSymbolicLink(link));
    assertArrayEquals(PolicyFile.bytes(other), Files.readAllBytes(file));
  }

  @Test
  void equalPoliciesGiveEqualBytes() throws IOException {
    MlpPolicy reordered =
        policy.withMetadata(new java.util.TreeMap<>(policy.metadata()).descendingMap());
    assertArrayEquals(PolicyFile.bytes(policy), PolicyFile.bytes(reordered));
  }

  @Test
  void policiesWithoutAFileFormSaySo() {
    Policy other =
        new Policy() {
          @Override
          public int observationDimension() {
            return 1;
          }

          @Override
          public int actionDimension() {
            return 1;
          }

          @Override
          public void action(double[] observation, double[] actionOut) {}
        };
    assertThrows(UnsupportedOperationException.class, () -> other.save(folder.resolve("x")));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return new ArrayList<>(list.sorted().toList());
    }
  }

  @Test
  void aFileIsReadWhileAnotherProcessHoldsItOpen() throws IOException {
    Path file = folder.resolve("p.policy");
    policy.save(file);
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
      assertTrue(open.isOpen());
      Policy.load(file);
    }
  }
}
