package org.guidedpolicy.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The policy file, described in docs/policy-file-format.md: magic, version, lengths, a JSON header,
 * weights as little-endian float64, SHA-256 of everything before it.
 */
final class PolicyFile {
  /** As PNG's: a high bit, a name, and line ends that a transfer as text would change. */
  private static final byte[] MAGIC = {(byte) 0x89, 'G', 'P', 'S', 'P', '\r', '\n', 0x1a};

  private static final int VERSION = 1;
  private static final int PREFIX_BYTES = MAGIC.length + Integer.BYTES + Integer.BYTES + Long.BYTES;
  private static final int CHECKSUM_BYTES = 32;
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final int MAX_FILE_BYTES = 1 << 28;
  private static final int MAX_LAYERS = 1000;
  private static final int MAX_DIMENSION = 1 << 20;
  private static final String MLP = "mlp";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private record LayerHeader(int inputs, int outputs, Activation activation) {
    long weights() {
      return (long) outputs * ((long) inputs + 1);
    }
  }

  private record Header(
      String type,
      int observationDimension,
      int actionDimension,
      List<LayerHeader> layers,
      Map<String, String> metadata) {

    /** Numbers in the payload; exact, for the checks before it bound every dimension. */
    long numbers() {
      return 2L * observationDimension
          + layers.stream().mapToLong(LayerHeader::weights).sum()
          + (long) actionDimension * actionDimension;
    }
  }

  private PolicyFile() {}

  static void write(MlpPolicy policy, Path file) throws IOException {
    byte[] bytes = bytes(policy);
    if (bytes.length > MAX_FILE_BYTES) {
      throw new IOException(
          file
              + ": the policy needs "
              + bytes.length
              + " bytes, at most "
              + MAX_FILE_BYTES
              + " are allowed");
    }
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    Path temporary = writeBeside(target, bytes);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncDirectory(target.getParent());
  }

  static byte[] bytes(MlpPolicy policy) throws IOException {
    List<LayerHeader> layers = new ArrayList<>();
    for (MlpPolicy.Layer layer : policy.layers()) {
      layers.add(new LayerHeader(layer.inputs(), layer.outputs(), layer.activation()));
    }
    Header header =
        new Header(
            MLP,
            policy.observationDimension(),
            policy.actionDimension(),
            layers,
            policy.metadata());
    byte[] json = JSON.writeValueAsBytes(header);
    if (json.length > MAX_HEADER_BYTES) {
      throw new IOException(
          "the policy's header with its metadata needs "
              + json.length
              + " bytes, at most "
              + MAX_HEADER_BYTES
              + " are allowed");
    }
    long payload = header.numbers() * Double.BYTES;
    long size = PREFIX_BYTES + json.length + payload + CHECKSUM_BYTES;
    if (size > MAX_FILE_BYTES) {
      throw new IOException(
          "the policy needs " + size + " bytes, at most " + MAX_FILE_BYTES + " are allowed");
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).putInt(VERSION).putInt(json.length).putLong(payload).put(json);
    put(buffer, policy.inputMean());
    put(buffer, policy.inputDeviation());
    for (MlpPolicy.Layer layer : policy.layers()) {
      put(buffer, layer.weights());
      put(buffer, layer.biases());
    }
    put(buffer, policy.covariance());
    buffer.put(sha256(buffer.array(), buffer.position()));
    return buffer.array();
  }

  private static void put(ByteBuffer buffer, double[] values) {
    for (double value : values) {
      buffer.putDouble(value);
    }
  }

