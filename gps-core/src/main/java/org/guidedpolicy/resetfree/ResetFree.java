package org.guidedpolicy.resetfree;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.rollout.ExplorationNoise;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.EpisodeOptions;
import org.guidedpolicy.training.Learner;
import org.guidedpolicy.training.TrainingOptions;
import org.guidedpolicy.training.Workshop;

/**
 * Reset-free guided policy search [RF, Alg. 2] with its options. Immutable and thread-safe.
 *
 * @param trajectories M, episodes an iteration
 * @param clusters Kc, groups of trajectories that share their models; 0: each has its own
 * @param expansion one local policy a trajectory, or one a cluster
 * @param noiseWidth exploration noise is white noise through a Gaussian window of this standard
 *     deviation, in steps, its variance kept; 0 for white noise
 * @param minNoiseScale an episode of the policy has its exploration noise times a number drawn
 *     evenly from minNoiseScale to 1: see {@link ExplorationNoise}
 * @param models how dynamics and policy are modelled
 * @param step how far a local policy may move in one iteration
 * @param policy what the network is trained on
 * @param imagination rounds on imagined episodes after each batch
 */
public record ResetFree(
    int trajectories,
    int clusters,
    Expansion expansion,
    double noiseWidth,
    double minNoiseScale,
    ModelOptions models,
    StepOptions step,
    PolicyOptions policy,
    ImaginationOptions imagination)
    implements Algorithm {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public ResetFree {
    Require.atLeast("trajectories", trajectories, 1);
    Require.atLeast("clusters", clusters, 0);
    Require.notNegative("noiseWidth", noiseWidth);
    Require.share("minNoiseScale", minNoiseScale);
    if (clusters > trajectories) {
      throw new IllegalArgumentException(
          "clusters is "
              + clusters
              + ", more than the "
              + trajectories
              + " trajectories an iteration; use fewer clusters or more trajectories");
    }
    Objects.requireNonNull(expansion, "expansion");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(imagination, "imagination");
  }

  private ResetFree(Draft d) {
    this(
        d.trajectories,
        d.clusters,
        d.expansion,
        d.noiseWidth,
        d.minNoiseScale,
        d.models,
        d.step,
        d.policy,
        d.imagination);
  }

  /** The defaults. */
  public ResetFree() {
    this(new Draft());
  }

  /** These options with some changed: {@code algorithm.with(o -> o.clusters = 4)}. */
  public ResetFree with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.set(this);
    change.accept(draft);
    return new ResetFree(draft);
  }

  /** The defaults of all options of a training. */
  public static TrainingOptions defaults() {
    return TrainingOptions.of(new ResetFree());
  }

  @Override
  public String name() {
    return "reset-free";
  }

  /** How the network explores. */
  ExplorationNoise noise() {
    return new ExplorationNoise(noiseWidth, minNoiseScale);
  }

  @Override
  public String summary() {
    return trajectories + " episodes" + (clusters > 0 ? ", " + clusters + " clusters" : "");
  }

  @Override
  public Learner learner(Workshop shop) {
    return new ResetFreeLearner(this, shop);
  }

  @Override
  public void validate(EpisodeOptions episodes) {
    if (episodes.allowedDrops() >= trajectories) {
      throw new IllegalArgumentException(
          "allowedDrops is "
              + episodes.allowedDrops()
              + ", must be less than the "
              + trajectories
              + " trajectories an iteration, of which at least one must be left");
    }
  }

  /**
   * Options that are being changed; what they may be together is checked at the end. One thread.
   */
  public static final class Draft {
    /** M, episodes an iteration. */
    public int trajectories = 10;

    /** Kc, groups of trajectories that share their models; 0: each has its own. */
    public int clusters = 0;

    /** One local policy a trajectory, or one a cluster. */
    public Expansion expansion = Expansion.PER_SAMPLE;

    /** Window of the exploration noise in steps; 0 for white noise. */
    public double noiseWidth = 2;

    /** Factor of the calmest episode's noise, 0 to 1. */
    public double minNoiseScale = 1;

    /** How dynamics and policy are modelled. */
    public ModelOptions models = ModelOptions.defaults();

    /** How far a local policy may move in one iteration. */
    public StepOptions step = StepOptions.defaults();

    /** What the network is trained on. */
    public PolicyOptions policy =
        PolicyOptions.defaults()
            .with(
                o -> {
                  o.replayedIterations = 8;
                  o.explorationFloor = 0.2;
                });

    /** Rounds on imagined episodes after each batch. */
    public ImaginationOptions imagination = ImaginationOptions.defaults();

    private void set(ResetFree from) {
      trajectories = from.trajectories;
      clusters = from.clusters;
      expansion = from.expansion;
      noiseWidth = from.noiseWidth;
      minNoiseScale = from.minNoiseScale;
      models = from.models;
      step = from.step;
      policy = from.policy;
      imagination = from.imagination;
    }
  }
}
