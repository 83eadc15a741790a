package org.guidedpolicy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.guidedpolicy.resetfree.ResetFree;
import org.guidedpolicy.training.IterationReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files with a reader of its own, which knows the two formats and nothing of ours. */
class TensorBoardLogTest {
  @TempDir Path folder;

  /** CRC-32C bit by bit. */
  private static int checksum(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82F63B78;
      }
    }
    return ~crc;
  }

  private static int masked(byte[] bytes) {
    int crc = checksum(bytes);
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  private static List<byte[]> records(Path file) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<byte[]> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[8];
      in.get(length);
      assertEquals(masked(length), in.getInt(), "checksum of the length");
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(data);
      assertEquals(masked(data), in.getInt(), "checksum of the data");
      records.add(data);
    }
    return records;
  }

  /** Fields of a message: Long, Double, Float or byte[], by number. */
  private static Map<Integer, List<Object>> fields(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getDouble();
            case 5 -> in.getFloat();
            case 2 -> {
              byte[] bytes = new byte[(int) varint(in)];
              in.get(bytes);
              yield bytes;
            }
            default -> throw new AssertionError("wire type " + (key & 7));
          };
      fields.computeIfAbsent((int) (key >>> 3), k -> new ArrayList<>()).add(value);
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  private record Event(double time, long step, Map<Integer, List<Object>> fields) {
    static Event of(byte[] record) {
      Map<Integer, List<Object>> fields = TensorBoardLogTest.fields(record);
      return new Event((Double) fields.get(1).get(0), (Long) fields.get(2).get(0), fields);
    }

    Map<String, Float> scalars() {
      Map<String, Float> scalars = new LinkedHashMap<>();
      for (Object value : TensorBoardLogTest.fields((byte[]) fields.get(5).get(0)).get(1)) {
        Map<Integer, List<Object>> parts = TensorBoardLogTest.fields((byte[]) value);
        scalars.put(text(parts.get(1).get(0)), (Float) parts.get(2).get(0));
      }
      return scalars;
    }
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private List<Event> events(Path file) throws IOException {
    return records(file).stream().map(Event::of).toList();
  }

  @Test
  void theChecksumIsTheOneOfTheCastagnoliPolynomial() {
    assertEquals(0xE3069283, checksum("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void everyIterationsNumbersAreThereAtItsEpisodesWithTheTrueTime() throws IOException {
    TensorBoardLog log = TensorBoardLog.to(folder);
    double begin = Instant.now().toEpochMilli() * 1e-3;
    log.onStart(ResetFree.defaults(), List.of());
    for (int i = 1; i <= 3; i++) {
      log.onIteration(Reports.iteration(i), Reports.POLICY);
    }
    double end = Instant.now().toEpochMilli() * 1e-3 + 1;
    assertTrue(files().get(0).getFileName().toString().startsWith("events.out.tfevents."));
    List<Event> events = events(files().get(0));
    assertEquals("brain.Event:2", text(events.get(0).fields.get(3).get(0)));
    assertEquals(4, events.size());
    for (int i = 1; i <= 3; i++) {
      Event event = events.get(i);
      IterationReport report = Reports.iteration(i);
      assertEquals(report.episodes(), event.step);
      assertTrue(event.time >= begin && event.time <= end, event.time + "");
      Map<String, Float> scalars = event.scalars();
      assertEquals((float) report.meanCost(), scalars.get("cost/training"));
      assertEquals((float) (1 - 0.9 / i), scalars.get("success/held_out"));
      assertEquals((float) (0.98 / i), scalars.get("kl/reached"));
      assertEquals(0.25f * i, scalars.get("seconds/episodes"));
      assertEquals(i > 1, scalars.containsKey("gain_per_step/actual"));
      assertTrue(scalars.keySet().stream().allMatch(tag -> tag.matches("[A-Za-z0-9._/-]+")));
    }
  }

  @Test
  void aRunThatGoesOnStartsANewFileAndVoidsLaterSteps() throws IOException {
    TensorBoardLog log = TensorBoardLog.to(folder);
    log.onStart(ResetFree.defaults(), List.of());
    log.onIteration(Reports.iteration(1), Reports.POLICY);
    log.onIteration(Reports.iteration(2), Reports.POLICY);
    TensorBoardLog again = TensorBoardLog.to(folder);
    again.onStart(ResetFree.defaults(), List.of(Reports.iteration(1)));
    again.onIteration(Reports.iteration(2), Reports.POLICY);
    assertEquals(2, files().size());
    assertNotEquals(files().get(0), files().get(1));
    List<Event> events = events(files().get(1));
    Map<Integer, List<Object>> session = fields((byte[]) events.get(1).fields.get(7).get(0));
    assertEquals(1L, session.get(1).get(0));
    assertEquals(13, events.get(1).step);
    assertEquals(24, events.get(2).step);
  }

  @Test
  void whatCannotBeWrittenDisturbsNothing() throws IOException {
    Path blocked = Files.writeString(folder.resolve("blocked"), "no folder");
    TensorBoardLog log = TensorBoardLog.to(blocked);
    log.onStart(ResetFree.defaults(), List.of());
    log.onIteration(Reports.iteration(1), Reports.POLICY);
    Files.delete(blocked);
    log.onIteration(Reports.iteration(2), Reports.POLICY);
    try (Stream<Path> files = Files.list(blocked)) {
      assertEquals(2, events(files.findFirst().orElseThrow()).size());
    }
  }

  @Test
  void anInterruptedThreadWritesWholeRecords() throws IOException {
    TensorBoardLog log = TensorBoardLog.to(folder);
    log.onStart(ResetFree.defaults(), List.of());
    Thread.currentThread().interrupt();
    log.onIteration(Reports.iteration(1), Reports.POLICY);
    assertTrue(Thread.interrupted());
    assertEquals(2, events(files().get(0)).size());
  }

  @Test
  void whatAFailedWriteLeftBehindIsOverwritten() throws IOException {
    EventFile file = EventFile.create(folder, Instant.now());
    file.add(Instant.now(), 1, List.of(new EventFile.Scalar("a", 1, "")));
    Path path = files().get(0);
    byte[] half = Files.readAllBytes(path);
    Files.write(path, new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    file.add(Instant.now(), 2, List.of(new EventFile.Scalar("a", 2, "")));
    assertEquals(3, events(path).size());
    assertTrue(Files.size(path) > half.length);
  }
}
