package org.guidedpolicy.trajopt;

import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * How a {@link ModelPredictiveController} plans. Immutable and thread-safe.
 *
 * <pre>
 * MpcOptions.defaults().with(o -&gt; o.horizon = 30)
 * </pre>
 */
public record MpcOptions(
    int horizon,
    int replanEvery,
    int iterations,
    int firstIterations,
    double startNoise,
    int episode,
    OptimizerOptions optimizer) {

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    /** Steps that a plan looks ahead. */
    public int horizon = 60;

    /** Steps from one plan to the next; in between, the plan's feedback acts. */
    public int replanEvery = 5;

    /** Iterations of the optimizer for a plan, from the last one shifted. */
    public int iterations = 3;

    /** Iterations for an episode's first plan. */
    public int firstIterations = 50;

    /** Standard deviation of the actions that the first plan starts from, in the action's unit. */
    public double startNoise = 1;

    /**
     * T of the cost: plans then end with the episode, and the cost sees its steps. 0: the cost sees
     * the steps of the plan and its horizon, and there is no end.
     */
    public int episode = 0;

    /** How plans are optimized; iterations are those above. */
    public OptimizerOptions optimizer =
        OptimizerOptions.defaults().with(o -> o.firstRegularization = 1e-3);

    private MpcOptions options() {
      return new MpcOptions(
          horizon, replanEvery, iterations, firstIterations, startNoise, episode, optimizer);
    }
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public MpcOptions {
    Require.atLeast("horizon", horizon, 1);
    Require.atLeast("replanEvery", replanEvery, 1);
    if (replanEvery > horizon) {
      throw new IllegalArgumentException(
          "replanEvery must be at most the horizon, " + horizon + ", is " + replanEvery);
    }
    Require.atLeast("iterations", iterations, 1);
    Require.atLeast("firstIterations", firstIterations, 1);
    Require.notNegative("startNoise", startNoise);
    Require.atLeast("episode", episode, 0);
  }

  /** 60 steps ahead, a new plan every 5 steps. */
  public static MpcOptions defaults() {
    return new Draft().options();
  }

  /** These options with changes. */
  public MpcOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.horizon = horizon;
    draft.replanEvery = replanEvery;
    draft.iterations = iterations;
    draft.firstIterations = firstIterations;
    draft.startNoise = startNoise;
    draft.episode = episode;
    draft.optimizer = optimizer;
    change.accept(draft);
    return draft.options();
  }
}
