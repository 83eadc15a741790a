package org.guidedpolicy.dynamics;

import java.util.List;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * How dynamics are learned. The defaults serve robots of 3 to 26 state entries and 500 to 30,000
 * transitions. Immutable and thread-safe.
 *
 * <pre>
 * DynamicsOptions.defaults().with(o -&gt; o.members = 4)
 * </pre>
 */
public record DynamicsOptions(
    int members,
    List<Integer> hidden,
    int firstSteps,
    int laterSteps,
    int batch,
    double learningRate,
    double bend,
    double minDeviation) {

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    /** Networks in the ensemble, which differ in initial weights and batches. */
    public int members = 2;

    /** Units of each hidden layer. */
    public List<Integer> hidden = List.of(64, 64);

    /** Steps of Adam in the first fit, of each member. */
    public int firstSteps = 2400;

    /** Steps in each later fit, which starts from the weights and moments of the last. */
    public int laterSteps = 1500;

    /** Transitions in a step, drawn with replacement from all. */
    public int batch = 64;

    /** Learning rate of a fit's first step; it falls to 0 along half a cosine. */
    public double learningRate = 6e-3;

    /** Where the Huber loss turns from square to linear, in standard deviations of the change. */
    public double bend = 3;

    /** An entry of state, action or change that deviates less counts as constant; in its unit. */
    public double minDeviation = 1e-7;

    private DynamicsOptions options() {
      return new DynamicsOptions(
          members, hidden, firstSteps, laterSteps, batch, learningRate, bend, minDeviation);
    }
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public DynamicsOptions {
    Require.atLeast("members", members, 1);
    hidden = List.copyOf(hidden);
    for (int units : hidden) {
      Require.atLeast("hidden", units, 1);
    }
    Require.atLeast("firstSteps", firstSteps, 1);
    Require.atLeast("laterSteps", laterSteps, 1);
    Require.atLeast("batch", batch, 1);
    Require.positive("learningRate", learningRate);
    Require.positive("bend", bend);
    Require.positive("minDeviation", minDeviation);
  }

  /** Two networks of two layers of 64 units. */
  public static DynamicsOptions defaults() {
    return new Draft().options();
  }

  /** These options with changes. */
  public DynamicsOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.members = members;
    draft.hidden = hidden;
    draft.firstSteps = firstSteps;
    draft.laterSteps = laterSteps;
    draft.batch = batch;
    draft.learningRate = learningRate;
    draft.bend = bend;
    draft.minDeviation = minDeviation;
    change.accept(draft);
    return draft.options();
  }
}
