package org.guidedpolicy.nn;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.policy.PolicyTrainer;
import org.guidedpolicy.policy.SupervisedTargets;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The S-phase [RF, Alg. 2 line 9]: a DeepLearning4J network fitted to the local policies' actions
 * by Adam, each error weighted by its local policy's precision. Observations are standardised with
 * the first fit's statistics; weights go on from fit to fit.
 *
 * <p>The constructor returns at once; the native library loads on another thread, and the first fit
 * waits for it. Confined to one thread at a time.
 */
public final class NeuralPolicyTrainer implements PolicyTrainer {
  private final int dO;
  private final int dU;
  private final NetworkOptions options;
  private final SplittableRandom random;
  private final NativeBackend backend;
  private Optional<Dl4jNetwork> network = Optional.empty();
  private Optional<Standardisation> standardisation = Optional.empty();

  /**
   * @param seed of initial weights and batches; equal seeds, options and targets give equal
   *     policies, bit by bit, on the same machine with one backend thread
   */
  public NeuralPolicyTrainer(
      int observationDimension, int actionDimension, NetworkOptions options, long seed) {
    this.dO = requirePositive("observationDimension", observationDimension);
    this.dU = requirePositive("actionDimension", actionDimension);
    this.options = options;
    this.random = new SplittableRandom(seed);
    this.backend = NativeBackend.load(options.backendThreads(), this::warmUp);
  }

  private static int requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, is " + value);
    }
    return value;
  }

  /** A step of a network that is thrown away loads the classes that training needs. */
  private void warmUp() {
    try (Dl4jNetwork throwAway = new Dl4jNetwork(dO, dU, options)) {
      throwAway.step(
          Nd4j.create(new float[2 * dO], new long[] {2, dO}, 'c'),
          Nd4j.create(
              new float[2 * PrecisionWeightedLoss.labelWidth(dU)],
              new long[] {2, PrecisionWeightedLoss.labelWidth(dU)},
              'c'));
    }
  }

  @Override
  public Fit fit(SupervisedTargets targets, double[] covariance) {
    requireDimensions(targets);
    backend.await();
    if (standardisation.isEmpty()) {
      standardisation =
          Optional.of(
              Standardisation.of(targets.observations(), dO, options.inputDeviationFloor()));
      Dl4jNetwork created = new Dl4jNetwork(dO, dU, options);
      created.initialise(options.initialisation(), random.split());
      network = Optional.of(created);
    }
    double before = targets.loss(policy(covariance));
    train(network.orElseThrow(), targets, random.split());
    MlpPolicy policy = policy(covariance);
    return new Fit(policy, before, targets.loss(policy), options.steps());
  }

  private void requireDimensions(SupervisedTargets targets) {
    if (targets.observationDimension() != dO || targets.actionDimension() != dU) {
      throw new IllegalArgumentException(
          "targets have "
              + targets.observationDimension()
              + " observation and "
              + targets.actionDimension()
              + " action entries, this trainer is for "
              + dO
              + " and "
              + dU);
    }
  }

  private void train(Dl4jNetwork net, SupervisedTargets targets, RandomGenerator shuffle) {
    int N = targets.size();
    int B = Math.min(options.batchSize(), N);
    float[] inputs = standardisation.orElseThrow().apply(targets.observations());
    int width = PrecisionWeightedLoss.labelWidth(dU);
    float[] labels = labels(targets, width);
    float[] batchInputs = new float[B * dO];
    float[] batchLabels = new float[B * width];
    int[] order = new int[N];
    for (int n = 0; n < N; n++) {
      order[n] = n;
    }
    net.forgetMoments();
    int next = N;
    for (int step = 0; step < options.steps(); step++) {
      for (int b = 0; b < B; b++) {
        if (next == N) {
          shuffle(order, shuffle);
          next = 0;
        }
        int n = order[next++];
        System.arraycopy(inputs, n * dO, batchInputs, b * dO, dO);
        System.arraycopy(labels, n * width, batchLabels, b * width, width);
      }
      INDArray x = Nd4j.create(batchInputs, new long[] {B, dO}, 'c');
      INDArray y = Nd4j.create(batchLabels, new long[] {B, width}, 'c');
      net.step(x, y);
    }
  }

  private float[] labels(SupervisedTargets targets, int width) {
    double scale = targets.precisionScale();
    double[] scaled = targets.precisions().clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= scale;
    }
    float[] labels = new float[targets.size() * width];
    for (int n = 0; n < targets.size(); n++) {
      PrecisionWeightedLoss.label(
          targets.means(), n * dU, scaled, n * dU * dU, dU, labels, n * width);
    }
    return labels;
  }

  private static void shuffle(int[] order, RandomGenerator random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
  }

  private MlpPolicy policy(double[] covariance) {
    Standardisation s = standardisation.orElseThrow();
    return MlpPolicy.of(s.mean(), s.deviation(), network.orElseThrow().layers(), covariance);
  }

  @Override
  public void close() {
    network.ifPresent(Dl4jNetwork::close);
    network = Optional.empty();
  }
}
