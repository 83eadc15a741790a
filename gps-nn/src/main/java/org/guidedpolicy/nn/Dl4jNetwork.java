package org.guidedpolicy.nn;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.policy.MlpPolicy;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A multilayer perceptron in DeepLearning4J, of standardized inputs. Confined to one thread. */
final class Dl4jNetwork implements AutoCloseable {
  /**
   * Adam's memory of squared gradients: 100 steps and not the usual 1000, since a fit has a few
   * hundred. On recorded targets the same loss takes a fifth fewer steps.
   */
  private static final double BETA2 = 0.99;

  /**
   * Shrinks the initial weights of the last layer, so that training starts near the mean action and
   * not at a random function of the size of its targets, which would have to be unlearned first.
   */
  private static final double LAST_LAYER_SHARE = 0.01;

  private final List<Integer> widths;
  private final Activation activation;
  private final LearningRate learningRate;
  private final Adam adam;
  private final MultiLayerNetwork network;

  Dl4jNetwork(int dO, int dU, NetworkOptions options) {
    this.widths = new ArrayList<>();
    widths.add(dO);
    widths.addAll(options.hidden());
    widths.add(dU);
    this.activation = options.activation();
    this.learningRate = new LearningRate(options.firstFit());
    this.adam = Adam.builder().learningRateSchedule(learningRate).beta2(BETA2).build();
    this.network = new MultiLayerNetwork(configuration(options));
    network.init();
  }

