package org.guidedpolicy.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.guidedpolicy.policy.Activation;

/**
 * How a neural policy looks and is trained. Immutable; made with {@link #builder}.
 *
 * @param hidden units of each hidden layer; empty for a linear policy
 * @param activation of the hidden layers; the last layer is linear
 * @param initialization of the weights
 * @param batchSize points in a step; all of them where there are fewer
 * @param firstFit of the network, which starts from random weights
 * @param laterFits every later fit, which goes on from the last one's weights
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
      require(passes >= 1, "passes must be at least 1", passes);
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
      require(units >= 1, "hidden layers need at least 1 unit", hidden);
    }
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(initialization, "initialization");
    Objects.requireNonNull(inputStatistics, "inputStatistics");
    require(batchSize >= 1, "batchSize must be at least 1", batchSize);
    Objects.requireNonNull(firstFit, "firstFit");
    Objects.requireNonNull(laterFits, "laterFits");
    double fastest = Math.max(firstFit.learningRate, laterFits.learningRate);
    require(
        weightDecay >= 0 && weightDecay * fastest < 1,
        "weightDecay must be in [0, 1 / learningRate)",
        weightDecay);
    require(
        lossTolerance >= 0 && lossTolerance < Double.POSITIVE_INFINITY,
        "lossTolerance must be at least 0 and finite",
        lossTolerance);
    require(
        inputDeviationFloor > 0 && inputDeviationFloor < Double.POSITIVE_INFINITY,
        "inputDeviationFloor must be positive and finite",
        inputDeviationFloor);
    require(backendThreads >= 0, "backendThreads must be at least 0", backendThreads);
  }

  /** Two hidden layers of 42 rectified linear units [RF, Sec. V]. */
  public static NetworkOptions defaults() {
    return builder().build();
  }

  public static Builder builder() {
    return new Builder();
  }

  private static void require(boolean condition, String rule, Object value) {
    if (!condition) {
      throw new IllegalArgumentException(rule + ", is " + value);
    }
  }

  /** Builds {@link NetworkOptions}; everything is checked in {@link #build}. */
  public static final class Builder {
    private List<Integer> hidden = List.of(42, 42);
    private Activation activation = Activation.RELU;
    private Initialization initialization = Initialization.SMALL;
    private int batchSize = 400;
    private Schedule firstFit = new Schedule(100, 3e-3, 0);
    private Schedule laterFits = new Schedule(10, 3e-3, 0);
    private double weightDecay = 0;
    private double lossTolerance = 0;
    private double inputDeviationFloor = 1e-3;
    private InputStatistics inputStatistics = InputStatistics.EVERY_FIT;
    private int backendThreads = 1;

    private Builder() {}

    /** Units of each hidden layer; default 42, 42. */
    public Builder hidden(int... units) {
      this.hidden = Arrays.stream(units).boxed().toList();
      return this;
    }

    /** Activation of the hidden layers; default RELU. */
    public Builder activation(Activation value) {
      this.activation = value;
      return this;
    }

    /** Distribution of the initial weights; default SMALL. */
    public Builder initialization(Initialization value) {
      this.initialization = value;
      return this;
    }

    /** Points in a step; default 400. */
    public Builder batchSize(int value) {
      this.batchSize = value;
      return this;
    }

    /** The first fit, from random weights; default 100 passes, learning rate 3e-3 to 0. */
    public Builder firstFit(int passes, double learningRate, double finalLearningRate) {
      this.firstFit = new Schedule(passes, learningRate, finalLearningRate);
      return this;
    }

    /**
     * Every later fit; default 10 passes, learning rate 3e-3 to 0. More passes learn worse: the
     * network then follows the errors of single local policies instead of what neighbours agree on.
     */
    public Builder laterFits(int passes, double learningRate, double finalLearningRate) {
      this.laterFits = new Schedule(passes, learningRate, finalLearningRate);
      return this;
    }

    /** Share of each weight, times the learning rate, taken away in a step; default 0. */
    public Builder weightDecay(double value) {
      this.weightDecay = value;
      return this;
    }

    /** A fit ends early once the loss is at most this, 0 for never; default 0. */
    public Builder lossTolerance(double value) {
      this.lossTolerance = value;
      return this;
    }

    /** Observations are divided by at least this; default 1e-3. */
    public Builder inputDeviationFloor(double value) {
      this.inputDeviationFloor = value;
      return this;
    }

    /** Which observations set the scale of the inputs; default EVERY_FIT. */
    public Builder inputStatistics(InputStatistics value) {
      this.inputStatistics = value;
      return this;
    }

    /** Threads of the native backend, for the whole process, 0 leaves them alone; default 1. */
    public Builder backendThreads(int value) {
      this.backendThreads = value;
      return this;
    }

    public NetworkOptions build() {
      return new NetworkOptions(
          hidden,
          activation,
          initialization,
          batchSize,
          firstFit,
          laterFits,
          weightDecay,
          lossTolerance,
          inputDeviationFloor,
          inputStatistics,
          backendThreads);
    }
  }
}
