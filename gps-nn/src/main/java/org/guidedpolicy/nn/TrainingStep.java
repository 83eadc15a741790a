package org.guidedpolicy.nn;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Sign;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * A step of Adam on batches of one size: what a DeepLearning4J network's {@code fit} does, to the
 * last bit, on that network's own weights and moments.
 *
 * <p>A {@code fit} describes every operation and every array's shape anew and passes through each
 * layer twice, which takes three times as long as the arithmetic. Here all that is done once.
 * Matrices are by rows or by columns as DeepLearning4J has them, for sums depend on it. Confined to
 * the network's thread.
 */
final class TrainingStep implements AutoCloseable {
  private static final String W = DefaultParamInitializer.WEIGHT_KEY;
  private static final String B = DefaultParamInitializer.BIAS_KEY;

  private final MultiLayerNetwork network;
  private final Adam adam;
  private final IActivation activation;
  private final int points;

  private final List<INDArray> owned = new ArrayList<>();
  private final INDArray inputs;
  private final INDArray byOutputs;
  private final INDArray gradient;
  private final List<INDArray> gradientOfLayer = new ArrayList<>();

  /** What layer l takes in, and its output before the activation. */
  private final INDArray[] a;

  private final INDArray[] z;

  private final List<Runnable> forward = new ArrayList<>();
  private final List<Runnable> backward = new ArrayList<>();
  private final FixedOperation average;
  private final FixedOperation adamStep;
  private final FixedOperation descend;

  /**
   * @param network of dense layers, each with Adam for updater
   * @param adam its settings
   * @param activation of the hidden layers; the last layer's is the identity
   * @param points in a step
   */
  TrainingStep(MultiLayerNetwork network, Adam adam, IActivation activation, int points) {
    this.network = network;
    this.adam = adam;
    this.activation = activation;
    this.points = points;
    int layers = network.getnLayers();
    INDArray weights = network.params();
    gradient = own(Nd4j.create(DataType.FLOAT, weights.length()));
    splitGradient();
    inputs = own(matrix(points, network.layerInputSize(0), 'c'));
    byOutputs = own(matrix(points, network.layerSize(layers - 1), 'c'));
    a = new INDArray[layers];
    z = new INDArray[layers];
    a[0] = inputs;
    for (int l = 0; l < layers; l++) {
      addForward(l);
    }
    INDArray delta = byOutputs;
    for (int l = layers - 1; l >= 0; l--) {
      delta = addBackward(l, delta);
    }
    INDArray count = own(Nd4j.scalar((float) points));
    average = new FixedOperation("divide", of(gradient, count), of(gradient));
    INDArray[] moments = moments(weights.length());
    INDArray[] changed = of(gradient, moments[1], moments[0]);
    adamStep = new FixedOperation("adam_updater", changed, changed);
    descend = new FixedOperation("subtract", of(weights, gradient), of(weights));
  }

  private static INDArray[] of(INDArray... arrays) {
    return arrays;
  }

  private static INDArray matrix(long rows, long columns, char order) {
    return Nd4j.create(DataType.FLOAT, new long[] {rows, columns}, order);
  }

  private INDArray own(INDArray array) {
    owned.add(array);
    return array;
  }

  private void splitGradient() {
    long from = 0;
    for (Layer layer : network.getLayers()) {
      long to = from + layer.numParams();
      gradientOfLayer.add(gradient.get(NDArrayIndex.interval(from, to)));
      from = to;
    }
  }

  /** Of W or b of a layer, as a view of all. */
  private INDArray gradient(int l, String parameter) {
    return DefaultParamInitializer.getInstance()
        .getGradientsFromFlattened(network.getLayer(l).conf(), gradientOfLayer.get(l))
        .get(parameter);
  }

  /** Adam's first and second, in one array of DL4J's. */
  private INDArray[] moments(long weights) {
    INDArray both = network.getUpdater().getStateViewArray();
    return of(
        both.get(NDArrayIndex.interval(0, weights)),
        both.get(NDArrayIndex.interval(weights, 2 * weights)));
  }

  /** z = a W + b, and the next layer's a = f(z). */
  private void addForward(int l) {
    int width = network.layerSize(l);
    INDArray weights = network.getLayer(l).getParam(W);
    INDArray bias = network.getLayer(l).getParam(B).reshape(width);
    z[l] = own(matrix(points, width, 'f'));
    forward.add(new FixedOperation("xw_plus_b", of(a[l], weights, bias), of(z[l])));
    if (l + 1 < z.length) {
      INDArray from = z[l];
      INDArray to = own(matrix(points, width, 'f'));
      a[l + 1] = to;
      forward.add(() -> activation.getActivation(to.assign(from), true));
    }
  }

  /**
   * The gradients of W, a^T delta, and of b, the sum of delta's rows.
   *
   * @param delta the loss by z, a row for each point
   * @return delta of the layer below
   */
  private INDArray addBackward(int l, INDArray delta) {
    INDArray byWeights = gradient(l, W);
    INDArray byBias = gradient(l, B).reshape(network.layerSize(l));
    backward.add(new FixedOperation("matmul", of(a[l], delta), of(byWeights), 1, 0, 0));
    backward.add(new FixedOperation("reduce_sum", of(delta), of(byBias), 0));
    if (l == 0) {
      return delta;
    }
    // (the loss by a)^T = W delta^T
    INDArray weights = network.getLayer(l).getParam(W);
    INDArray byActivation = own(matrix(network.layerSize(l - 1), points, 'f'));
    backward.add(new FixedOperation("matmul", of(weights, delta), of(byActivation), 0, 1, 0));
    addDerivative(l, byActivation.transpose());
    return z[l - 1];
  }

  /** The loss by z, in its place: that by a times f'(z). */
  private void addDerivative(int l, INDArray byActivation) {
    INDArray below = z[l - 1];
    if (activation instanceof ActivationReLU) {
      // f'(z) = sign(f(z)), which is several times faster than ND4J's own
      Sign sign = new Sign(a[l], a[l]);
      backward.add(() -> Nd4j.getExecutioner().exec(sign));
      backward.add(new FixedOperation("multiply", of(byActivation, a[l]), of(below)));
    } else {
      backward.add(() -> below.assign(activation.backprop(below, byActivation).getFirst()));
    }
  }

  /**
   * Makes a step.
   *
   * @param batch standardized observations, row-major
   * @param labels of {@link PrecisionWeightedLoss}, row-major
   * @return the batch's loss before the step
   */
  double run(float[] batch, float[] labels) {
    NativeMemory.write(batch, inputs);
    forward.forEach(Runnable::run);
    double loss = PrecisionWeightedLoss.differentiate(z[z.length - 1], labels, byOutputs);
    backward.forEach(Runnable::run);
    average.run();
    int step = network.getIterationCount();
    double rate = adam.getLearningRate(step, 0);
    adamStep.setArguments(step, rate, adam.getBeta1(), adam.getBeta2(), adam.getEpsilon());
    adamStep.run();
    regularize(step, rate);
    descend.run();
    network.setIterationCount(step + 1);
    return loss;
  }

  private void regularize(int step, double rate) {
    for (int l = 0; l < z.length; l++) {
      BaseLayer layer = (BaseLayer) network.getLayer(l).conf().getLayer();
      for (Regularization regularization : layer.getRegularization()) {
        regularization.apply(network.getLayer(l).getParam(W), gradient(l, W), rate, step, 0);
      }
    }
  }

  /** Frees the step's own arrays; weights and moments are the network's. */
  @Override
  public void close() {
    owned.forEach(INDArray::close);
  }
}
