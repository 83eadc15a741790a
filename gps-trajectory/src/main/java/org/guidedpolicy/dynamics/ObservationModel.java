package org.guidedpolicy.dynamics;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.network.NetworkShape;
import org.guidedpolicy.network.Nonlinearity;
import org.guidedpolicy.network.Parameters;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.rollout.Trajectory;

/**
 * What a policy sees of a state, o = h(x), as episodes show it: an entry that always was an entry
 * of the state is a copy of it, and all others are learned by small networks, as dynamics are.
 * Derivatives are exact, those of copies and networks.
 *
 * <p>What does not follow from the state, such as the noise of a sensor, is averaged over.
 * Immutable and thread-safe.
 */
public final class ObservationModel {
  private static final int LEARNED = -1;

  private final int dX;
  private final int[] copied; // dO entries: which entry of the state, or LEARNED
  private final int[] learned; // which entries of the observation the networks give
  private final AngleEncoding encoding;
  private final Scaling states;
  private final Scaling entries;
  private final ThreadLocal<EnsembleMean> ensembles;

  private ObservationModel(
      int dX,
      int[] copied,
      AngleEncoding encoding,
      Scaling states,
      Scaling entries,
      List<Parameters<double[]>> members) {
    this.dX = dX;
    this.copied = copied;
    this.learned = learnedEntries(copied);
    this.encoding = encoding;
    this.states = states;
    this.entries = entries;
    this.ensembles =
        ThreadLocal.withInitial(() -> new EnsembleMean(encoding, states, members, learned.length));
  }

  private static int[] learnedEntries(int[] copied) {
    return IntStream.range(0, copied.length).filter(i -> copied[i] == LEARNED).toArray();
  }

  /**
   * Copies alone.
   *
   * @param episodes of equal dimensions, at least one
   * @return empty if an entry of the observation is no copy
   */
  public static Optional<ObservationModel> copying(List<Trajectory> episodes) {
    int[] copied = copies(episodes);
    return learnedEntries(copied).length > 0
        ? Optional.empty()
        : Optional.of(ofCopies(episodes.get(0).stateDimension(), copied));
  }

  private static ObservationModel ofCopies(int dX, int[] copied) {
    Scaling none = new Scaling(new double[0], new double[0]);
    return new ObservationModel(dX, copied, AngleEncoding.of(dX), none, none, List.of());
  }

  /**
   * Copies where there are some, and networks for all other entries.
   *
   * @param spec the robot's: networks see its angles as sine and cosine
   * @param episodes of its dimensions, at least one
   * @param options of the networks; {@link DynamicsOptions#firstSteps} are taken
   * @param seed source of initial weights and batches
   * @param pool runs one task for each member
   */
  public static ObservationModel of(
      EnvironmentSpec spec,
      List<Trajectory> episodes,
      DynamicsOptions options,
      long seed,
      WorkPool pool) {
    int[] copied = copies(episodes);
    int[] learned = learnedEntries(copied);
    int dX = spec.stateDimension();
    if (learned.length == 0) {
      return ofCopies(dX, copied);
    }
    AngleEncoding encoding = AngleEncoding.of(dX, spec.angles());
    int dZ = encoding.encodedDimension();
    double[][] points =
        rows(
            episodes,
            dZ,
            (episode, t) -> {
              double[] z = new double[dZ];
              encoding.encode(episode.state(t), z);
              return z;
            });
    double[][] targets =
        rows(
            episodes,
            learned.length,
            (episode, t) ->
                IntStream.of(learned).mapToDouble(i -> episode.observation(t, i)).toArray());
    Scaling states = Scaling.of(points, options.minDeviation());
    Scaling entries = Scaling.of(targets, options.minDeviation());
    float[][] x = states.standardized(points);
    float[][] y = entries.standardized(targets);
    int[] hidden = options.hidden().stream().mapToInt(units -> units).toArray();
    NetworkShape shape = NetworkShape.of(dZ, hidden, Nonlinearity.RATIONAL_TANH, learned.length);
    Member[] trained = new Member[options.members()];
    pool.forEach(
        trained.length,
        e -> {
          var random = new SplittableRandom(Mixing.of(seed, e));
          trained[e] =
              Member.initial(shape, random)
                  .trained(x, y, entries, options.firstSteps(), options, random);
        });
    return new ObservationModel(
        dX,
        copied,
        encoding,
        states,
        entries,
        Arrays.stream(trained).map(Member::network).toList());
  }

