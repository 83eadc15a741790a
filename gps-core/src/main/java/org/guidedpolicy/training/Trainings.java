package org.guidedpolicy.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;

/** Trainings by whatever algorithm their options name. */
public final class Trainings {
  private Trainings() {}

  /**
   * For environments that can run in parallel, such as simulations.
   *
   * @param environments makes an instance for each thread
   * @param cost what the robot is to achieve
   * @param options such as {@link TrainingOptions#of}
   */
  public static Builder builder(
      Supplier<? extends Environment> environments, CostFunction cost, TrainingOptions options) {
    return new Builder(Training.Settings.each(environments), cost, options);
  }

  /**
   * For the one robot there is: all episodes run on it in turn.
   *
   * @param environment the robot; the caller closes it
   * @param cost what the robot is to achieve
   * @param options such as {@link TrainingOptions#of}
   */
  public static Builder builder(
      Environment environment, CostFunction cost, TrainingOptions options) {
    return new Builder(Training.Settings.one(environment), cost, options);
  }

  /**
   * Resumes an interrupted training from its newest checkpoint, see {@link
   * org.guidedpolicy.resetfree.ResetFreeGPS#resume(Path, Supplier, CostFunction)}.
   *
   * @throws IOException if there is nothing to resume from, or it cannot be read
   */
  public static Builder resume(
      Path folder, Supplier<? extends Environment> environments, CostFunction cost)
      throws IOException {
    return builder(environments, cost, Checkpoint.optionsIn(folder)).resuming(folder);
  }

  /** Collects a training's settings; every value is checked when it is set or in {@link #build}. */
  public static final class Builder extends Training.Settings<Builder> {
    private Builder(EpisodeRunners episodes, CostFunction cost, TrainingOptions options) {
      super(episodes, cost, options);
    }

    @Override
    protected Builder self() {
      return this;
    }

    /**
     * @throws IllegalArgumentException naming the option, its value and what is allowed
     */
    public Training build() {
      return new Training(this) {};
    }
  }
}
