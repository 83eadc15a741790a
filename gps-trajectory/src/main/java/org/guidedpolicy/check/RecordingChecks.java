package org.guidedpolicy.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.rollout.Trajectory;

/** What recorded episodes reveal about an environment. */
final class RecordingChecks {
  /** An entry that varies by less than this fraction of its size is constant up to rounding. */
  private static final double ROUNDING = 1e-9;

  private static final double SMALL = 1e-5;
  private static final double LARGE = 1e5;

  private final EnvironmentSpec spec;
  private final List<Trajectory> episodes;
  private final List<Finding> findings = new ArrayList<>();

  RecordingChecks(EnvironmentSpec spec, List<Trajectory> episodes) {
    this.spec = spec;
    this.episodes = episodes;
  }

  /** A mutable list. */
  List<Finding> findings() {
    if (episodes.isEmpty()) {
      return findings;
    }
    checkStarts();
    checkEnds();
    double[][] states = columns(spec.stateDimension(), Trajectory::state);
    double[][] observations = columns(spec.observationDimension(), Trajectory::observation);
    checkEntries("state", states, spec.stateNames());
    if (!Arrays.deepEquals(states, observations)) {
      checkEntries("observation", observations, List.of());
      checkLateness(states, observations);
    }
    for (int j = 0; j < spec.actuatedPositions().length; j++) {
      checkJoint(j);
    }
    for (int angle : spec.angles()) {
      if (Arrays.stream(spec.actuatedPositions()).noneMatch(p -> p == angle)) {
        checkAngle(angle);
      }
    }
    return findings;
  }

  private interface Entry {
    double at(Trajectory episode, int t, int i);
  }

