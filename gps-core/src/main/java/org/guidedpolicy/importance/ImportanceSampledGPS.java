package org.guidedpolicy.importance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.training.Checkpoint;
import org.guidedpolicy.training.CheckpointException;
import org.guidedpolicy.training.Checkpoints;
import org.guidedpolicy.training.EpisodeRunners;
import org.guidedpolicy.training.Training;
import org.guidedpolicy.training.TrainingOptions;

/**
 * Importance-sampled guided policy search [GPS13]: makes a neural policy of a good trajectory. The
 * guiding distribution, say a {@link org.guidedpolicy.trajopt.MaxEntropyDistribution} around a
 * solution or a demonstration, is given as the initial controller; the policy imitates its samples
 * and then improves on them by the cost.
 *
 * <pre>{@code
 * MaxEntropyDistribution q = MaxEntropyDistribution.around(problem, tracking);
 * TrainingResult result = ImportanceSampledGPS.builder(() -> new Cart(), cost)
 *     .initialController((spec, x1) -> q.controller())
 *     .iterations(40).seed(7)
 *     .build()
 *     .train();
 * result.policy().save(Path.of("cart.policy"));
 * }</pre>
 *
 * <p>The network is of this method: {@link Builder#policy} does not matter. Actions are taken for
 * what was chosen: an environment without action limits, which clips by itself, gives exact
 * densities.
 *
 * <p>Immutable but for {@link #cancel}, which any thread may call. Each call of {@link #train} is a
 * run of its own.
 */
public final class ImportanceSampledGPS extends Training {
  private ImportanceSampledGPS(Builder builder) {
    super(builder);
  }

  /**
   * For environments that can run in parallel, such as simulations.
   *
   * @param environments makes an instance for each thread
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Supplier<? extends Environment> environments, CostFunction cost) {
    return new Builder(Settings.each(environments), cost, ImportanceSampling.defaults());
  }

  /**
   * For the one robot there is: all episodes run on it in turn.
   *
   * @param environment the robot; the caller closes it
   * @param cost what the robot is to achieve
   */
  public static Builder builder(Environment environment, CostFunction cost) {
    return new Builder(Settings.one(environment), cost, ImportanceSampling.defaults());
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
    return Checkpoint.optionsIn(folder, ImportanceSampling.class);
  }

  /** Collects a run's settings; every value is checked when it is set or in {@link #build}. */
  public static final class Builder extends Settings<Builder> {
    private final List<Consumer<ImportanceSampling.Draft>> changes = new ArrayList<>();

    private Builder(EpisodeRunners episodes, CostFunction cost, TrainingOptions options) {
      super(episodes, cost, options);
      policy(Builder::none);
    }

    /** The learner fits its network by itself. */
    private static PolicyTrainer none(int observationDimension, int actionDimension, long seed) {
      throw new IllegalStateException(
          "gps13 fits a network of its own; train by another algorithm to use a trainer of policies");
    }

    @Override
    protected Builder self() {
      return this;
    }

    /** The algorithm's own options, changed together at the end: their order does not matter. */
    @Override
    protected TrainingOptions options() {
      if (!(draft.algorithm instanceof ImportanceSampling own)) {
        throw new IllegalArgumentException(
            "the options are those of "
                + draft.algorithm.name()
                + ", not of gps13; use Training.builder for any algorithm");
      }
      draft.algorithm = own.with(o -> changes.forEach(change -> change.accept(o)));
      return super.options();
    }

    /** Episodes of the guiding distribution, and of each new policy; default 40 and 10. */
    public Builder samples(int guiding, int ofEachPolicy) {
      changes.add(
          o -> {
            o.guidingSamples = guiding;
            o.samples = ofEachPolicy;
          });
      return this;
    }

    /** Units of the network's hidden layer; default 50. */
    public Builder hiddenUnits(int count) {
      changes.add(o -> o.hiddenUnits = count);
      return this;
    }

    /** The algorithm's own options, changed. */
    public Builder search(Consumer<ImportanceSampling.Draft> change) {
      changes.add(change);
      return this;
    }

    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public ImportanceSampledGPS build() {
      return new ImportanceSampledGPS(this);
    }
  }
}
