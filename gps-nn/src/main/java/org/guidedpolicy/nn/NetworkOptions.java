package org.guidedpolicy.nn;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.policy.Activation;

/**
 * How a neural policy looks and is trained. Immutable and thread-safe.
 *
 * @param hidden units of each hidden layer; empty for a linear policy
 * @param activation of the hidden layers; the last layer is linear
 * @param initialization of the weights
 * @param batchSize points in a step; all of them where there are fewer
 * @param firstFit of the network, which starts from random weights
 * @param laterFits every later fit, which starts from the last one's weights. Few passes average
 *     over neighbours' local policies, many follow each, its errors too: fewer where success goes
 *     up and down, more where local policies succeed and the network does not
 * @param weightDecay share of each weight, times the learning rate, taken away in a step
 * @param lossTolerance a fit ends early once the loss over one pass through the points is at most
 *     this; 0 for never
 * @param inputDeviationFloor observations are divided by at least this
 * @param inputStatistics which observations set the scale of the inputs
 * @param backendThreads threads of the native backend, for the whole process; 0 leaves them alone
 */
public record NetworkOptions(
    List<Integer> hidden,
    Activation activation,
    Initialization initialization,
    int batchSize,
    Schedule firstFit,
    Schedule laterFits,
    double weightDecay,
    double lossTolerance,
    double inputDeviationFloor,
    InputStatistics inputStatistics,
    int backendThreads) {

  /**
   * Passes of Adam through the points and its learning rate, which falls along half a cosine.
   *
   * @param passes at least 1
   * @param learningRate at the first step, in (0, 1]
   * @param finalLearningRate at the last step, in [0, learningRate]
   */
  public record Schedule(int passes, double learningRate, double finalLearningRate) {

    /**
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Schedule {
      Require.atLeast("passes", passes, 1);
      require(
          learningRate > 0 && learningRate <= 1, "learningRate must be in (0, 1]", learningRate);
      require(
          finalLearningRate >= 0 && finalLearningRate <= learningRate,
          "finalLearningRate must be in [0, learningRate]",
          finalLearningRate);
    }

    /** The learning rate of a step, 0 .. steps-1. */
    double rate(int step, int steps) {
      double progress = steps == 1 ? 0 : Math.min(1, step / (steps - 1.0));
      double share = 0.5 * (1 + Math.cos(Math.PI * progress));
      return finalLearningRate + (learningRate - finalLearningRate) * share;
    }
  }

  /**
   * Distribution of the hidden layers' initial weights, normal with mean 0; the last layer's are a
   * hundredth of it, biases begin at 0.
   */
  public enum Initialization {
    /** Variance 2 / inputs, for activations that are 0 on one side. */
    HE,
    /** Variance 2 / (inputs + outputs), for symmetric activations. */
    XAVIER,
    /**
     * Standard deviation 0.1: the network begins close to 0 and bends only where the targets ask it
     * to, so it stays calm at observations that no target has shown yet.
     */
    SMALL
  }

  /** Which observations set the mean and the deviation that the inputs are standardized with. */
  public enum InputStatistics {
    /** The first fit's, for good. */
    FIRST_FIT,
    /**
     * Each fit's, the deviation never falling; the first layer changes so that the network stays
     * the same function, and calm in entries that had been constant until then. First episodes show
     * a robot near its start only, later ones all of its workspace.
     */
    EVERY_FIT
  }

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public NetworkOptions {
    hidden = List.copyOf(hidden);
    for (int units : hidden) {
      Require.atLeast("hidden", units, 1);
    }
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(initialization, "initialization");
    Objects.requireNonNull(inputStatistics, "inputStatistics");
    Require.atLeast("batchSize", batchSize, 1);
    Objects.requireNonNull(firstFit, "firstFit");
    Objects.requireNonNull(laterFits, "laterFits");
    double fastest = Math.max(firstFit.learningRate, laterFits.learningRate);
    require(
        weightDecay >= 0 && weightDecay * fastest < 1,
        "weightDecay must be in [0, 1 / learningRate)",
        weightDecay);
    Require.notNegative("lossTolerance", lossTolerance);
    Require.positive("inputDeviationFloor", inputDeviationFloor);
    Require.atLeast("backendThreads", backendThreads, 0);
  }

  private NetworkOptions(Draft d) {
    this(
        d.hidden,
        d.activation,
        d.initialization,
        d.batchSize,
        d.firstFit,
        d.laterFits,
        d.weightDecay,
        d.lossTolerance,
        d.inputDeviationFloor,
        d.inputStatistics,
        d.backendThreads);
  }

  /** Two hidden layers of 42 rectified linear units [RF, Sec. V]. */
  public static NetworkOptions defaults() {
    return new NetworkOptions(new Draft());
  }

  /** These options with some changed: {@code options.with(o -> o.hidden = List.of(64, 64))}. */
  public NetworkOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.hidden = hidden;
    draft.activation = activation;
    draft.initialization = initialization;
    draft.batchSize = batchSize;
    draft.firstFit = firstFit;
    draft.laterFits = laterFits;
    draft.weightDecay = weightDecay;
    draft.lossTolerance = lossTolerance;
    draft.inputDeviationFloor = inputDeviationFloor;
    draft.inputStatistics = inputStatistics;
    draft.backendThreads = backendThreads;
    change.accept(draft);
    return new NetworkOptions(draft);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public List<Integer> hidden = List.of(42, 42); // units of each hidden layer
    public Activation activation = Activation.RELU; // of the hidden layers
    public Initialization initialization = Initialization.SMALL; // of the weights
    public int batchSize = 400; // points in a step
    public Schedule firstFit = new Schedule(100, 3e-3, 0); // from random weights
    public Schedule laterFits = new Schedule(20, 3e-3, 0); // from the last fit's weights
    public double weightDecay = 0; // share of a weight, times the learning rate, a step
    public double lossTolerance = 0; // loss at which a fit ends early; 0 for never
    public double inputDeviationFloor = 1e-3; // observations are divided by at least this
    public InputStatistics inputStatistics = InputStatistics.EVERY_FIT; // scale of the inputs
    public int backendThreads = 1; // of the whole process; 0 leaves them alone
  }

  private static void require(boolean condition, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(rule + ", is " + value);
    }
  }
}
