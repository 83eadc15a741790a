package org.guidedpolicy.environment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Finding.Kind;
import org.guidedpolicy.environment.Finding.Severity;

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
    if (episodes < 2) {
      throw new IllegalArgumentException("episodes must be at least 2, is " + episodes);
    }
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
    try (Environment first = factory.get();
        Environment second = factory.get()) {
      EnvironmentSpec spec =
          Objects.requireNonNull(first.spec(), "Environment.spec() returned null");
      checkInstances(first, second, spec);
      Script script = new Script(spec, seed, factory, controllers.apply(spec));
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
  }

  private void checkInstances(Environment first, Environment second, EnvironmentSpec spec) {
    if (first == second) {
      add(
          Kind.SHARED_STATE,
          Severity.ERROR,
          "the factory returns the same instance twice; it must make a new one every time, or use"
              + " the single environment in turn");
    }
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
      Environment first, Environment second, Script script, Trajectory reference) {
    String difference = Comparison.firstDifference(reference, script.play(second, 0));
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
    difference = Comparison.firstDifference(reference, script.play(first, 0));
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

  private void checkMeddling(Environment environment, Script script, Trajectory reference) {
    var watching = new Meddling.WatchesReports(environment);
    script.play(watching, 0);
    if (differs(script, reference, new Meddling.OverwritesReports(environment))) {
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
    var overwriting = new Meddling.OverwritesActions(environment);
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
      Environment first, Environment second, Script script, Trajectory reference) {
    var interleaved =
        new Meddling.Interleaves(first, second, new SplittableRandom(seed + 17), script.actions(1));
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

  private void checkActions(Environment environment, Script script, Trajectory reference) {
    for (int i = 0; i < reference.actionDimension(); i++) {
      if (!Comparison.statesDiffer(reference, script.playChanged(environment, 0, i))) {
        add(
            Kind.ACTION_WITHOUT_EFFECT,
            Severity.WARNING,
            RecordingChecks.entry("action", i, environment.spec().actionNames())
                + " changes nothing in the whole episode; check that step uses it");
      }
    }
  }

  private static boolean differs(Script script, Trajectory reference, Environment environment) {
    return !script.difference(reference, environment).isEmpty();
  }

  private void add(Kind kind, Severity severity, String message) {
    findings.add(new Finding(kind, severity, message));
  }

  /** Random episodes that can be played again, on this or that instance. */
  private static final class Script {
    private final EnvironmentSpec spec;
    private final long seed;
    private final Supplier<? extends Environment> recorders;
    private final Optional<ControllerFactory> controllers;
    private final Map<Integer, double[][]> recorded = new HashMap<>();

    /**
     * @param recorders on a new instance of which the controllers, if there are any, choose the
     *     actions of an episode once
     */
    Script(
        EnvironmentSpec spec,
        long seed,
        Supplier<? extends Environment> recorders,
        Optional<ControllerFactory> controllers) {
      this.spec = spec;
      this.seed = seed;
      this.recorders = recorders;
      this.controllers = controllers;
    }

    Trajectory play(Environment environment, int episode) {
      return play(environment, episode, actions(episode));
    }

    /** Another sequence for one entry of the action. */
    Trajectory playChanged(Environment environment, int episode, int entry) {
      double[][] actions = actions(episode);
      double[][] others = actions(episode + 1000);
      for (int t = 0; t < actions.length; t++) {
        actions[t][entry] = others[t][entry];
      }
      return play(environment, episode, actions);
    }

    void playHalf(Environment environment, int episode) {
      try {
        play(new Meddling.BreaksOff(environment, spec.horizon() / 2), episode);
      } catch (EpisodeException e) {
        if (!(e.getCause() instanceof Meddling.BrokenOff)) {
          throw e;
        }
      }
    }

    /** Where an episode on this environment differs from the reference; a failure counts. */
    String difference(Trajectory reference, Environment environment) {
      try {
        return Comparison.firstDifference(reference, play(environment, 0));
      } catch (EpisodeException e) {
        return "it fails: " + e.getMessage();
      }
    }

    private Trajectory play(Environment environment, int episode, double[][] actions) {
      return play(
          environment,
          episode,
          (first, random) -> (t, now, out) -> System.arraycopy(actions[t], 0, out, 0, out.length));
    }

    private Trajectory play(Environment environment, int episode, ControllerFactory by) {
      return new Episode(episode, spec, environment, by, new SplittableRandom(seed + 31L * episode))
          .run();
    }

    /** A copy of the episode's actions. */
    double[][] actions(int episode) {
      if (controllers.isEmpty()) {
        return drawn(episode);
      }
      if (!recorded.containsKey(episode)) {
        try (Environment recorder = recorders.get()) {
          Trajectory controlled = play(recorder, episode, controllers.get());
          double[][] actions = new double[spec.horizon()][];
          Arrays.setAll(actions, controlled::action);
          recorded.put(episode, actions);
        }
      }
      return Arrays.stream(recorded.get(episode)).map(double[]::clone).toArray(double[][]::new);
    }

    /** Uniform between the limits; standard normal where there are none. */
    private double[][] drawn(int episode) {
      RandomGenerator random = new SplittableRandom(~seed + 31L * episode);
      double[] lower = spec.actionLower();
      double[] upper = spec.actionUpper();
      double[][] actions = new double[spec.horizon()][lower.length];
      for (double[] action : actions) {
        for (int i = 0; i < action.length; i++) {
          double u = random.nextGaussian();
          boolean limited = Double.isFinite(lower[i]) && Double.isFinite(upper[i]);
          action[i] =
              limited
                  ? lower[i] + random.nextDouble() * (upper[i] - lower[i])
                  : Math.max(lower[i], Math.min(upper[i], u));
        }
      }
      return actions;
    }
  }

  /** Differences of two episodes. */
  private static final class Comparison {
    private Comparison() {}

    /** Where two episodes differ first, in words; empty if they are equal to the last bit. */
    static String firstDifference(Trajectory a, Trajectory b) {
      for (int t = 0; t <= a.horizon(); t++) {
        String found = difference("state", t, a.stateDimension(), a::state, b::state);
        if (found.isEmpty() && t < a.horizon()) {
          found =
              difference(
                  "observation", t, a.observationDimension(), a::observation, b::observation);
        }
        if (!found.isEmpty()) {
          return found;
        }
      }
      return "";
    }

    private static String difference(
        String name,
        int t,
        int dimension,
        Function<Integer, double[]> a,
        Function<Integer, double[]> b) {
      double[] one = a.apply(t);
      double[] two = b.apply(t);
      for (int i = 0; i < dimension; i++) {
        if (one[i] != two[i]) {
          return "first in "
              + name
              + " entry "
              + i
              + " before action "
              + t
              + ": "
              + one[i]
              + " and "
              + two[i];
        }
      }
      return "";
    }

    /** Whether the states differ by more than rounding. */
    static boolean statesDiffer(Trajectory a, Trajectory b) {
      for (int t = 0; t <= a.horizon(); t++) {
        for (int i = 0; i < a.stateDimension(); i++) {
          double scale = Math.max(Math.abs(a.state(t, i)), Math.abs(b.state(t, i)));
          if (Math.abs(a.state(t, i) - b.state(t, i)) > 1e-12 * scale) {
            return true;
          }
        }
      }
      return false;
    }
  }
}
