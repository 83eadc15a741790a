package org.guidedpolicy.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.List;

/** Collects a graph's nodes and tensors, all of doubles; every value has a name. One thread. */
final class Graph {
  private static final int DOUBLE = OnnxMl.TensorProto.DataType.DOUBLE_VALUE;

  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();

  /**
   * Adds an operation.
   *
   * @return the name of its result
   */
  String node(String operator, String... inputs) {
    String result = operator.toLowerCase(java.util.Locale.ROOT) + "_" + graph.getNodeCount();
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType(operator)
            .setName(result)
            .addAllInput(List.of(inputs))
            .addOutput(result));
    return result;
  }

  /** Adds a tensor of numbers in row-major order and returns its name. */
  String tensor(String name, double[] values, long... shape) {
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder().setName(name).setDataType(DOUBLE);
    Arrays.stream(shape).forEach(tensor::addDims);
    Arrays.stream(values).forEach(tensor::addDoubleData);
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds a number and returns its name. */
  String constant(double value) {
    return tensor("constant_" + graph.getInitializerCount(), new double[] {value}, 1);
  }

  /**
   * The graph from the observation to the action.
   *
   * @param result name of the value that is the action
   */
  OnnxMl.GraphProto build(String name, int dO, int dU, String result) {
    graph.addNode(
        OnnxMl.NodeProto.newBuilder()
            .setOpType("Identity")
            .setName(OnnxExport.ACTION)
            .addInput(result)
            .addOutput(OnnxExport.ACTION));
    return graph
        .setName(name)
        .addInput(batch(OnnxExport.OBSERVATION, dO))
        .addOutput(batch(OnnxExport.ACTION, dU))
        .build();
  }

  /** double [batch, width]. */
  private static OnnxMl.ValueInfoProto batch(String name, int width) {
    OnnxMl.TensorShapeProto shape =
        OnnxMl.TensorShapeProto.newBuilder()
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
            .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(width))
            .build();
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder().setElemType(DOUBLE).setShape(shape)))
        .build();
  }
}
