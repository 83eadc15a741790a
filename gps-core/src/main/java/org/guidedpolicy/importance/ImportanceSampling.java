package org.guidedpolicy.importance;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.Workshop;

/**
 * Importance-sampled guided policy search [GPS13] with its options, and with those of the methods
 * that its paper compares it with. The initial controller is the guiding distribution. Immutable
 * and thread-safe.
 *
 * @param guidingSamples episodes of the guiding distribution, before all others
 * @param maxGuidingCost guiding samples that cost more than this times their median are drawn
 *     again; 0: none
 * @param samples episodes of the new policy in an iteration
 * @param resamples more episodes of the best policy after an iteration that found no better one
 * @param activeSamples of how many samples an estimate of the return is made, at most
 * @param storedSamples how many samples are stored, the most probable ones, at most
 * @param search how the policy is improved
 * @param guidance what guiding samples are used for
 * @param bound what keeps the search near its samples
 * @param regularization w_r to begin with, in units of the cost
 * @param minRegularization least w_r
 * @param maxRegularization greatest w_r
 * @param minEffectiveSamples that an estimate is made of, for {@link Bound#EFFECTIVE_SAMPLES}
 * @param searchIterations of L-BFGS, from each of two starts
 * @param pretrainingEvaluations of the likelihood, in all
 * @param hiddenUnits of the network's one hidden layer
 * @param maxNoise greatest standard deviation of an action's noise, as a share of the action's own
 *     over the guiding samples
 * @param stepLength of {@link Search#POLICY_GRADIENT}, in parameters
 */
public record ImportanceSampling(
    int guidingSamples,
    double maxGuidingCost,
    int samples,
    int resamples,
    int activeSamples,
    int storedSamples,
    Search search,
    Guidance guidance,
    Bound bound,
    double regularization,
    double minRegularization,
    double maxRegularization,
    double minEffectiveSamples,
    int searchIterations,
    int pretrainingEvaluations,
    int hiddenUnits,
    double maxNoise,
    double stepLength)
    implements Algorithm {

  /** How the policy is improved. */
  public enum Search {
    /** By the importance-sampled return of all samples. */
    IMPORTANCE_SAMPLING,
    /** By steps of a fixed length along the gradient of the newest samples (GPOMDP). */
    POLICY_GRADIENT,
    /** By imitating the guiding distribution where the policies came to (DAgger). */
    DAGGER
  }

  /** What guiding samples are used for. */
  public enum Guidance {
    /** For pretraining and for the estimates of returns. */
    ALWAYS,
    /** For pretraining alone. */
    PRETRAINING
  }

  /** What keeps the search near its samples. */
  public enum Bound {
    /** w_r times the logarithms of the normalizers. */
    REGULARIZATION,
    /** Policies with fewer effective samples are forbidden (Tang and Abbeel, 2010). */
    EFFECTIVE_SAMPLES,
    /** Nothing. */
    NONE
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public ImportanceSampling {
    Require.atLeast("guidingSamples", guidingSamples, 1);
    Require.notNegative("maxGuidingCost", maxGuidingCost);
    Require.atLeast("samples", samples, 1);
    Require.atLeast("resamples", resamples, 0);
    Require.atLeast("activeSamples", activeSamples, 2);
    Require.atLeast("storedSamples", storedSamples, activeSamples);
    Objects.requireNonNull(search, "search");
    Objects.requireNonNull(guidance, "guidance");
    Objects.requireNonNull(bound, "bound");
    Require.positive("regularization", regularization);
    Require.positive("minRegularization", minRegularization);
    Require.positive("maxRegularization", maxRegularization);
    if (minRegularization > maxRegularization) {
      throw new IllegalArgumentException(
          "minRegularization "
              + minRegularization
              + " is greater than maxRegularization "
              + maxRegularization);
    }
    Require.positive("minEffectiveSamples", minEffectiveSamples);
    Require.atLeast("searchIterations", searchIterations, 1);
    Require.atLeast("pretrainingEvaluations", pretrainingEvaluations, 2);
    Require.atLeast("hiddenUnits", hiddenUnits, 1);
    Require.positive("maxNoise", maxNoise);
    Require.positive("stepLength", stepLength);
    if (activeSamples < guidingSamples) {
      throw new IllegalArgumentException(
          "activeSamples is "
              + activeSamples
              + ", less than the "
              + guidingSamples
              + " guidingSamples, which are always active");
    }
  }

  private ImportanceSampling(Draft d) {
    this(
        d.guidingSamples,
        d.maxGuidingCost,
        d.samples,
        d.resamples,
        d.activeSamples,
        d.storedSamples,
        d.search,
        d.guidance,
        d.bound,
        d.regularization,
        d.minRegularization,
        d.maxRegularization,
        d.minEffectiveSamples,
        d.searchIterations,
        d.pretrainingEvaluations,
        d.hiddenUnits,
        d.maxNoise,
        d.stepLength);
  }

  /** The defaults. */
  public ImportanceSampling() {
    this(new Draft());
  }

  /** These options with some changed: {@code algorithm.with(o -> o.samples = 20)}. */
  public ImportanceSampling with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.guidingSamples = guidingSamples;
    draft.maxGuidingCost = maxGuidingCost;
    draft.samples = samples;
    draft.resamples = resamples;
    draft.activeSamples = activeSamples;
    draft.storedSamples = storedSamples;
    draft.search = search;
    draft.guidance = guidance;
    draft.bound = bound;
    draft.regularization = regularization;
    draft.minRegularization = minRegularization;
    draft.maxRegularization = maxRegularization;
    draft.minEffectiveSamples = minEffectiveSamples;
    draft.searchIterations = searchIterations;
    draft.pretrainingEvaluations = pretrainingEvaluations;
    draft.hiddenUnits = hiddenUnits;
    draft.maxNoise = maxNoise;
    draft.stepLength = stepLength;
    change.accept(draft);
    return new ImportanceSampling(draft);
  }

  /** The defaults of all options of a training. */
  public static TrainingOptions defaults() {
    return TrainingOptions.of(new ImportanceSampling());
  }

  @Override
  public String name() {
    return "gps13";
  }

  @Override
  public String summary() {
    return guidingSamples + " guiding samples, " + samples + " episodes of each policy";
  }

  @Override
  public Learner learner(Workshop shop) {
    return new ImportanceSampledLearner(this, shop);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public int guidingSamples = 40; // before all other episodes
    public double maxGuidingCost = 2; // in medians; 0: no guiding sample is refused
    public int samples = 10; // of the new policy in an iteration
    public int resamples = 5; // of the best policy, where no better one was found
    public int activeSamples = 100; // that an estimate is made of
    public int storedSamples = 300; // the most probable ones
    public Search search = Search.IMPORTANCE_SAMPLING; // how the policy is improved
    public Guidance guidance = Guidance.ALWAYS; // what guiding samples are used for
    public Bound bound = Bound.REGULARIZATION; // what keeps the search near its samples
    public double regularization = 1e-3; // w_r to begin with
    public double minRegularization = 1e-4; // least w_r
    public double maxRegularization = 1e-2; // greatest w_r
    public double minEffectiveSamples = 5; // for the bound of this name
    public int searchIterations = 40; // of L-BFGS, from each start
    public int pretrainingEvaluations = 1000; // of the likelihood
    public int hiddenUnits = 50; // of the one hidden layer
    public double maxNoise = 0.1; // in standard deviations of the actions
    public double stepLength = 0.1; // of the policy gradient
  }
}
