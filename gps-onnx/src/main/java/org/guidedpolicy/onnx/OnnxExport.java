package org.guidedpolicy.onnx;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.WholeFile;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.Policy;

/**
 * Writes a policy as an ONNX model, so that any program with an ONNX runtime can act by it:
 *
 * <pre>
 * observation  double [batch, dO]   as the environment reports it
 * action       double [batch, dU]   u = clip(mu(o), lower, upper), without noise
 * </pre>
 *
 * <p>Sine and cosine of its angles, standardization of the observation, the network and the limits
 * of the actions are inside. Slew limits are not, since a model has no memory of the last action.
 * Numbers are doubles throughout: the model's actions are the policy's but for rounding. Of the
 * ONNX operators of set 13 those appear that runtimes have for doubles: Sub, Div, Gemm, Add, Mul,
 * Max, Min, Abs, Exp, Log, Relu, Tanh, Sigmoid; Gather, Concat, Sin where the observation has
 * angles. Thread-safe.
 */
public final class OnnxExport {
  /** Name of the model's input. */
  public static final String OBSERVATION = "observation";

  /** Name of the model's output. */
  public static final String ACTION = "action";

  private static final long OPERATOR_SET = 13;
  private static final long IR_VERSION = 7;

  private OnnxExport() {}

  /**
   * Writes a file whole, or not at all.
   *
   * @param limits whose action limits are in the model; empty for a model without limits
   * @throws IllegalArgumentException if the policy is no multilayer perceptron, or does not fit the
   *     limits
   * @throws IOException with file and reason, if it cannot be written
   */
  public static void write(Policy policy, Optional<EnvironmentSpec> limits, Path file)
      throws IOException {
    WholeFile.write(file, bytes(policy, limits));
  }

  /** The file's bytes, as {@link #write}; equal policies and limits give equal bytes. */
  public static byte[] bytes(Policy policy, Optional<EnvironmentSpec> limits) {
    if (!(policy instanceof MlpPolicy mlp)) {
      throw new IllegalArgumentException(
          "only multilayer perceptrons can be exported, this policy is a "
              + policy.getClass().getName());
    }
    limits.ifPresent(spec -> requireFits(mlp, spec));
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("guided policy search")
            .addOpsetImport(
                OnnxMl.OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATOR_SET))
            .setGraph(graph(mlp, limits));
    for (Map.Entry<String, String> entry : mlp.metadata().entrySet()) {
      model.addMetadataProps(
          OnnxMl.StringStringEntryProto.newBuilder()
              .setKey(entry.getKey())
              .setValue(entry.getValue()));
    }
    return model.build().toByteArray();
  }

  private static void requireFits(MlpPolicy policy, EnvironmentSpec spec) {
    Require.length(
        "the observation",
        policy.observationDimension(),
        spec.observationDimension(),
        "EnvironmentSpec.observationDimension");
    Require.length(
        "the action",
        policy.actionDimension(),
        spec.actionDimension(),
        "EnvironmentSpec.actionDimension");
  }

  private static OnnxMl.GraphProto graph(MlpPolicy policy, Optional<EnvironmentSpec> limits) {
    Graph graph = new Graph();
    int dO = policy.observationDimension();
    // a_0 = (e(o) - m) / s
    int dE = policy.inputEncoding().encodedDimension();
    String encoded = encoded(graph, policy.inputEncoding());
    String centered =
        graph.node("Sub", encoded, graph.tensor("input_mean", policy.inputMean(), dE));
    String a =
        graph.node("Div", centered, graph.tensor("input_deviation", policy.inputDeviation(), dE));
    for (int l = 0; l < policy.layers().size(); l++) {
      MlpPolicy.Layer layer = policy.layers().get(l);
      String W = graph.tensor("weights_" + l, layer.weights(), layer.inputs(), layer.outputs());
      String b = graph.tensor("biases_" + l, layer.biases(), layer.outputs());
      // a_l = f_l(a_(l-1) W_l + b_l)
      a = OnnxActivation.of(layer.activation(), graph, graph.node("Gemm", a, W, b));
    }
    if (limits.isPresent()) {
      a = clipped(graph, a, limits.get().actionLower(), limits.get().actionUpper());
    }
    return graph.build("policy", dO, policy.actionDimension(), a);
  }

  /** The observation with sines in the place of its angles, and after it their cosines. */
  private static String encoded(Graph graph, AngleEncoding encoding) {
    if (encoding.count() == 0) {
      return OBSERVATION;
    }
    String angles = graph.columns(OBSERVATION, "angles", encoding.angles());
    String sines = graph.node("Sin", angles);
    // cos v = sin(v + pi/2): ONNX Runtime has no Cos for doubles
    String cosines = graph.node("Sin", graph.node("Add", angles, graph.constant(Math.PI / 2)));
    String all = graph.columnsNode("Concat", OBSERVATION, sines, cosines);
    int[] order = IntStream.range(0, encoding.encodedDimension()).toArray();
    for (int k = 0; k < encoding.count(); k++) {
      order[encoding.angle(k)] = encoding.dimension() + k;
      order[encoding.dimension() + k] = encoding.encodedDimension() + k;
    }
    return graph.columns(all, "encoded_entries", order);
  }

  private static String clipped(Graph graph, String action, double[] lower, double[] upper) {
    boolean limited =
        DoubleStream.concat(Arrays.stream(lower), Arrays.stream(upper)).anyMatch(Double::isFinite);
    if (!limited) {
      return action;
    }
    String above = graph.node("Max", action, graph.tensor("action_lower", lower, lower.length));
    return graph.node("Min", above, graph.tensor("action_upper", upper, upper.length));
  }
}
