package org.guidedpolicy.cli.tasks;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.guidedpolicy.cli.plots.EpisodePainter;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.TrainingOptions;

/**
 * A learning problem with all that a run needs: where to train, on which episodes to test, what is
 * wanted. Immutable and thread-safe.
 */
public interface Task {

  /** What the command line calls it: lower case, words joined by hyphens. */
  String name();

  /** One line for a person who chooses a task. */
  String description();

  /** Why the task cannot be run on this machine and what to do about it; empty if it can. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** Makes training environments; every start comes from the generator the environment is given. */
  Supplier<Environment> environments();

  /**
   * Makes the environment of test episode i, 0 .. {@link #testEpisodes()}-1: always the same start,
   * whatever generator it is given, and none of the training's.
   */
  IntFunction<Environment> testEnvironments();

  /** How many held-out test episodes there are. */
  int testEpisodes();

  /**
   * What training minimizes.
   *
   * @param form the second derivatives used where the exact Hessian may be indefinite
   */
  CostFunction cost(HessianForm form);

  /** The form that this task learns best with. */
  default HessianForm hessian() {
    return HessianForm.MAJORIZING;
  }

  /** The controller of the first iteration's episodes. */
  InitialController initialController();

  /** Options that are known to work. */
  TrainingOptions training();

  /** How far from the goal the episode ended, after its last action, m. */
  double finalDistance(Trajectory trajectory);

  /** Whether the episode reached the goal, judged after its last action. */
  boolean success(Trajectory trajectory);

  /** Draws the task's episodes; a new one at each call, to be closed. */
  EpisodePainter painter();
}
