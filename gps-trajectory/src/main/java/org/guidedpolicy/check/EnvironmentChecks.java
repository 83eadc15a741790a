package org.guidedpolicy.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.ControllerFactory;
import org.guidedpolicy.rollout.EpisodeException;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Looks for mistakes in an environment before training does, by running episodes with random
 * actions and comparing them. For simulations: a robot would be thrown about. What a robot recorded
 * can be given to {@link #inspect}.
 */
public final class EnvironmentChecks {
  private static final int EPISODES = 5;

  private final Supplier<? extends Environment> factory;
  private final int episodes;
  private final long seed;
  private final Function<EnvironmentSpec, Optional<ControllerFactory>> controllers;
  private final List<Finding> findings = new ArrayList<>();

  private EnvironmentChecks(
      Supplier<? extends Environment> factory,
      int episodes,
      long seed,
      Function<EnvironmentSpec, Optional<ControllerFactory>> controllers) {
    this.factory = factory;
    this.episodes = episodes;
    this.seed = seed;
    this.controllers = controllers;
  }

  /** Checks an environment with five random episodes, and a few more for comparison. */
  public static List<Finding> check(Supplier<? extends Environment> factory) {
    return check(factory, EPISODES, 1);
  }

  /**
   * Checks an environment. Actions are uniform between the limits, standard normal where there are
   * none.
   *
   * @param factory makes the environment; several instances are made, and closed
   * @param episodes how many random episodes, at least 2
   * @param seed of the random actions and starts
   * @return what was found, the worst first; empty if nothing
   * @throws IllegalArgumentException if there are fewer than 2 episodes
   */
  public static List<Finding> check(
      Supplier<? extends Environment> factory, int episodes, long seed) {
    return check(factory, episodes, seed, spec -> Optional.empty());
  }

  /**
   * Checks an environment with the actions of the controllers that training begins with, where
   * arbitrary ones would be too much for it.
   *
   * @param factory makes the environment; several instances are made, and closed
   * @param controllers of the environment with this spec, for instance {@code
   *     initialController::controllers}
   * @param episodes how many episodes, at least 2
   * @param seed of noise and starts
   * @return what was found, the worst first; empty if nothing
   * @throws IllegalArgumentException if there are fewer than 2 episodes
   */
  public static List<Finding> checkControlled(
      Supplier<? extends Environment> factory,
      Function<EnvironmentSpec, ControllerFactory> controllers,
      int episodes,
      long seed) {
    return check(factory, episodes, seed, spec -> Optional.of(controllers.apply(spec)));
  }

  private static List<Finding> check(
      Supplier<? extends Environment> factory,
      int episodes,
      long seed,
      Function<EnvironmentSpec, Optional<ControllerFactory>> controllers) {
    Require.atLeast("episodes", episodes, 2);
    EnvironmentChecks checks = new EnvironmentChecks(factory, episodes, seed, controllers);
    try {
      checks.run();
    } catch (EpisodeException e) {
      checks.add(Kind.EPISODE_FAILS, Severity.ERROR, e.getMessage());
    } catch (RuntimeException e) {
      checks.add(Kind.EPISODE_FAILS, Severity.ERROR, "the environment could not be made: " + e);
    }
    checks.findings.sort((a, b) -> a.severity().compareTo(b.severity()));
    return List.copyOf(checks.findings);
  }

  /**
   * Checks recorded episodes: entries that are constant, equal, badly scaled or late, and joints
   * whose velocities do not fit their positions.
   *
   * @return what was found, the worst first; empty if nothing
   */
  public static List<Finding> inspect(EnvironmentSpec spec, List<Trajectory> episodes) {
    List<Finding> found = new RecordingChecks(spec, episodes).findings();
    found.sort((a, b) -> a.severity().compareTo(b.severity()));
    return List.copyOf(found);
  }

  private void run() {
    try (Environment first = factory.get()) {
      Environment second = factory.get();
      if (first == second) {
        add(
            Kind.SHARED_STATE,
            Severity.ERROR,
            "the factory returns the same instance twice; it must make a new one every time. If"
                + " there is one robot alone, these checks are not for it: DryRun is"
                + ", and give training the robot itself instead of a factory");
        return;
      }
      try (second) {
        compare(first, second);
      }
    }
  }

  private void compare(Environment first, Environment second) {
    EnvironmentSpec spec = Objects.requireNonNull(first.spec(), "Environment.spec() returned null");
    checkInstances(first, second, spec);
    EpisodeScript script = new EpisodeScript(spec, seed, factory, controllers.apply(spec));
    Trajectory reference = script.play(first, 0);
    checkSpec(first, spec, "after an episode");
    if (checkRepetition(first, second, script, reference)) {
      checkMeddling(first, script, reference);
      checkInterleaving(first, second, script, reference);
      checkActions(first, script, reference);
    }
    List<Trajectory> all = new ArrayList<>(List.of(reference));
    for (int m = 1; m < episodes; m++) {
      all.add(script.play(first, m));
    }
    findings.addAll(new RecordingChecks(spec, all).findings());
  }

  private void checkInstances(Environment first, Environment second, EnvironmentSpec spec) {
    checkSpec(first, spec, "at a second call");
    checkSpec(second, spec, "in a second instance");
  }

  private void checkSpec(Environment environment, EnvironmentSpec expected, String when) {
    EnvironmentSpec spec = environment.spec();
    if (!expected.equals(spec)) {
      add(
          Kind.SPEC_CHANGES,
          Severity.ERROR,
          "the spec changes: at first "
              + expected
              + ", "
              + when
              + " "
              + spec
              + "; it must be the same at every call and for every instance");
    }
  }

  /** Whether the same seed and actions give the same episode. */
  private boolean checkRepetition(
      Environment first, Environment second, EpisodeScript script, Trajectory reference) {
    String difference = EpisodeComparison.firstDifference(reference, script.play(second, 0));
    if (!difference.isEmpty()) {
      add(
          Kind.NOT_DETERMINISTIC,
          Severity.WARNING,
          "two instances give different episodes for the same seed and actions, "
              + difference
              + "; take all randomness from the generator given to reset, and share nothing between"
              + " instances");
      return false;
    }
    script.playHalf(first, 1);
    difference = EpisodeComparison.firstDifference(reference, script.play(first, 0));
    if (!difference.isEmpty()) {
      add(
          Kind.LEFT_OVER_STATE,
          Severity.ERROR,
          "the same seed and actions give another episode after an episode that was broken off, "
              + difference
              + "; reset must set every variable anew");
      return false;
    }
    return true;
  }

  private void checkMeddling(Environment environment, EpisodeScript script, Trajectory reference) {
    var watching = new AliasingProbe.WatchesReports(environment);
    script.play(watching, 0);
    if (differs(script, reference, new AliasingProbe.OverwritesReports(environment))) {
      add(
          Kind.ALIASED_REPORT,
          Severity.WARNING,
          "the arrays in a TimeStep are the environment's own state: who changes them changes the"
              + " episode; return copies");
    } else if (watching.reportsChanged()) {
      add(
          Kind.ALIASED_REPORT,
          Severity.NOTE,
          "the arrays in a TimeStep are overwritten by the next step; return new ones if anybody"
              + " keeps them");
    }
    var overwriting = new AliasingProbe.OverwritesActions(environment);
    boolean kept = differs(script, reference, overwriting);
    if (overwriting.actionsChanged()) {
      add(
          Kind.ALIASED_ACTION,
          Severity.WARNING,
          "step changes the array of the action it is given; work on a copy");
    } else if (kept) {
      add(
          Kind.ALIASED_ACTION,
          Severity.ERROR,
          "step keeps the array of the action and reads it later; copy it");
    }
  }

  private void checkInterleaving(
      Environment first, Environment second, EpisodeScript script, Trajectory reference) {
    var interleaved =
        new AliasingProbe.Interleaves(
            first, second, new SplittableRandom(seed + 17), script.actions(1));
    String difference = script.difference(reference, interleaved);
    if (!difference.isEmpty()) {
      add(
          Kind.SHARED_STATE,
          Severity.ERROR,
          "an episode changes when another instance runs at the same time, "
              + difference
              + "; instances must not share static or native state");
    }
  }

  private void checkActions(Environment environment, EpisodeScript script, Trajectory reference) {
    for (int i = 0; i < reference.actionDimension(); i++) {
      if (!EpisodeComparison.statesDiffer(reference, script.playChanged(environment, 0, i))) {
        add(
            Kind.ACTION_WITHOUT_EFFECT,
            Severity.WARNING,
            RecordingChecks.entry("action", i, environment.spec().actionNames())
                + " changes nothing in the whole episode; check that step uses it");
      }
    }
  }

  private static boolean differs(
      EpisodeScript script, Trajectory reference, Environment environment) {
    return !script.difference(reference, environment).isEmpty();
  }

  private void add(Kind kind, Severity severity, String message) {
    findings.add(new Finding(kind, severity, message));
  }
}
