package org.guidedpolicy.badmm;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.gps.ConditionModels.Priors;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.Workshop;

/**
 * Guided policy search by Bregman ADMM [E2E] with its options: local policies and the network are
 * drawn together by penalties and multipliers, and the network is never run in training. The
 * environment must be able to reset to its conditions. Immutable and thread-safe.
 *
 * @param samples N, episodes of each condition in an iteration
 * @param innerIterations J, S-phases and local policies' updates in an iteration
 * @param initialPolicyWeight nu before the first iteration, for every condition and step
 * @param weightRule how nu changes
 * @param weightKl whose divergence from the network decides how
 * @param dualRate alpha of the multipliers' step
 * @param multiplierInTargets how the multipliers enter the network's targets
 * @param multipliersFollowStates whether local policies answer for how lambda^T E[mu_pi] depends on
 *     the states they lead to
 * @param klPerStep bound on KL(local policy || the last one) per time step
 * @param minMultiplier of the bound
 * @param maxMultiplier of the bound
 * @param stepIncludesMultipliers whether the step rule's Lagrangian has the multipliers' term
 * @param entropyPenalty r, added to the network's precision: it shrinks the noise
 * @param priors what the mixtures are fitted to
 * @param noiseWidth window of the noise in steps; 0 for white noise
 * @param models how dynamics and policy are modeled
 * @param policy what the network is trained on; its target bound and replay play no part
 */
public record Badmm(
    int samples,
    int innerIterations,
    double initialPolicyWeight,
    WeightRule weightRule,
    WeightKl weightKl,
    double dualRate,
    MultiplierInTargets multiplierInTargets,
    boolean multipliersFollowStates,
    double klPerStep,
    double minMultiplier,
    double maxMultiplier,
    boolean stepIncludesMultipliers,
    double entropyPenalty,
    Priors priors,
    double noiseWidth,
    ModelOptions models,
    PolicyOptions policy)
    implements Algorithm {

  /** How nu changes. */
  public enum WeightRule {
    /** Doubled where the divergence is well above its mean over the steps, halved well below. */
    RELATIVE_TO_MEAN,
    /** Never. */
    FIXED
  }

  /** Whose divergence from the network decides how nu changes. */
  public enum WeightKl {
    /** That of the newest local policy. */
    NEWEST,
    /** That of the local policy that made the episodes, as the authors' code does. */
    PREVIOUS
  }

  /** How the multipliers enter the network's targets. */
  public enum MultiplierInTargets {
    /** K x + k - (nu P)^-1 lambda, which minimizes the Lagrangian. */
    EXACT,
    /** K x + k - nu P^-1 lambda, as the authors' code does. */
    AS_PUBLISHED
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public Badmm {
    if (samples < 2) {
      throw new IllegalArgumentException(
          "samples is " + samples + ", but a condition needs at least 2 to fit its models");
    }
    Require.atLeast("innerIterations", innerIterations, 1);
    Require.positive("initialPolicyWeight", initialPolicyWeight);
    Objects.requireNonNull(weightRule, "weightRule");
    Objects.requireNonNull(weightKl, "weightKl");
    Require.notNegative("dualRate", dualRate);
    Objects.requireNonNull(multiplierInTargets, "multiplierInTargets");
    Require.positive("klPerStep", klPerStep);
    Require.positive("minMultiplier", minMultiplier);
    Require.positive("maxMultiplier", maxMultiplier);
    if (minMultiplier > maxMultiplier) {
      throw new IllegalArgumentException(
          "minMultiplier " + minMultiplier + " is greater than maxMultiplier " + maxMultiplier);
    }
    Require.notNegative("entropyPenalty", entropyPenalty);
    Objects.requireNonNull(priors, "priors");
    Require.notNegative("noiseWidth", noiseWidth);
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(policy, "policy");
  }

  private Badmm(Draft d) {
    this(
        d.samples,
        d.innerIterations,
        d.initialPolicyWeight,
        d.weightRule,
        d.weightKl,
        d.dualRate,
        d.multiplierInTargets,
        d.multipliersFollowStates,
        d.klPerStep,
        d.minMultiplier,
        d.maxMultiplier,
        d.stepIncludesMultipliers,
        d.entropyPenalty,
        d.priors,
        d.noiseWidth,
        d.models,
        d.policy);
  }

  /** The defaults. */
  public Badmm() {
    this(new Draft());
  }

  /** These options with some changed: {@code algorithm.with(o -> o.samples = 10)}. */
  public Badmm with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.samples = samples;
    draft.innerIterations = innerIterations;
    draft.initialPolicyWeight = initialPolicyWeight;
    draft.weightRule = weightRule;
    draft.weightKl = weightKl;
    draft.dualRate = dualRate;
    draft.multiplierInTargets = multiplierInTargets;
    draft.multipliersFollowStates = multipliersFollowStates;
    draft.klPerStep = klPerStep;
    draft.minMultiplier = minMultiplier;
    draft.maxMultiplier = maxMultiplier;
    draft.stepIncludesMultipliers = stepIncludesMultipliers;
    draft.entropyPenalty = entropyPenalty;
    draft.priors = priors;
    draft.noiseWidth = noiseWidth;
    draft.models = models;
    draft.policy = policy;
    change.accept(draft);
    return new Badmm(draft);
  }

  /** The defaults of all options of a training. */
  public static TrainingOptions defaults() {
    return TrainingOptions.of(new Badmm());
  }

  @Override
  public String name() {
    return "badmm";
  }

  @Override
  public String summary() {
    return samples + " episodes of each condition, " + innerIterations + " inner iterations";
  }

  @Override
  public Learner learner(Workshop shop) {
    return new BadmmLearner(this, shop);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public int samples = 5; // N, episodes of each condition
    public int innerIterations = 4; // J
    public double initialPolicyWeight = 0.01; // nu before the first iteration
    public WeightRule weightRule = WeightRule.RELATIVE_TO_MEAN; // how nu changes
    public WeightKl weightKl = WeightKl.NEWEST; // whose divergence decides how
    public double dualRate = 0.1; // alpha
    public MultiplierInTargets multiplierInTargets = MultiplierInTargets.EXACT; // in the S-phase
    public boolean multipliersFollowStates = false; // [E2E] and the authors' code drop it
    public double klPerStep = 0.5; // epsilon, in nats
    public double minMultiplier = 0.1; // of the bound
    public double maxMultiplier = 2; // of the bound
    public boolean stepIncludesMultipliers = false; // in the step rule's Lagrangian
    public double entropyPenalty = 0; // r
    public Priors priors = Priors.SHARED; // what the mixtures are fitted to
    public double noiseWidth = 2; // window of the noise, in steps
    public ModelOptions models = ModelOptions.defaults(); // of dynamics and policy
    public PolicyOptions policy =
        PolicyOptions.defaults()
            .with(
                o -> {
                  o.targetBound = 0;
                  o.replayedIterations = 0;
                }); // what the network is trained on
  }
}
