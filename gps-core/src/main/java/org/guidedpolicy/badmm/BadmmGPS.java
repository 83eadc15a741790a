package org.guidedpolicy.badmm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.training.Checkpoint;
import org.guidedpolicy.training.CheckpointException;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.EpisodeRunners;
import org.guidedpolicy.training.Training;
import org.guidedpolicy.training.TrainingOptions;

/**
 * Guided policy search by Bregman ADMM [E2E]: trains a policy from episodes that start in the
 * conditions of an environment that can be reset, see {@link
 * org.guidedpolicy.environment.ResettableEnvironment}.
 *
 * <pre>{@code
 * TrainingResult result = BadmmGPS.builder(() -> new FixedStarts(new Cart(), 1, 2, 3, 4), cost)
 *     .iterations(15).samplesPerCondition(5).seed(7)
 *     .build()
 *     .train();
 * result.policy().save(Path.of("cart.policy"));
 * }</pre>
 *
 * <p>Immutable but for {@link #cancel}, which any thread may call. Each call of {@link #train} is a
 * run of its own.
 */
public final class BadmmGPS extends Training {
  private BadmmGPS(Builder builder) {
    super(builder);
  }

  /**
   * For environments that can run in parallel, such as simulations.
   *
   * @param environments makes an instance for each thread
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Supplier<? extends Environment> environments, CostFunction cost) {
    return new Builder(Settings.each(environments), cost, Badmm.defaults());
  }

  /**
   * For the one robot there is: all episodes run on it in turn.
   *
   * @param environment the robot; the caller closes it
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Environment environment, CostFunction cost) {
    return new Builder(Settings.one(environment), cost, Badmm.defaults());
  }

  /**
   * Resumes an interrupted training from its newest checkpoint, with the episodes that it has
   * stored since: {@link #train} then gives what it would have given without the interruption. The
   * builder has the options the training had. Code that checkpoints cannot hold is given again:
   * environments, cost, and what the first training was built with of initial controller, policy,
   * evaluation, diagnosis and listeners. Options that only say how long and with how much effort to
   * train may be changed, see {@link org.guidedpolicy.training.Resumption#mayChange}; {@link
   * #train} refuses a change of others.
   *
   * @param folder where the training's {@link Checkpoints} are
   * @throws CheckpointException if there is nothing to resume from, or it cannot be read, or
   *     another algorithm trained
   * @throws IOException if the folder cannot be read
   */
  public static Builder resume(
      Path folder, Supplier<? extends Environment> environments, CostFunction cost)
      throws IOException {
    return new Builder(Settings.each(environments), cost, stored(folder)).resuming(folder);
  }

  /** As {@link #resume(Path, Supplier, CostFunction)}, on the one robot there is. */
  public static Builder resume(Path folder, Environment environment, CostFunction cost)
      throws IOException {
    return new Builder(Settings.one(environment), cost, stored(folder)).resuming(folder);
  }

  private static TrainingOptions stored(Path folder) throws IOException {
    return Checkpoint.optionsIn(folder, Badmm.class);
  }

  /** Collects a run's settings; every value is checked when it is set or in {@link #build}. */
  public static final class Builder extends Settings<Builder> {
    private final List<Consumer<Badmm.Draft>> changes = new ArrayList<>();

    private Builder(EpisodeRunners episodes, CostFunction cost, TrainingOptions options) {
      super(episodes, cost, options);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The algorithm's own options, changed together at the end: their order does not matter. */
    @Override
    protected TrainingOptions options() {
      if (!(draft.algorithm instanceof Badmm own)) {
        throw new IllegalArgumentException(
            "the options are those of "
                + draft.algorithm.name()
                + ", not of badmm; use Training.builder for any algorithm");
      }
      draft.algorithm = own.with(o -> changes.forEach(change -> change.accept(o)));
      return super.options();
    }

    /** N, episodes of each condition in an iteration; default 5. */
    public Builder samplesPerCondition(int count) {
      changes.add(o -> o.samples = count);
      return this;
    }

    /** Bound on KL(local policy || the last one) per time step; default 0.5 nats. */
    public Builder klPerStep(double nats) {
      changes.add(o -> o.klPerStep = nats);
      return this;
    }

    /** J, how often network and local policies take turns in an iteration; default 4. */
    public Builder innerIterations(int count) {
      changes.add(o -> o.innerIterations = count);
      return this;
    }

    /** nu before the first iteration, the price of a nat of disagreement; default 0.01. */
    public Builder initialPolicyWeight(double weight) {
      changes.add(o -> o.initialPolicyWeight = weight);
      return this;
    }

    /** How dynamics and policy are modelled. */
    public Builder models(ModelOptions value) {
      changes.add(o -> o.models = value);
      return this;
    }

    /** What the network is trained on. */
    public Builder policyTargets(PolicyOptions value) {
      changes.add(o -> o.policy = value);
      return this;
    }

    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public BadmmGPS build() {
      return new BadmmGPS(this);
    }
  }
}
