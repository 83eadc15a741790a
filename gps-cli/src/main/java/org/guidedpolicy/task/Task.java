package org.guidedpolicy.task;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.cost.HessianForm;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.initial.InitialController;
import org.guidedpolicy.nn.NetworkOptions;
import org.guidedpolicy.plot.EpisodePainter;
import org.guidedpolicy.plot.Level;
import org.guidedpolicy.policy.Activation;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.TrainingOptions;

/**
 * A learning problem for the program: where to train and what is wanted; all else has a default.
 * The program finds tasks as {@link Tasks} says. Immutable and thread-safe.
 */
public interface Task {

  /** What the command line calls it: lower-case words and numbers joined by hyphens. */
  String name();

  /** One line for a person who chooses a task. */
  String description();

  /** Makes training environments; every start comes from the generator the environment is given. */
  Supplier<Environment> environments();

  /**
   * What training minimizes.
   *
   * @param form the second derivatives wanted where the exact Hessian may be indefinite, for {@link
   *     org.guidedpolicy.cost.DistanceCost#hessian}; a cost without such terms ignores it
   */
  CostFunction cost(HessianForm form);

  /** The form that this task learns best with. */
  default HessianForm hessian() {
    return HessianForm.MAJORIZING;
  }

  /** Why the task cannot be run on this machine and what to do about it; empty if it can. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** The controller of the first iteration's episodes. */
  default InitialController initialController() {
    return InitialController.fromSpec();
  }

  /**
   * Options that are known to work with an algorithm.
   *
   * @param algorithm with its defaults
   */
  default TrainingOptions training(Algorithm algorithm) {
    return TrainingOptions.of(algorithm);
  }

  /** Options of the network that are known to work: the defaults with tanh, unless overridden. */
  default NetworkOptions network() {
    return NetworkOptions.defaults().with(o -> o.activation = Activation.TANH);
  }

  /** How many held-out test episodes there are. */
  default int testEpisodes() {
    return 100;
  }

  /**
   * Makes the environment of test episode i, 0 .. {@link #testEpisodes()}-1: always the same start,
   * whatever generator it is given, and none of the training's. By default a training environment
   * with a generator of the episode's own.
   */
  default IntFunction<Environment> testEnvironments() {
    return episode -> new HeldOutEnvironment(environments().get(), episode);
  }

  /**
   * How far from its goal an episode ended, after its last action, m; empty if there is no goal.
   */
  default Optional<ToDoubleFunction<Trajectory>> finalDistance() {
    return Optional.empty();
  }

  /** A distance that means something in this task, drawn where final distances are. */
  default Optional<Level> distanceLevel() {
    return Optional.empty();
  }

  /** Whether an episode succeeded, judged after its last action; empty if the cost alone tells. */
  default Optional<Predicate<Trajectory>> success() {
    return Optional.empty();
  }

  /**
   * Makes an episode that shows how the task is done, the same at every call: something to learn
   * from. Empty if there is none.
   */
  default Optional<Supplier<Trajectory>> demonstration() {
    return Optional.empty();
  }

  /**
   * Draws the task's episodes; a new one at each call, to be closed. Without one, pictures show
   * state and action over time.
   */
  default Optional<EpisodePainter> painter() {
    return Optional.empty();
  }
}