  /** Each entry's values over all executed steps of all episodes. */
  private double[][] columns(int dimension, Entry entry) {
    int N = episodes.stream().mapToInt(Trajectory::steps).sum();
    double[][] columns = new double[dimension][N];
    int n = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++, n++) {
        for (int i = 0; i < dimension; i++) {
          columns[i][n] = entry.at(episode, t, i);
        }
      }
    }
    return columns;
  }

  /** Which of the executed steps of all episodes are first ones. */
  private boolean[] firstSteps() {
    boolean[] first = new boolean[episodes.stream().mapToInt(Trajectory::steps).sum()];
    int n = 0;
    for (Trajectory episode : episodes) {
      first[n] = true;
      n += episode.steps();
    }
    return first;
  }

  private void checkEnds() {
    int[] ends =
        episodes.stream().filter(Trajectory::endedEarly).mapToInt(Trajectory::steps).toArray();
    if (ends.length == 0) {
      return;
    }
    int min = Arrays.stream(ends).min().orElseThrow();
    int max = Arrays.stream(ends).max().orElseThrow();
    int T = spec.horizon();
    add(
        Kind.EPISODE_ENDS_EARLY,
        Severity.NOTE,
        ends.length
            + " of "
            + episodes.size()
            + " episodes ended early, after "
            + (min == max ? "" : min + " to ")
            + max
            + " of "
            + T
            + " steps; "
            + (min == max && episodes.size() > 1 && ends.length == episodes.size()
                ? "if that is a time limit, make it the spec's horizon; else "
                : "")
            + "see that the steps left over cost what they should (CostFunction.withAfterEnd)");
  }

  private void checkStarts() {
    double[] first = episodes.get(0).state(0);
    if (episodes.size() > 1 && episodes.stream().allMatch(e -> Arrays.equals(first, e.state(0)))) {
      add(
          Kind.SAME_START,
          Severity.NOTE,
          "all "
              + episodes.size()
              + " episodes start at the same state; draw the start from the generator given to"
              + " reset if it is to vary");
    }
  }

  private void checkEntries(String name, double[][] columns, List<String> names) {
    List<String> constant = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      double mean = Arrays.stream(columns[i]).average().orElseThrow();
      double largest = Arrays.stream(columns[i]).map(Math::abs).max().orElseThrow();
      double deviation =
          Math.sqrt(
              Arrays.stream(columns[i]).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
      if (deviation <= ROUNDING * largest) {
        constant.add(entry(name, i, names) + " is always " + columns[i][0]);
      } else if (deviation < SMALL || deviation > LARGE) {
        add(
            Kind.BADLY_SCALED_ENTRY,
            Severity.WARNING,
            entry(name, i, names)
                + " has a standard deviation of "
                + deviation
                + "; choose a unit in which it is nearer to 1");
      } else {
        checkDuplicates(name, i, columns, names);
      }
    }
    if (!constant.isEmpty()) {
      add(
          Kind.CONSTANT_ENTRY,
          Severity.NOTE,
          String.join(", ", constant) + "; leave out what varies in no episode");
    }
  }

  private void checkDuplicates(String name, int i, double[][] columns, List<String> names) {
    for (int j = 0; j < i; j++) {
      if (Arrays.equals(columns[i], columns[j])) {
        add(
            Kind.DUPLICATE_ENTRY,
            Severity.NOTE,
            entry(name, i, names)
                + " always equals "
                + entry(name, j, names)
                + "; leave one of them out");
        return;
      }
    }
  }

  /** Entries of the observation that are a state entry of the step before. */
  private void checkLateness(double[][] states, double[][] observations) {
    boolean[] first = firstSteps();
    for (int i = 0; i < observations.length; i++) {
      double[] observed = observations[i];
      for (double[] state : states) {
        if (Arrays.equals(observed, state)) {
          break;
        }
        if (isOneStepBehind(observed, state, first)) {
          add(
              Kind.LATE_OBSERVATION,
              Severity.WARNING,
              "observation entry "
                  + i
                  + " is the state of the step before; report what is seen after the step");
          break;
        }
      }
    }
  }

  private static boolean isOneStepBehind(double[] observed, double[] state, boolean[] first) {
    boolean varies = false;
    for (int n = 0; n < observed.length; n++) {
      if (first[n]) {
        continue;
      }
      if (observed[n] != state[n - 1]) {
        return false;
      }
      varies |= state[n] != state[n - 1];
    }
    return varies;
  }

  /**
   * A position's change in a step must lie between those that the velocities before and after the
   * step would give.
   */
  private void checkJoint(int j) {
    int p = spec.actuatedPositions()[j];
    int v = spec.actuatedVelocities()[j];
    double misfit = 0;
    double speed = 0;
    double largestJump = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        double move = episode.state(t + 1, p) - episode.state(t, p);
        double change = move / spec.timeStep();
        double before = episode.state(t, v);
        double after = episode.state(t + 1, v);
        double off = Math.abs(change - 0.5 * (before + after)) - 0.5 * Math.abs(after - before);
        if (isTurn(move - 0.5 * (before + after) * spec.timeStep()) && Math.abs(move) > Math.PI) {
          largestJump = Math.max(largestJump, Math.abs(move));
          continue;
        }
        misfit += Math.max(0, off) * Math.max(0, off);
        speed += change * change;
      }
    }
    if (largestJump > 0) {
      addJump(p, largestJump);
    }
    if (misfit > 0.01 * speed && misfit > 0) {
      add(
          Kind.VELOCITY_MISMATCH,
          Severity.WARNING,
          entry("state", p, spec.stateNames())
              + " does not move as "
              + entry("state", v, spec.stateNames())
              + " says it does: the two differ by "
              + Math.round(100 * Math.sqrt(misfit / Math.max(speed, Double.MIN_NORMAL)))
              + "% of the speed; check EnvironmentSpec.actuated, timeStep and units");
    }
  }

  /** Of a declared angle whose velocity is not known. */
  private void checkAngle(int i) {
    double largestJump = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        double move = episode.state(t + 1, i) - episode.state(t, i);
        if (isTurn(move)) {
          largestJump = Math.max(largestJump, Math.abs(move));
        }
      }
    }
    if (largestJump > 0) {
      addJump(i, largestJump);
    }
  }

  private void addJump(int i, double jump) {
    add(
        Kind.ANGLE_JUMPS,
        Severity.WARNING,
        entry("state", i, spec.stateNames())
            + " jumps by "
            + jump
            + " in one step, about a turn; report an unwrapped angle and declare it"
            + " (EnvironmentSpec.angles), or report its sine and cosine");
  }

  private static boolean isTurn(double move) {
    return Math.abs(Math.abs(move) - 2 * Math.PI) < 0.5;
  }

  static String entry(String name, int i, List<String> names) {
    return name + " entry " + i + (names.isEmpty() ? "" : " (" + names.get(i) + ")");
  }

  private void add(Kind kind, Severity severity, String message) {
    findings.add(new Finding(kind, severity, message));
  }
}
