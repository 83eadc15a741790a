package org.guidedpolicy.dynamics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.network.NetworkShape;
import org.guidedpolicy.network.Nonlinearity;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Learns dynamics from every transition of every episode that it was ever given.
 *
 * <p>Each member of the ensemble minimizes
 *
 * <pre>
 * mean over (x, u, x') of sum_o huber(N(standardized [x; u])_o - standardized (x' - x)_o)
 * </pre>
 *
 * where sine and cosine stand for each angle of x in the network's input ({@link AngleEncoding}),
 * not in the change; by Adam on batches drawn with replacement. Every {@link #fit} standardizes by
 * all data so far, rewrites the networks so that they stay the functions that they were, and
 * continues from their weights and moments. Entries that never varied are left out.
 *
 * <p>A fit that is cancelled or fails leaves the learner as it was. What {@link #write} wrote
 * continues with the numbers of an undisturbed run. One thread.
 */
public final class DynamicsLearner {
  private static final int MIN_EPISODE_BYTES = 6 * Integer.BYTES + 3 * Double.BYTES;

  private final int dX;
  private final int dU;
  private final AngleEncoding encoding; // of [x; u]
  private final DynamicsOptions options;
  private final List<Trajectory> episodes = new ArrayList<>();
  private int newest;
  private int fits;
  private Optional<Ensemble> ensemble = Optional.empty();

  /** The networks after a fit and the units that they work in. */
  private record Ensemble(Scaling points, Scaling changes, List<Member> members) {}

  /**
   * For a robot whose state has no angles.
   *
   * @param stateDimension dX
   * @param actionDimension dU
   */
  public DynamicsLearner(int stateDimension, int actionDimension, DynamicsOptions options) {
    this(stateDimension, actionDimension, new int[0], options);
  }

  /**
   * For a robot.
   *
   * @param spec its dimensions and which entries of its state are angles
   */
  public DynamicsLearner(EnvironmentSpec spec, DynamicsOptions options) {
    this(spec.stateDimension(), spec.actionDimension(), spec.angles(), options);
  }

  private DynamicsLearner(int dX, int dU, int[] angles, DynamicsOptions options) {
    Require.atLeast("stateDimension", dX, 1);
    Require.atLeast("actionDimension", dU, 1);
    this.dX = dX;
    this.dU = dU;
    this.encoding = AngleEncoding.of(dX + dU, angles);
    this.options = options;
  }

  /**
   * Takes a batch of real episodes to learn from, in all later fits.
   *
   * @throws IllegalArgumentException if a dimension is another than this learner's
   */
  public void add(List<Trajectory> batch) {
    batch.forEach(episode -> requireDimensions(episode, dX, dU));
    episodes.addAll(batch);
    newest = batch.size();
  }

  static void requireDimensions(Trajectory episode, int dX, int dU) {
    if (episode.stateDimension() != dX || episode.actionDimension() != dU) {
      throw new IllegalArgumentException(
          "the dynamics have dX=" + dX + " and dU=" + dU + ", the episode is " + episode);
    }
  }

  /** All episodes so far, in the order in which they came. */
  public List<Trajectory> episodes() {
    return List.copyOf(episodes);
  }

  /** How many episodes the newest batch has: the last ones of {@link #episodes}. */
  public int newest() {
    return newest;
  }

  /**
   * Learns from all episodes so far.
   *
   * @param seed source of initial weights and batches, together with the number of this fit
   * @param pool runs one task for each member
   * @throws IllegalStateException if there are no episodes
   */
  public LearnedDynamics fit(long seed, WorkPool pool) {
    if (episodes.isEmpty()) {
      throw new IllegalStateException("there is nothing to learn from yet; add episodes first");
    }
    Transitions data = Transitions.of(episodes);
    double[][] inputs = encoded(data.points());
    Scaling points = Scaling.of(inputs, options.minDeviation());
    Scaling changes = Scaling.of(data.changes(), options.minDeviation());
    float[][] x = points.standardized(inputs);
    float[][] y = changes.standardized(data.changes());
    int steps = fits == 0 ? options.firstSteps() : options.laterSteps();
    Member[] trained = new Member[options.members()];
    pool.forEach(
        trained.length,
        e -> {
          var random = new SplittableRandom(Mixing.of(seed, fits, e));
          Member start =
              ensemble
                  .map(last -> rescaled(last, e, points, changes))
                  .orElseGet(() -> Member.initial(shape(), random));
          trained[e] = start.trained(x, y, changes, steps, options, random);
        });
    ensemble = Optional.of(new Ensemble(points, changes, List.of(trained)));
    fits++;
    return dynamics(ensemble.get());
  }

  private double[][] encoded(double[][] points) {
    double[][] encoded = new double[points.length][encoding.encodedDimension()];
    for (int k = 0; k < points.length; k++) {
      encoding.encode(points[k], encoded[k]);
    }
    return encoded;
  }

  private static Member rescaled(Ensemble last, int e, Scaling points, Scaling changes) {
    return last.members.get(e).rescaled(last.points, points, last.changes, changes);
  }

  /** What the last fit learned; empty before the first. */
  public Optional<LearnedDynamics> dynamics() {
    return ensemble.map(this::dynamics);
  }

  private LearnedDynamics dynamics(Ensemble of) {
    return new LearnedDynamics(
        dX,
        dU,
        encoding,
        of.points,
        of.changes,
        of.members.stream().map(Member::network).toList(),
        options.minDeviation());
  }

  private NetworkShape shape() {
    int[] hidden = options.hidden().stream().mapToInt(units -> units).toArray();
    return NetworkShape.of(encoding.encodedDimension(), hidden, Nonlinearity.RATIONAL_TANH, dX);
  }

  /** Writes everything that later fits depend on, episodes included. */
  public void write(BinaryOutput out) {
    out.putInt(episodes.size());
    episodes.forEach(episode -> write(out, episode));
    out.putInt(newest).putInt(fits).putInt(options.hidden().size());
    options.hidden().forEach(out::putInt);
    out.putInt(options.members()).putInt(encoding.count());
    Arrays.stream(encoding.angles()).forEach(out::putInt);
    ensemble.ifPresent(
        last -> {
          last.points.write(out);
          last.changes.write(out);
          last.members.forEach(member -> member.write(out));
        });
  }

  private static void write(BinaryOutput out, Trajectory episode) {
    out.putInt(episode.horizon())
        .putInt(episode.steps())
        .putInt(episode.observationDimension())
        .putDoubles(episode.states())
        .putDoubles(episode.actions());
    boolean fullyObserved = episode.observesState();
    out.putInt(fullyObserved ? 1 : 0);
    if (!fullyObserved) {
      out.putDoubles(episode.observations());
    }
  }

  /**
   * The learner that {@link #write} wrote, of a robot whose state has no angles.
   *
   * @param options as when it was written; the networks' sizes must be the same, all else may
   *     differ
   * @throws FormatException if bytes are missing or cannot be, or the networks have other sizes
   */
  public static DynamicsLearner read(
      int stateDimension, int actionDimension, DynamicsOptions options, BinaryInput in)
      throws FormatException {
    DynamicsLearner learner = new DynamicsLearner(stateDimension, actionDimension, options);
    learner.read(in);
    return learner;
  }

  /**
   * The learner that {@link #write} wrote.
   *
   * @param spec of the robot, with the same dimensions and angles
   * @param options as when it was written; the networks' sizes must be the same, all else may
   *     differ
   * @throws FormatException if bytes are missing or cannot be, or the networks have other sizes or
   *     inputs
   */
  public static DynamicsLearner read(EnvironmentSpec spec, DynamicsOptions options, BinaryInput in)
      throws FormatException {
    DynamicsLearner learner = new DynamicsLearner(spec, options);
    learner.read(in);
    return learner;
  }

  private void read(BinaryInput in) throws FormatException {
    int count = in.getCount("episodes", MIN_EPISODE_BYTES);
    for (int m = 0; m < count; m++) {
      episodes.add(readEpisode(in));
    }
    newest = in.getInt("newest episodes");
    fits = in.getInt("fits");
    if (newest < 0 || newest > count || fits < 0) {
      throw new FormatException(
          "is damaged: of " + count + " episodes " + newest + " are new, after " + fits + " fits");
    }
    requireNetworks(in);
    requireAngles(in);
    if (fits > 0) {
      Scaling points = Scaling.read("points", encoding.encodedDimension(), in);
      Scaling changes = Scaling.read("changes", dX, in);
      List<Member> members = new ArrayList<>();
      for (int e = 0; e < options.members(); e++) {
        members.add(Member.read(shape(), in));
      }
      ensemble = Optional.of(new Ensemble(points, changes, List.copyOf(members)));
    }
  }

  private Trajectory readEpisode(BinaryInput in) throws FormatException {
    int T = in.getPositive("horizon");
    int steps = in.getPositive("executed steps");
    int dO = in.getPositive("observation dimension");
    double[] states = in.getDoubles("states", (T + 1L) * dX);
    double[] actions = in.getDoubles("actions", (long) T * dU);
    boolean fullyObserved = in.getInt("kind of observation") == 1;
    double[] observations =
        fullyObserved
            ? Arrays.copyOf(states, T * dX)
            : in.getDoubles("observations", (long) T * dO);
    try {
      return new Trajectory(T, steps, states, actions, observations);
    } catch (IllegalArgumentException e) {
      throw new FormatException("is damaged: " + e.getMessage(), e);
    }
  }

  private void requireAngles(BinaryInput in) throws FormatException {
    int[] angles = new int[in.getCount("angles", Integer.BYTES)];
    for (int k = 0; k < angles.length; k++) {
      angles[k] = in.getInt("angle");
    }
    if (!Arrays.equals(angles, encoding.angles())) {
      throw new FormatException(
          "holds networks of a state with angles "
              + Arrays.toString(angles)
              + ", the environment has angles "
              + Arrays.toString(encoding.angles())
              + "; resume with the same");
    }
  }

  private void requireNetworks(BinaryInput in) throws FormatException {
    int layers = in.getCount("hidden layers", Integer.BYTES);
    List<Integer> hidden = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      hidden.add(in.getPositive("hidden units"));
    }
    int members = in.getPositive("members");
    if (!hidden.equals(options.hidden()) || members != options.members()) {
      throw new FormatException(
          "holds "
              + members
              + " networks of hidden layers "
              + hidden
              + ", the options say "
              + options.members()
              + " of "
              + options.hidden()
              + "; resume with the same members and hidden");
    }
  }
}
