package org.guidedpolicy.benchmarks.iteration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A recorded iteration: gzip of an 8-byte little-endian header length, a JSON header {scalars,
 * arrays: {name: {shape, offset, dtype}}}, and row-major little-endian float64 data, whose offsets
 * count from the header's end.
 */
final class RecordedIteration {
  private final String name;
  private final JsonNode scalars;
  private final JsonNode arrays;
  private final ByteBuffer data;

  private RecordedIteration(String name, JsonNode header, ByteBuffer data) {
    this.name = name;
    this.scalars = header.required("scalars");
    this.arrays = header.required("arrays");
    this.data = data;
  }

  static RecordedIteration read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in =
        new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      bytes = in.readAllBytes();
    }
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = all.getLong(0);
    if (length < 2 || length > bytes.length - Long.BYTES) {
      throw new IOException(
          file + ": the header's length " + length + " exceeds the file, which is no recording");
    }
    JsonNode header = new ObjectMapper().readTree(bytes, Long.BYTES, (int) length);
    int start = Long.BYTES + (int) length;
    ByteBuffer data =
        all.slice(start, bytes.length - start).order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
    return new RecordedIteration(
        file.getFileName().toString(), header, data.order(ByteOrder.LITTLE_ENDIAN));
  }

  IterationProblem problem() {
    List<Trajectory> trajectories = trajectories();
    return new IterationProblem(
        name,
        trajectories,
        network(),
        costs(),
        Arrays.stream(array("cluster_idx")).mapToInt(k -> (int) k).toArray(),
        new IterationProblem.Settings(
            integer("K"),
            integer("gmm_max_clusters"),
            integer("min_samples_per_cluster"),
            scalar("strength"),
            scalar("base_kl_step") * scalar("step_mult")));
  }

  /** The last state, which no phase uses, is not recorded and repeats the one before. */
  private List<Trajectory> trajectories() {
    int T = integer("T");
    int dX = integer("dX");
    int dU = integer("dU");
    double[] X = array("X");
    double[] U = array("U");
    List<Trajectory> result = new ArrayList<>();
    for (int m = 0; m < integer("M"); m++) {
      double[] observations = Arrays.copyOfRange(X, m * T * dX, (m + 1) * T * dX);
      double[] states = Arrays.copyOf(observations, (T + 1) * dX);
      System.arraycopy(observations, (T - 1) * dX, states, T * dX, dX);
      double[] actions = Arrays.copyOfRange(U, m * T * dU, (m + 1) * T * dU);
      result.add(new Trajectory(T, states, actions, observations));
    }
    return result;
  }

  private List<QuadraticCost> costs() {
    int T = integer("T");
    int dX = integer("dX");
    int dU = integer("dU");
    int dZ = dX + dU;
    double[] constants = array("cc");
    double[] gradients = array("cv");
    double[] hessians = array("Cm");
    List<QuadraticCost> result = new ArrayList<>();
    for (int m = 0; m < integer("M"); m++) {
      result.add(
          QuadraticCost.of(
              T,
              dX,
              dU,
              Arrays.copyOfRange(constants, m * T, (m + 1) * T),
              Arrays.copyOfRange(gradients, m * T * dZ, (m + 1) * T * dZ),
              Arrays.copyOfRange(hessians, m * T * dZ * dZ, (m + 1) * T * dZ * dZ)));
    }
    return result;
  }

  /** Rectified linear layers of scale o + bias. */
  private MlpPolicy network() {
    double[] scale = array("obs_scale_diag");
    double[] bias = array("obs_bias");
    double[] mean = new double[scale.length];
    double[] deviation = new double[scale.length];
    for (int i = 0; i < scale.length; i++) {
      mean[i] = -bias[i] / scale[i];
      deviation[i] = 1 / scale[i];
    }
    return MlpPolicy.of(mean, deviation, layers(scale.length), covariance());
  }

  private List<MlpPolicy.Layer> layers(int observationDimension) {
    List<Integer> outputs = new ArrayList<>();
    scalars.required("hidden").forEach(units -> outputs.add(units.asInt()));
    outputs.add(integer("dU"));
    double[] parameters = array("net_params");
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    int inputs = observationDimension;
    int at = 0;
    for (int l = 0; l < outputs.size(); l++) {
      int units = outputs.get(l);
      int biases = at + inputs * units;
      layers.add(
          new MlpPolicy.Layer(
              inputs,
              units,
              l < outputs.size() - 1 ? Activation.RELU : Activation.IDENTITY,
              Arrays.copyOfRange(parameters, at, biases),
              Arrays.copyOfRange(parameters, biases, biases + units)));
      at = biases + units;
      inputs = units;
    }
    return layers;
  }

  private double[] covariance() {
    double[] variances = array("pol_var");
    int dU = variances.length;
    double[] covariance = new double[dU * dU];
    for (int i = 0; i < dU; i++) {
      covariance[i * dU + i] = variances[i];
    }
    return covariance;
  }

  private double scalar(String key) {
    return scalars.required(key).asDouble();
  }

  private int integer(String key) {
    return scalars.required(key).asInt();
  }

  private double[] array(String key) {
    JsonNode entry = arrays.required(key);
    int count = 1;
    for (JsonNode size : entry.required("shape")) {
      count *= size.asInt();
    }
    double[] result = new double[count];
    data.slice(entry.required("offset").asInt(), count * Double.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asDoubleBuffer()
        .get(result);
    return result;
  }
}