  /** For each entry of the observation the first entry of the state that it always was. */
  private static int[] copies(List<Trajectory> episodes) {
    if (episodes.isEmpty()) {
      throw new IllegalArgumentException("there are no episodes, at least one is needed");
    }
    int dX = episodes.get(0).stateDimension();
    int[] copied = new int[episodes.get(0).observationDimension()];
    Arrays.setAll(
        copied,
        i ->
            IntStream.range(0, dX).filter(j -> isCopy(episodes, i, j)).findFirst().orElse(LEARNED));
    return copied;
  }

  private static boolean isCopy(List<Trajectory> episodes, int i, int j) {
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        if (episode.observation(t, i) != episode.state(t, j)) {
          return false;
        }
      }
    }
    return true;
  }

  private interface Row {
    double[] of(Trajectory episode, int t);
  }

  private static double[][] rows(List<Trajectory> episodes, int width, Row row) {
    double[][] rows = new double[episodes.stream().mapToInt(Trajectory::steps).sum()][width];
    int k = 0;
    for (Trajectory episode : episodes) {
      for (int t = 0; t < episode.steps(); t++) {
        rows[k++] = row.of(episode, t);
      }
    }
    return rows;
  }

  /** dX. */
  public int stateDimension() {
    return dX;
  }

  /** dO. */
  public int observationDimension() {
    return copied.length;
  }

  /** How many entries of the observation are learned, and no copies. */
  public int learnedEntries() {
    return learned.length;
  }

  /**
   * @param x dX entries
   * @param out receives the observation, dO entries
   */
  public void observe(double[] x, double[] out) {
    Require.length("x", x.length, dX, "dX");
    Require.length("out", out.length, copied.length, "dO");
    for (int i = 0; i < copied.length; i++) {
      out[i] = copied[i] == LEARNED ? 0 : x[copied[i]];
    }
    if (learned.length > 0) {
      double[] mean = ensembles.get().at(x);
      for (int l = 0; l < learned.length; l++) {
        out[learned[l]] = entries.mean()[l] + entries.deviation()[l] * mean[l];
      }
    }
  }

  /**
   * @param x dX entries
   * @param out receives dh/dx, dO x dX, row-major
   */
  public void jacobian(double[] x, double[] out) {
    Require.length("x", x.length, dX, "dX");
    Require.length("out", out.length, copied.length * dX, "dO x dX");
    Arrays.fill(out, 0);
    for (int i = 0; i < copied.length; i++) {
      if (copied[i] != LEARNED) {
        out[i * dX + copied[i]] = 1;
      }
    }
    if (learned.length > 0) {
      double[] H = learnedJacobian(x);
      for (int l = 0; l < learned.length; l++) {
        System.arraycopy(H, l * dX, out, learned[l] * dX, dX);
      }
    }
  }

  /** Of the learned entries by the state, row-major. */
  private double[] learnedJacobian(double[] x) {
    EnsembleMean ensemble = ensembles.get();
    ensemble.at(x);
    double[][] J = ensemble.jacobian();
    int dZ = encoding.encodedDimension();
    double[] byEncoded = new double[learned.length * dZ];
    for (int l = 0; l < learned.length; l++) {
      for (int j = 0; j < dZ; j++) {
        byEncoded[l * dZ + j] = entries.deviation()[l] * J[j][l] * states.scale(j);
      }
    }
    double[] byState = new double[learned.length * dX];
    encoding.chainRule(x, byEncoded, learned.length, byState);
    return byState;
  }
}
