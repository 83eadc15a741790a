package org.guidedpolicy.resetfree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.training.Checkpoint;
import org.guidedpolicy.training.CheckpointException;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.EpisodeRunners;
import org.guidedpolicy.training.Training;
import org.guidedpolicy.training.TrainingOptions;

/**
 * Reset-free guided policy search [RF, Alg. 2]: trains a policy from episodes that start wherever
 * the environment starts.
 *
 * <pre>{@code
 * TrainingResult result = ResetFreeGPS.builder(Cart::new, cost)
 *     .iterations(15).trajectoriesPerIteration(40).clusters(8).seed(7)
 *     .build()
 *     .train();
 * result.policy().save(Path.of("cart.policy"));
 * }</pre>
 *
 * <p>Immutable but for {@link #cancel}, which any thread may call. Each call of {@link #train} is a
 * run of its own.
 */
public final class ResetFreeGPS extends Training {
  private ResetFreeGPS(Builder builder) {
    super(builder);
  }

  /**
   * For environments that can run in parallel, such as simulations.
   *
   * @param environments makes an instance for each thread
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Supplier<? extends Environment> environments, CostFunction cost) {
    return new Builder(Settings.each(environments), cost, ResetFree.defaults());
  }

  /**
   * For the one robot there is: all episodes run on it in turn.
   *
   * @param environment the robot; the caller closes it
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Environment environment, CostFunction cost) {
    return new Builder(Settings.one(environment), cost, ResetFree.defaults());
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
    return Checkpoint.optionsIn(folder, ResetFree.class);
  }

  /** Collects a run's settings; every value is checked when it is set or in {@link #build}. */
  public static final class Builder extends Settings<Builder> {
    private final List<Consumer<ResetFree.Draft>> changes = new ArrayList<>();

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
      if (!(draft.algorithm instanceof ResetFree resetFree)) {
        throw new IllegalArgumentException(
            "the options are those of "
                + draft.algorithm.name()
                + ", not of reset-free; use Training.builder for any algorithm");
      }
      draft.algorithm = resetFree.with(o -> changes.forEach(change -> change.accept(o)));
      return super.options();
    }

    /** {@inheritDoc} What was set of the algorithm's own options before does not count. */
    @Override
    public Builder options(TrainingOptions value) {
      changes.clear();
      return super.options(value);
    }

    /** M, episodes an iteration; default 40. */
    public Builder trajectoriesPerIteration(int count) {
      changes.add(o -> o.trajectories = count);
      return this;
    }

    /** Kc, groups of trajectories that share their models; default 8. */
    public Builder clusters(int count) {
      changes.add(o -> o.clusters = count);
      return this;
    }

    /**
     * Standard deviation in steps of the window that exploration noise is smoothed with; 0 for
     * white noise, default 2.
     */
    public Builder noiseWidth(double steps) {
      changes.add(o -> o.noiseWidth = steps);
      return this;
    }

    /** Factor of the calmest episode's noise, 0 to 1: see {@link ResetFree}; default 1. */
    public Builder minNoiseScale(double share) {
      changes.add(o -> o.minNoiseScale = share);
      return this;
    }

    /** How dynamics and policy are modelled. */
    public Builder models(ModelOptions value) {
      changes.add(o -> o.models = value);
      return this;
    }

    /** How far a local policy may move in one iteration. */
    public Builder step(StepOptions value) {
      changes.add(o -> o.step = value);
      return this;
    }

    /** What the network is trained on. */
    public Builder policyTargets(PolicyOptions value) {
      changes.add(o -> o.policy = value);
      return this;
    }

    /** Rounds on imagined episodes after each batch; none by default. */
    public Builder imagination(ImaginationOptions value) {
      changes.add(o -> o.imagination = value);
      return this;
    }

    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public ResetFreeGPS build() {
      return new ResetFreeGPS(this);
    }
  }
}
