package org.guidedpolicy.mirror;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.gps.ConditionModels.Priors;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.Workshop;

/**
 * Mirror descent guided policy search [MD] with its options. The environment must be able to reset
 * to its conditions. Immutable and thread-safe.
 *
 * @param samples N, episodes of each condition in an iteration
 * @param sampling who acts in training episodes
 * @param klPerStep bound on KL(local policy || linearized network) per time step
 * @param stepRule how the bound's multiplier follows the improvements
 * @param minMultiplier of the bound
 * @param maxMultiplier of the bound
 * @param sharedMultiplier whether all conditions have the same multiplier
 * @param priors what the mixtures are fitted to
 * @param expansion what a local policy's cost is expanded around
 * @param noiseWidth window of the exploration noise in steps; 0 for white noise
 * @param minNoiseScale factor of the calmest episode's noise, 0 to 1
 * @param models how dynamics and policy are modeled
 * @param policy what the network is trained on
 */
public record MirrorDescent(
    int samples,
    Sampling sampling,
    double klPerStep,
    StepRule stepRule,
    double minMultiplier,
    double maxMultiplier,
    boolean sharedMultiplier,
    Priors priors,
    Expansion expansion,
    double noiseWidth,
    double minNoiseScale,
    ModelOptions models,
    PolicyOptions policy)
    implements Algorithm {

  /** Who acts in training episodes. */
  public enum Sampling {
    /** The network, with its noise. */
    ON_POLICY,
    /** The last iteration's local policies, with theirs; they need the state. */
    OFF_POLICY
  }

  /** Whose expected costs decide how the multiplier changes. */
  public enum StepRule {
    /** Those of the local policies: "classic" in [MD]. */
    LOCAL,
    /**
     * Those of the linearized networks, which charges what the S-phase lost to the step: "global"
     * in [MD].
     */
    GLOBAL,
    /** The executed costs of the episodes. */
    SAMPLED,
    /** The multiplier stays 1, or the nearest that its limits allow. */
    FIXED
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public MirrorDescent {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "samples is " + samples + ", but a condition needs at least 2 to fit its models");
    }
    Objects.requireNonNull(sampling, "sampling");
    Require.positive("klPerStep", klPerStep);
    Objects.requireNonNull(stepRule, "stepRule");
    Require.positive("minMultiplier", minMultiplier);
    Require.positive("maxMultiplier", maxMultiplier);
    if (minMultiplier > maxMultiplier) {
      throw new IllegalArgumentException(
          "minMultiplier " + minMultiplier + " is greater than maxMultiplier " + maxMultiplier);
    }
    Objects.requireNonNull(priors, "priors");
    Objects.requireNonNull(expansion, "expansion");
    Require.notNegative("noiseWidth", noiseWidth);
    Require.share("minNoiseScale", minNoiseScale);
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(policy, "policy");
  }

  private MirrorDescent(Draft d) {
    this(
        d.samples,
        d.sampling,
        d.klPerStep,
        d.stepRule,
        d.minMultiplier,
        d.maxMultiplier,
        d.sharedMultiplier,
        d.priors,
        d.expansion,
        d.noiseWidth,
        d.minNoiseScale,
        d.models,
        d.policy);
  }

  /** The defaults. */
  public MirrorDescent() {
    this(new Draft());
  }

  /** These options with some changed: {@code algorithm.with(o -> o.samples = 10)}. */
  public MirrorDescent with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.samples = samples;
    draft.sampling = sampling;
    draft.klPerStep = klPerStep;
    draft.stepRule = stepRule;
    draft.minMultiplier = minMultiplier;
    draft.maxMultiplier = maxMultiplier;
    draft.sharedMultiplier = sharedMultiplier;
    draft.priors = priors;
    draft.expansion = expansion;
    draft.noiseWidth = noiseWidth;
    draft.minNoiseScale = minNoiseScale;
    draft.models = models;
    draft.policy = policy;
    change.accept(draft);
    return new MirrorDescent(draft);
  }

  /** The defaults of all options of a training. */
  public static TrainingOptions defaults() {
    return TrainingOptions.of(new MirrorDescent());
  }

  @Override
  public String name() {
    return "mdgps";
  }

  @Override
  public String summary() {
    return samples + " episodes of each condition";
  }

  @Override
  public Learner learner(Workshop shop) {
    return new MirrorDescentLearner(this, shop);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public int samples = 5; // N, episodes of each condition
    public Sampling sampling = Sampling.ON_POLICY; // who acts in training episodes
    public double klPerStep = 1; // epsilon, in nats
    public StepRule stepRule = StepRule.GLOBAL; // how the multiplier follows the improvements
    public double minMultiplier = 0.1; // of the bound
    public double maxMultiplier = 2; // of the bound
    public boolean sharedMultiplier = true; // by all conditions
    public Priors priors = Priors.SHARED; // what the mixtures are fitted to
    public Expansion expansion = Expansion.AVERAGED; // of the cost
    public double noiseWidth = 2; // window of the exploration noise, in steps
    public double minNoiseScale = 1; // factor of the calmest episode's noise
    public ModelOptions models = ModelOptions.defaults(); // of dynamics and policy
    public PolicyOptions policy = PolicyOptions.defaults(); // what the network is trained on
  }
}