  private static Path writeBeside(Path target, byte[] bytes) throws IOException {
    Path name = target.getFileName();
    if (name == null) {
      throw new IOException(target + " is no file name");
    }
    for (int attempt = 0; ; attempt++) {
      String unique = "." + ProcessHandle.current().pid() + "-" + attempt + ".tmp";
      Path temporary = target.resolveSibling("." + name + unique);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
        return temporary;
      } catch (FileAlreadyExistsException e) {
        continue;
      } catch (IOException e) {
        Files.deleteIfExists(temporary);
        throw e;
      }
    }
  }

  /** Makes the new name last through a power cut, where the platform lets directories be opened. */
  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows opens no directories; the file itself is written and synced.
    }
  }

  static Policy read(Path file) throws IOException {
    return parse(file, readAll(file));
  }

  private static byte[] readAll(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MAX_FILE_BYTES) {
        throw new PolicyFileException(
            file, "has " + size + " bytes, a policy file at most " + MAX_FILE_BYTES);
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) size);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }

  static MlpPolicy parse(Path file, byte[] bytes) throws PolicyFileException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < PREFIX_BYTES + CHECKSUM_BYTES) {
      throw new PolicyFileException(
          file,
          "is no policy file or truncated: it has "
              + bytes.length
              + " bytes, the smallest policy "
              + (PREFIX_BYTES + CHECKSUM_BYTES));
    }
    byte[] magic = new byte[MAGIC.length];
    buffer.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new PolicyFileException(
          file,
          "is no policy file: it begins with "
              + HexFormat.of().formatHex(magic)
              + ", expected "
              + HexFormat.of().formatHex(MAGIC));
    }
    int version = buffer.getInt();
    if (version != VERSION) {
      throw new PolicyFileException(
          file,
          "has format version "
              + version
              + ", this library reads version "
              + VERSION
              + "; use a newer gps-core, or the file is damaged");
    }
    int headerBytes = buffer.getInt();
    long payloadBytes = buffer.getLong();
    long rest = (long) bytes.length - PREFIX_BYTES - CHECKSUM_BYTES;
    if (headerBytes < 0
        || headerBytes > MAX_HEADER_BYTES
        || payloadBytes < 0
        || payloadBytes > MAX_FILE_BYTES
        || headerBytes + payloadBytes != rest) {
      throw new PolicyFileException(
          file,
          "is truncated or damaged: it declares "
              + headerBytes
              + " bytes of header and "
              + payloadBytes
              + " of weights, together it has "
              + rest);
    }
    requireChecksum(file, bytes);
    Header header = header(file, bytes, headerBytes);
    long expected = header.numbers() * Double.BYTES;
    if (payloadBytes != expected) {
      throw new PolicyFileException(
          file, "its header describes " + expected + " bytes of weights, it has " + payloadBytes);
    }
    buffer.position(PREFIX_BYTES + headerBytes);
    return policy(file, header, buffer);
  }

  private static void requireChecksum(Path file, byte[] bytes) throws PolicyFileException {
    int covered = bytes.length - CHECKSUM_BYTES;
    byte[] stored = Arrays.copyOfRange(bytes, covered, bytes.length);
    byte[] computed = sha256(bytes, covered);
    if (!Arrays.equals(stored, computed)) {
      throw new PolicyFileException(
          file,
          "is damaged: its SHA-256 is "
              + HexFormat.of().formatHex(computed)
              + ", it should be "
              + HexFormat.of().formatHex(stored));
    }
  }

  private static Header header(Path file, byte[] bytes, int headerBytes)
      throws PolicyFileException {
    Header header;
    try {
      header = JSON.readValue(bytes, PREFIX_BYTES, headerBytes, Header.class);
    } catch (JsonProcessingException e) {
      throw new PolicyFileException(file, "its header is wrong: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new PolicyFileException(file, "its header is wrong: " + e.getMessage(), e);
    }
    if (!header.type.equals(MLP)) {
      throw new PolicyFileException(
          file, "holds a policy of type '" + header.type + "', this library reads '" + MLP + "'");
    }
    if (header.layers.isEmpty() || header.layers.size() > MAX_LAYERS) {
      throw new PolicyFileException(
          file, "has " + header.layers.size() + " layers, expected 1 to " + MAX_LAYERS);
    }
    requireDimension(file, "observationDimension", header.observationDimension);
    requireDimension(file, "actionDimension", header.actionDimension);
    for (LayerHeader layer : header.layers) {
      if (layer == null) {
        throw new PolicyFileException(file, "its header is wrong: a layer is null");
      }
      requireDimension(file, "layers.inputs", layer.inputs);
      requireDimension(file, "layers.outputs", layer.outputs);
    }
    int outputs = header.layers.get(header.layers.size() - 1).outputs;
    if (header.layers.get(0).inputs != header.observationDimension
        || outputs != header.actionDimension) {
      throw new PolicyFileException(
          file, "its layers do not lead from the observation to the action");
    }
    return header;
  }

  /** Bounded so that sums of products of dimensions stay exact. */
  private static void requireDimension(Path file, String name, int value)
      throws PolicyFileException {
    if (value < 1 || value > MAX_DIMENSION) {
      throw new PolicyFileException(
          file, name + " is " + value + ", expected 1 to " + MAX_DIMENSION);
    }
  }

  private static MlpPolicy policy(Path file, Header header, ByteBuffer payload)
      throws PolicyFileException {
    try {
      double[] inputMean = get(payload, header.observationDimension);
      double[] inputDeviation = get(payload, header.observationDimension);
      List<MlpPolicy.Layer> layers = new ArrayList<>();
      for (LayerHeader layer : header.layers) {
        double[] weights = get(payload, layer.inputs * layer.outputs);
        double[] biases = get(payload, layer.outputs);
        layers.add(
            new MlpPolicy.Layer(layer.inputs, layer.outputs, layer.activation, weights, biases));
      }
      double[] covariance = get(payload, header.actionDimension * header.actionDimension);
      return MlpPolicy.of(inputMean, inputDeviation, layers, covariance)
          .withMetadata(header.metadata);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new PolicyFileException(file, "holds an invalid policy: " + e.getMessage(), e);
    }
  }

  private static double[] get(ByteBuffer buffer, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = buffer.getDouble();
    }
    return values;
  }

  private static byte[] sha256(byte[] bytes, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