  private MultiLayerConfiguration configuration(NetworkOptions options) {
    NeuralNetConfiguration.Builder common =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .dataType(DataType.FLOAT)
            .updater(adam)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED);
    if (options.weightDecay() > 0) {
      common.weightDecay(options.weightDecay());
    }
    NeuralNetConfiguration.ListBuilder list = common.list();
    int last = widths.size() - 2;
    for (int l = 0; l < last; l++) {
      list.layer(
          new DenseLayer.Builder()
              .nIn(widths.get(l))
              .nOut(widths.get(l + 1))
              .activation(dl4j(activation))
              .build());
    }
    list.layer(
        new OutputLayer.Builder(new PrecisionWeightedLoss())
            .nIn(widths.get(last))
            .nOut(widths.get(last + 1))
            .activation(dl4j(Activation.IDENTITY))
            .build());
    return list.build();
  }

  private static org.nd4j.linalg.activations.Activation dl4j(Activation activation) {
    return switch (activation) {
      case IDENTITY -> org.nd4j.linalg.activations.Activation.IDENTITY;
      case RELU -> org.nd4j.linalg.activations.Activation.RELU;
      case LEAKY_RELU -> org.nd4j.linalg.activations.Activation.LEAKYRELU;
      case ELU -> org.nd4j.linalg.activations.Activation.ELU;
      case TANH -> org.nd4j.linalg.activations.Activation.TANH;
      case SIGMOID -> org.nd4j.linalg.activations.Activation.SIGMOID;
      case SOFTPLUS -> org.nd4j.linalg.activations.Activation.SOFTPLUS;
      case SOFTSIGN -> org.nd4j.linalg.activations.Activation.SOFTSIGN;
      case SWISH -> org.nd4j.linalg.activations.Activation.SWISH;
    };
  }

  /**
   * Random weights, in DL4J's order: for each layer W by columns, then b.
   *
   * <p>Drawn here and not by DL4J, whose generator is shared by the process.
   */
  void initialize(NetworkOptions.Initialization initialization, RandomGenerator random) {
    float[] weights = new float[weightCount()];
    int at = 0;
    for (int l = 0; l + 1 < widths.size(); l++) {
      int inputs = widths.get(l);
      int outputs = widths.get(l + 1);
      double variance =
          switch (initialization) {
            case HE -> 2.0 / inputs;
            case XAVIER -> 2.0 / (inputs + outputs);
            case SMALL -> 1e-2;
          };
      boolean last = l + 2 == widths.size();
      double deviation = Math.sqrt(variance) * (last ? LAST_LAYER_SHARE : 1);
      for (int i = 0; i < inputs * outputs; i++) {
        weights[at++] = (float) (deviation * random.nextGaussian());
      }
      at += outputs;
    }
    setWeights(weights);
  }

  int weightCount() {
    int count = 0;
    for (int l = 0; l + 1 < widths.size(); l++) {
      count += widths.get(l + 1) * (widths.get(l) + 1);
    }
    return count;
  }

  float[] weights() {
    return floats(network.params());
  }

  void setWeights(float[] weights) {
    network.params().assign(Nd4j.create(weights, new long[] {1, weights.length}, 'c'));
  }

  /**
   * Makes the first layer take inputs standardized anew, so that the network stays the same
   * function of the raw ones.
   */
  void changeInputs(Standardization from, Standardization to) {
    float[] weights = weights();
    int inputs = widths.get(0);
    int outputs = widths.get(1);
    for (int j = 0; j < outputs; j++) {
      double shift = 0;
      for (int i = 0; i < inputs; i++) {
        // w (x - m) / s = w s'/s (x - m') / s' + w (m' - m) / s
        double slope = weights[j * inputs + i] / from.deviation()[i];
        shift += slope * (to.mean()[i] - from.mean()[i]);
        weights[j * inputs + i] = (float) (slope * to.deviation()[i]);
      }
      weights[inputs * outputs + j] += (float) shift;
    }
    setWeights(weights);
  }

  /** Adam's moments. */
  float[] moments() {
    return floats(network.getUpdater().getStateViewArray());
  }

  void setMoments(float[] moments) {
    INDArray view = network.getUpdater().getStateViewArray();
    view.assign(Nd4j.create(moments, new long[] {1, moments.length}, 'c'));
  }

  /** Steps since the network's first, which Adam's bias correction depends on. */
  int stepCount() {
    return network.getIterationCount();
  }

  void setStepCount(int steps) {
    network.setIterationCount(steps);
  }

  /** The next steps follow this schedule from its begin to its end. */
  void begin(NetworkOptions.Schedule schedule, int steps) {
    learningRate.begin(stepCount(), steps, schedule);
  }

  /** Steps on batches of so many points; closed before the network is. */
  TrainingStep trainingStep(int points) {
    return new TrainingStep(network, adam, dl4j(activation).getActivationFunction(), points);
  }

  /** The network itself, which a test compares with. */
  MultiLayerNetwork network() {
    return network;
  }

  /** The loss on a batch. */
  double loss(INDArray observations, INDArray labels) {
    differentiate(observations, labels);
    return network.score();
  }

  /** The derivative of the loss on a batch by the weights. */
  float[] gradient(INDArray observations, INDArray labels) {
    differentiate(observations, labels);
    float[] sum = floats(network.getFlattenedGradients());
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= observations.size(0);
    }
    return sum;
  }

  private void differentiate(INDArray observations, INDArray labels) {
    network.setInput(observations);
    network.setLabels(labels);
    network.computeGradientAndScore();
    network.clear();
  }

  /** The output for rows of standardized observations, row-major. */
  float[] output(float[] observations) {
    int dO = widths.get(0);
    INDArray rows = Nd4j.create(observations, new long[] {observations.length / dO, dO}, 'c');
    return floats(network.output(rows));
  }

  /** The entries, row-major, read before the copy's memory can be freed. */
  private static float[] floats(INDArray array) {
    INDArray copy = array.dup('c');
    try {
      return copy.data().asFloat();
    } finally {
      Reference.reachabilityFence(copy);
    }
  }

  /** A copy of the layers in plain Java. */
  List<MlpPolicy.Layer> layers() {
    float[] weights = weights();
    List<MlpPolicy.Layer> layers = new ArrayList<>();
    int at = 0;
    for (int l = 0; l + 1 < widths.size(); l++) {
      int inputs = widths.get(l);
      int outputs = widths.get(l + 1);
      double[] W = new double[inputs * outputs];
      for (int j = 0; j < outputs; j++) {
        for (int i = 0; i < inputs; i++) {
          W[i * outputs + j] = weights[at++];
        }
      }
      double[] b = new double[outputs];
      for (int j = 0; j < outputs; j++) {
        b[j] = weights[at++];
      }
      boolean hidden = l + 2 < widths.size();
      layers.add(
          new MlpPolicy.Layer(inputs, outputs, hidden ? activation : Activation.IDENTITY, W, b));
    }
    return layers;
  }

  /**
   * Frees the native memory. The network's own close would besides collect the whole application's
   * garbage and take away every workspace of this thread, whoever else may use them.
   */
  @Override
  public void close() {
    free(network.params());
    free(network.getFlattenedGradients());
    Updater updater = network.getUpdater(false);
    if (updater != null) {
      free(updater.getStateViewArray());
    }
  }

  private static void free(@Nullable INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }
}
