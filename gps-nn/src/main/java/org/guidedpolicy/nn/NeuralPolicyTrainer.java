package org.guidedpolicy.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;

/**
 * The S-phase [RF, Alg. 2 line 9]: a DeepLearning4J network fitted to the local policies' actions
 * by Adam, each error weighted by its local policy's precision. Observations, in which sine and
 * cosine stand for each angle, and actions are standardized, see {@link
 * NetworkOptions.InputStatistics}; weights and Adam's moments continue from fit to fit. The policy
 * it makes is an {@link MlpPolicy}, which needs no DeepLearning4J.
 *
 * <p>The constructor returns at once; the native library loads on a thread of its own, and the
 * first fit, or {@link #prepare}, waits for it. A later fit of 4000 points with default options
 * takes less than a tenth of a second. Confined to one thread at a time.
 */
public final class NeuralPolicyTrainer implements PolicyTrainer {
  private final AngleEncoding encoding;
  private final int inputs;
  private final int dU;
  private final NetworkOptions options;
  private final NativeBackend backend;

  private long seed;
  private int fits;
  private Optional<Dl4jNetwork> network = Optional.empty();
  private Optional<Standardization> observations = Optional.empty();
  private Optional<Standardization> actions = Optional.empty();
  private boolean closed;

  /**
   * For observations without angles.
   *
   * @param seed of initial weights and batches; equal seeds, options and targets give equal
   *     policies, bit by bit, on the same machine with one backend thread
   */
  public NeuralPolicyTrainer(
      int observationDimension, int actionDimension, NetworkOptions options, long seed) {
    this(
        AngleEncoding.of(Require.atLeast("observationDimension", observationDimension, 1)),
        actionDimension,
        options,
        seed);
  }

  /**
   * For observations of which some entries are angles.
   *
   * @param encoding of observations, as targets have them, to the network's inputs
   * @param seed of initial weights and batches; equal seeds, options and targets give equal
   *     policies, bit by bit, on the same machine with one backend thread
   */
  public NeuralPolicyTrainer(
      AngleEncoding encoding, int actionDimension, NetworkOptions options, long seed) {
    this.encoding = encoding;
    this.inputs = encoding.encodedDimension();
    this.dU = Require.atLeast("actionDimension", actionDimension, 1);
    this.options = options;
    this.seed = seed;
    this.backend = NativeBackend.load(options.backendThreads(), this::warmUp);
  }

  /** A step of a network that is thrown away loads the classes that training needs. */
  private void warmUp() {
    try (Dl4jNetwork throwAway = new Dl4jNetwork(inputs, dU, options);
        TrainingStep step = throwAway.trainingStep(2)) {
      step.run(new float[2 * inputs], new float[2 * PrecisionWeightedLoss.labelWidth(dU)]);
    }
  }

  @Override
  public void prepare() {
    requireOpen();
    backend.await();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the targets are for other dimensions, or the covariance is
   *     not one
   * @throws IllegalStateException if the native backend cannot be loaded, the trainer is closed, or
   *     the weights grow beyond all bounds; they are then those of before the fit
   */
  @Override
  public Fit fit(SupervisedTargets targets, double[] covariance) {
    requireOpen();
    requireDimensions(targets);
    backend.await();
    double[] encoded = encoding.encodeRows(targets.observations());
    if (fits == 0) {
      begin(targets, encoded);
    }
    Dl4jNetwork net = network.orElseThrow();
    MlpPolicy old = policy(net, covariance);
    TrainerState.Learned before = learned(net);
    if (fits > 0 && options.inputStatistics() == NetworkOptions.InputStatistics.EVERY_FIT) {
      followInputs(net, encoded);
    }
    int steps = train(net, targets, encoded);
    if (!finite(net.weights())) {
      restore(net, before);
      observations = Optional.of(before.observations());
      throw new IllegalStateException(
          "the network's weights are no longer finite after "
              + steps
              + " steps; lower the learning rate ("
              + schedule()
              + "), or look for extreme observations or means");
    }
    fits++;
    MlpPolicy policy = policy(net, covariance);
    return new Fit(policy, targets.loss(old), targets.loss(policy), steps);
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this trainer is closed");
    }
  }

  private void requireDimensions(SupervisedTargets targets) {
    if (targets.observationDimension() != encoding.dimension() || targets.actionDimension() != dU) {
      throw new IllegalArgumentException(
          "targets have "
              + targets.observationDimension()
              + " observation and "
              + targets.actionDimension()
              + " action entries, this trainer is for "
              + encoding.dimension()
              + " and "
              + dU);
    }
  }

