package org.guidedpolicy.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.List;

/**
 * Collects a graph's nodes and tensors, all of doubles but for indices; every value has a name. One
 * thread.
 */
final class Graph {
  private static final int INT64 = OnnxMl.TensorProto.DataType.INT64_VALUE;
  private static final int DOUBLE = OnnxMl.TensorProto.DataType.DOUBLE_VALUE;

  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();

  /**
   * Adds an operation.
   *
   * @return the name of its result
   */
  String node(String operator, String... inputs) {
    OnnxMl.NodeProto.Builder node = unfinished(operator, inputs);
    graph.addNode(node);
    return node.getName();
  }

  /** Adds an operation on the columns of its inputs. */
  String columnsNode(String operator, String... inputs) {
    OnnxMl.NodeProto.Builder node = unfinished(operator, inputs);
    node.addAttribute(
        OnnxMl.AttributeProto.newBuilder()
            .setName("axis")
            .setType(OnnxMl.AttributeProto.AttributeType.INT)
            .setI(1));
    graph.addNode(node);
    return node.getName();
  }

  private OnnxMl.NodeProto.Builder unfinished(String operator, String... inputs) {
    String result = operator.toLowerCase(java.util.Locale.ROOT) + "_" + graph.getNodeCount();
    return OnnxMl.NodeProto.newBuilder()
        .setOpType(operator)
        .setName(result)
        .addAllInput(List.of(inputs))
        .addOutput(result);
  }

  /** Adds the columns of a value that have these numbers, in their order. */
  String columns(String of, String name, int[] numbers) {
    OnnxMl.TensorProto.Builder indices =
        OnnxMl.TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(numbers.length);
    Arrays.stream(numbers).forEach(indices::addInt64Data);
    graph.addInitializer(indices);
    return columnsNode("Gather", of, name);
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
