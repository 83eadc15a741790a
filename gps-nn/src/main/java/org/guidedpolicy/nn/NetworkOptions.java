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
 * @param initialisation of the weights
 * @param steps optimiser steps in a fit
 * @param batchSize points in a step; all of them where there are fewer
 * @param learningRate of Adam at a fit's first step, in (0, 1]
 * @param finalLearningRate the learning rate falls to this along half a cosine
 * @param weightDecay share of each weight, times the learning rate, taken away in a step
 * @param inputDeviationFloor observations are divided by at least this
 * @param backendThreads threads of the native backend, for the whole process; 0 leaves them alone
 */
public record NetworkOptions(
    List<Integer> hidden,
    Activation activation,
    Initialisation initialisation,
    int steps,
    int batchSize,
    double learningRate,
    double finalLearningRate,
    double weightDecay,
    double inputDeviationFloor,
    int backendThreads) {

  /** Distribution of the initial weights, normal with mean 0; biases begin at 0. */
  public enum Initialisation {
    /** Variance 2 / inputs, for activations that are 0 on one side. */
    HE,
    /** Variance 2 / (inputs + outputs), for symmetric activations. */
    XAVIER
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
    Objects.requireNonNull(initialisation, "initialisation");
    require(steps >= 1, "steps must be at least 1", steps);
    require(batchSize >= 1, "batchSize must be at least 1", batchSize);
    require(learningRate > 0 && learningRate <= 1, "learningRate must be in (0, 1]", learningRate);
    require(
        finalLearningRate >= 0 && finalLearningRate <= learningRate,
        "finalLearningRate must be in [0, learningRate]",
        finalLearningRate);
    require(
        weightDecay >= 0 && weightDecay * learningRate < 1,
        "weightDecay must be in [0, 1 / learningRate)",
        weightDecay);
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
    private Initialisation initialisation = Initialisation.HE;
    private int steps = 300;
    private int batchSize = 500;
    private double learningRate = 1e-2;
    private double finalLearningRate = 1e-4;
    private double weightDecay = 0;
    private double inputDeviationFloor = 1e-3;
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

    /** Distribution of the initial weights; default HE. */
    public Builder initialisation(Initialisation value) {
      this.initialisation = value;
      return this;
    }

    /** Optimiser steps in a fit; default 300. */
    public Builder steps(int value) {
      this.steps = value;
      return this;
    }

    /** Points in a step; default 500. */
    public Builder batchSize(int value) {
      this.batchSize = value;
      return this;
    }

    /** Learning rate at a fit's first and last step; default 1e-2 and 1e-4. */
    public Builder learningRate(double first, double last) {
      this.learningRate = first;
      this.finalLearningRate = last;
      return this;
    }

    /** Share of each weight, times the learning rate, taken away in a step; default 0. */
    public Builder weightDecay(double value) {
      this.weightDecay = value;
      return this;
    }

    /** Observations are divided by at least this; default 1e-3. */
    public Builder inputDeviationFloor(double value) {
      this.inputDeviationFloor = value;
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
          initialisation,
          steps,
          batchSize,
          learningRate,
          finalLearningRate,
          weightDecay,
          inputDeviationFloor,
          backendThreads);
    }
  }
}