  private void begin(SupervisedTargets targets, double[] encoded) {
    Dl4jNetwork created = new Dl4jNetwork(inputs, dU, options);
    created.initialize(options.initialization(), random(0));
    replaceNetwork(Optional.of(created));
    observations = Optional.of(standardization(encoded));
    actions = Optional.of(Standardization.ofActions(targets));
  }

  private Standardization standardization(double[] encoded) {
    return Standardization.ofObservations(encoded, inputs, options.inputDeviationFloor());
  }

  private void followInputs(Dl4jNetwork net, double[] encoded) {
    Standardization from = observations.orElseThrow();
    Standardization to = from.widenedTo(standardization(encoded));
    net.changeInputs(from.withUnseenDeviations(to, options.inputDeviationFloor()), to);
    observations = Optional.of(to);
  }

  /**
   * Trains until the schedule ends or the loss is small enough; returns the steps taken.
   *
   * @param encoded the targets' observations
   */
  private int train(Dl4jNetwork net, SupervisedTargets targets, double[] encoded) {
    int N = targets.size();
    int B = Math.min(options.batchSize(), N);
    float[] standardized = observations.orElseThrow().apply(encoded);
    float[] labels = PrecisionWeightedLoss.labels(targets, actions.orElseThrow());
    Batches batches = new Batches(standardized, labels, N, B, random(fits + 1));
    int stepsPerPass = (N + B - 1) / B;
    int steps = schedule().passes() * stepsPerPass;
    net.begin(schedule(), steps);
    // the loss as reported is in the action's units, that of the steps in standardized ones
    double unit = PrecisionWeightedLoss.scale(targets, actions.orElseThrow());
    double enough = options.lossTolerance() * unit / targets.precisionScale();
    double loss = 0;
    try (TrainingStep training = net.trainingStep(B)) {
      for (int step = 1; step <= steps; step++) {
        batches.next();
        loss += training.run(batches.inputs(), batches.labels());
        if (step % stepsPerPass == 0) {
          if (loss / stepsPerPass <= enough) {
            return step;
          }
          loss = 0;
        }
      }
    }
    return steps;
  }

  private NetworkOptions.Schedule schedule() {
    return fits == 0 ? options.firstFit() : options.laterFits();
  }

  /** A generator for each use, so that its place need not be stored: 0 weights, k the k-th fit. */
  private RandomGenerator random(int use) {
    SplittableRandom root = new SplittableRandom(seed);
    for (int i = 0; i < use; i++) {
      root.split();
    }
    return root.split();
  }

  private MlpPolicy policy(Dl4jNetwork net, double[] covariance) {
    List<MlpPolicy.Layer> layers = new ArrayList<>(net.layers());
    int last = layers.size() - 1;
    layers.set(last, actions.orElseThrow().undo(layers.get(last)));
    Standardization input = observations.orElseThrow();
    return MlpPolicy.of(encoding, input.mean(), input.deviation(), layers, covariance);
  }

  private static boolean finite(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public byte[] state() {
    return new TrainerState(architecture(), seed, fits, network.map(this::learned)).toBytes();
  }

  @Override
  public void restore(byte[] state) {
    requireOpen();
    TrainerState restored = TrainerState.of(state);
    if (!restored.architecture().equals(architecture())) {
      throw new IllegalArgumentException(
          "the state belongs to a network of another architecture: "
              + restored.architecture()
              + ", this trainer's is "
              + architecture());
    }
    backend.await();
    replaceNetwork(restored.learned().map(this::network));
    observations = restored.learned().map(TrainerState.Learned::observations);
    actions = restored.learned().map(TrainerState.Learned::actions);
    seed = restored.seed();
    fits = restored.fits();
  }

  private Dl4jNetwork network(TrainerState.Learned learned) {
    Dl4jNetwork created = new Dl4jNetwork(inputs, dU, options);
    restore(created, learned);
    return created;
  }

  private void replaceNetwork(Optional<Dl4jNetwork> replacement) {
    network.ifPresent(Dl4jNetwork::close);
    network = replacement;
  }

  private String architecture() {
    String angles =
        encoding.count() == 0 ? "" : " with angles " + Arrays.toString(encoding.angles());
    return encoding.dimension()
        + angles
        + " "
        + options.hidden()
        + " "
        + dU
        + " "
        + options.activation();
  }

  private TrainerState.Learned learned(Dl4jNetwork net) {
    return new TrainerState.Learned(
        observations.orElseThrow(),
        actions.orElseThrow(),
        net.weights(),
        net.moments(),
        net.stepCount());
  }

  private static void restore(Dl4jNetwork net, TrainerState.Learned learned) {
    net.setWeights(learned.weights());
    net.setMoments(learned.moments());
    net.setStepCount(learned.steps());
  }

  @Override
  public void close() {
    closed = true;
    replaceNetwork(Optional.empty());
  }
}
