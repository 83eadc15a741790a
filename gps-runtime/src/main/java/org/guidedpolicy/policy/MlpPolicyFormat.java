package org.guidedpolicy.policy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.file.StrictJson;

/**
 * Header and numbers of an {@link MlpPolicy} in its file. A header with anything unknown is
 * refused: a policy read half is no policy.
 */
final class MlpPolicyFormat {
  private static final String TYPE = "mlp";
  private static final int MAX_LAYERS = 1000;

  /** Bounded so that the numbers of all layers can be added up exactly. */
  private static final int MAX_DIMENSION = 1 << 20;

  private MlpPolicyFormat() {}

  private record LayerHeader(int inputs, int outputs, Activation activation) {
    static LayerHeader of(MlpPolicy.Layer layer) {
      return new LayerHeader(layer.inputs(), layer.outputs(), layer.activation());
    }
  }

  /** As in files of version 1: of a policy without angles. */
  private record PlainHeader(
      String type,
      int observationDimension,
      int actionDimension,
      List<LayerHeader> layers,
      Map<String, String> metadata) {

    Header withoutAngles() {
      return new Header(type, observationDimension, List.of(), actionDimension, layers, metadata);
    }
  }

  /** As in files of version 2. */
  private record Header(
      String type,
      int observationDimension,
      List<Integer> angles,
      int actionDimension,
      List<LayerHeader> layers,
      Map<String, String> metadata) {

    static Header of(MlpPolicy policy) {
      return new Header(
          TYPE,
          policy.observationDimension(),
          Arrays.stream(policy.inputEncoding().angles()).boxed().toList(),
          policy.actionDimension(),
          policy.layers().stream().map(LayerHeader::of).toList(),
          policy.metadata());
    }

    PlainHeader plain() {
      return new PlainHeader(type, observationDimension, actionDimension, layers, metadata);
    }

    /** Entries of the encoded observation. */
    int encodedDimension() {
      return observationDimension + angles.size();
    }

    /** How many numbers follow. */
    long numbers() {
      long count = 2L * encodedDimension() + (long) actionDimension * actionDimension;
      for (LayerHeader layer : layers) {
        count += layer.outputs * (layer.inputs + 1L);
      }
      return count;
    }
  }

  static byte[] header(MlpPolicy policy) throws IOException {
    Header header = Header.of(policy);
    return StrictJson.bytes(header.angles.isEmpty() ? header.plain() : header);
  }

  /** Input mean, input deviation, weights and biases of each layer, covariance. */
  static double[] numbers(MlpPolicy policy) throws IOException {
    long count = Header.of(policy).numbers();
    if (count > Integer.MAX_VALUE / Double.BYTES) {
      throw new IOException("the policy is too large for a file: it has " + count + " numbers");
    }
    double[] numbers = new double[(int) count];
    int at = put(policy.inputMean(), numbers, 0);
    at = put(policy.inputDeviation(), numbers, at);
    for (MlpPolicy.Layer layer : policy.layers()) {
      at = put(layer.weights(), numbers, at);
      at = put(layer.biases(), numbers, at);
    }
    put(policy.covariance(), numbers, at);
    return numbers;
  }

  private static int put(double[] from, double[] to, int at) {
    System.arraycopy(from, 0, to, at, from.length);
    return at + from.length;
  }

  /**
   * @param file named in errors
   * @param hasAngles whether the header names angles
   * @param payload the numbers
   */
  static MlpPolicy policy(Path file, boolean hasAngles, byte[] headerBytes, ByteBuffer payload)
      throws PolicyFileException {
    Header header = parse(file, hasAngles, headerBytes);
    requireShapes(file, hasAngles, header);
    long expected = header.numbers() * Double.BYTES;
    if (payload.remaining() != expected) {
      throw new PolicyFileException(
          file,
          "its header describes " + expected + " bytes of weights, it has " + payload.remaining());
    }
    try {
      return policy(header, payload.order(ByteOrder.LITTLE_ENDIAN));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new PolicyFileException(file, "holds an invalid policy: " + e.getMessage(), e);
    }
  }

  private static Header parse(Path file, boolean hasAngles, byte[] bytes)
      throws PolicyFileException {
    try {
      return hasAngles
          ? StrictJson.parse(bytes, Header.class)
          : StrictJson.parse(bytes, PlainHeader.class).withoutAngles();
    } catch (FormatException e) {
      throw new PolicyFileException(file, e.getMessage(), e);
    }
  }

  private static void requireShapes(Path file, boolean hasAngles, Header header)
      throws PolicyFileException {
    if (!header.type.equals(TYPE)) {
      throw new PolicyFileException(
          file, "holds a policy of type '" + header.type + "', this library reads '" + TYPE + "'");
    }
    int count = header.layers.size();
    if (count < 1 || count > MAX_LAYERS) {
      throw new PolicyFileException(file, "has " + count + " layers, expected 1 to " + MAX_LAYERS);
    }
    requireDimension(file, "observationDimension", header.observationDimension);
    requireDimension(file, "actionDimension", header.actionDimension);
    if (hasAngles) {
      requireAngles(file, header);
    }
    for (LayerHeader layer : header.layers) {
      if (layer == null) {
        throw new PolicyFileException(file, "its header is wrong: a layer is null");
      }
      requireDimension(file, "inputs", layer.inputs);
      requireDimension(file, "outputs", layer.outputs);
    }
    if (header.layers.get(0).inputs != header.encodedDimension()
        || header.layers.get(count - 1).outputs != header.actionDimension) {
      throw new PolicyFileException(
          file, "its layers do not lead from the observation to the action");
    }
  }

  /**
   * At least one, ascending, and in the observation: other lists would be the same in other bytes.
   */
  private static void requireAngles(Path file, Header header) throws PolicyFileException {
    if (header.angles.isEmpty()) {
      throw new PolicyFileException(
          file, "names no angles, and policies without angles have format version 1");
    }
    int last = -1;
    for (Integer angle : header.angles) {
      if (angle == null || angle <= last || angle >= header.observationDimension) {
        throw new PolicyFileException(
            file,
            "its angles are "
                + header.angles
                + ", expected ascending entries in 0.."
                + (header.observationDimension - 1));
      }
      last = angle;
    }
  }

  private static void requireDimension(Path file, String name, int value)
      throws PolicyFileException {
    if (value < 1 || value > MAX_DIMENSION) {
      throw new PolicyFileException(
          file, name + " is " + value + ", expected 1 to " + MAX_DIMENSION);
    }
  }

  private static MlpPolicy policy(Header header, ByteBuffer payload) {
    int[] angles = header.angles.stream().mapToInt(angle -> angle).toArray();
    AngleEncoding inputs = AngleEncoding.of(header.observationDimension, angles);
    double[] inputMean = get(payload, header.encodedDimension());
    double[] inputDeviation = get(payload, header.encodedDimension());
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    for (LayerHeader layer : header.layers) {
      double[] weights = get(payload, layer.inputs * layer.outputs);
      double[] biases = get(payload, layer.outputs);
      layers.add(
          new MlpPolicy.Layer(layer.inputs, layer.outputs, layer.activation, weights, biases));
    }
    double[] covariance = get(payload, header.actionDimension * header.actionDimension);
    return MlpPolicy.of(inputs, inputMean, inputDeviation, layers, covariance)
        .withMetadata(header.metadata);
  }

  private static double[] get(ByteBuffer payload, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = payload.getDouble();
    }
    return values;
  }
}
