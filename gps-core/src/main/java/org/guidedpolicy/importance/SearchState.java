package org.guidedpolicy.importance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.rollout.Trajectory;

/**
 * What the next iteration begins with. Immutable and thread-safe.
 *
 * @param family that the policies are of
 * @param guidingCost the median over the guiding samples
 * @param samples that are stored, the guiding ones first
 * @param policies of all iterations; the j-th is source j + 1
 * @param best which of them is theta*
 * @param regularization w_r
 * @param newest how many of the last samples came from the last iteration's new policy
 * @param later how many samples came after those
 */
record SearchState(
    NetworkFamily family,
    double guidingCost,
    List<Sample> samples,
    List<Member> policies,
    int best,
    double regularization,
    int newest,
    int later) {

  /** A trajectory's horizon, steps, dimensions, source and one of each number. */
  private static final long MIN_SAMPLE_BYTES = 6 * Integer.BYTES + 4 * Double.BYTES;

  private static final long MIN_POLICY_BYTES = 2 * Double.BYTES;

  SearchState {
    samples = List.copyOf(samples);
    policies = List.copyOf(policies);
  }

  /** theta*. */
  Member theta() {
    return policies.get(best);
  }

  /** The samples of the last iteration's new policy. */
  List<Trajectory> newestTrajectories() {
    int to = samples.size() - later;
    return trajectories(samples.subList(to - newest, to));
  }

  static List<Trajectory> trajectories(List<Sample> samples) {
    return samples.stream().map(Sample::trajectory).toList();
  }

  /**
   * The samples in the order of their use: the guiding ones, then the others by descending log
   * weight under theta*, log pi_theta*(u) - log q(u) for the source q that each came from.
   */
  List<Sample> ordered(Sources sources) {
    List<Sample> others = samples.stream().filter(sample -> !sample.isGuiding()).toList();
    double[] weights = new double[others.size()];
    IntStream from = others.stream().mapToInt(Sample::source).distinct();
    from.forEach(source -> weigh(source, others, sources, weights));
    List<Sample> sorted =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -weights[i]))
            .map(others::get)
            .toList();
    return Stream.concat(samples.stream().filter(Sample::isGuiding), sorted.stream()).toList();
  }

  private void weigh(int source, List<Sample> all, Sources sources, double[] weightsOut) {
    int[] members =
        IntStream.range(0, all.size()).filter(i -> all.get(i).source() == source).toArray();
    List<Trajectory> episodes =
        IntStream.of(members).mapToObj(i -> all.get(i).trajectory()).toList();
    LogLikelihood likelihood = sources.likelihood(episodes);
    double[][] pi = likelihood.logs(theta());
    double[][] q = sources.logs(source, episodes, likelihood);
    for (int k = 0; k < members.length; k++) {
      double sum = 0;
      for (int t = 0; t < pi[k].length; t++) {
        sum += pi[k][t] - q[k][t];
      }
      weightsOut[members[k]] = sum;
    }
  }

  /** How a network sees an environment's observations. */
  static AngleEncoding inputs(EnvironmentSpec spec) {
    return AngleEncoding.of(spec.observationDimension(), spec.observationAngles());
  }

  private void requireFits(EnvironmentSpec spec) {
    Require.length("actions", family.actions(), spec.actionDimension(), "dU");
    for (Sample sample : samples) {
      Trajectory trajectory = sample.trajectory();
      Require.length("a sample", trajectory.horizon(), spec.horizon(), "the horizon");
      Require.length("states", trajectory.stateDimension(), spec.stateDimension(), "dX");
      Require.length("actions", trajectory.actionDimension(), spec.actionDimension(), "dU");
      Require.length(
          "observations", trajectory.observationDimension(), spec.observationDimension(), "dO");
    }
  }

  void write(BinaryOutput out) {
    out.putInt(family.actions()).putInt(family.hiddenUnits());
    out.putInt(family.inputMean().length);
    out.putDoubles(family.inputMean()).putDoubles(family.inputDeviation());
    out.putDoubles(family.actionScale());
    out.putDouble(guidingCost).putInt(best).putDouble(regularization).putInt(newest).putInt(later);
    out.putInt(policies.size());
    policies.forEach(pi -> out.putDoubles(pi.theta()).putDoubles(pi.sigma()));
    out.putInt(samples.size());
    samples.forEach(sample -> write(out, sample));
  }

  private static void write(BinaryOutput out, Sample sample) {
    Trajectory trajectory = sample.trajectory();
    out.putInt(sample.source())
        .putInt(trajectory.horizon())
        .putInt(trajectory.steps())
        .putInt(trajectory.stateDimension())
        .putInt(trajectory.actionDimension())
        .putInt(trajectory.observationDimension())
        .putDoubles(trajectory.states())
        .putDoubles(trajectory.actions())
        .putDoubles(trajectory.observations());
  }

  /**
   * What {@link #write} wrote.
   *
   * @param spec of the environment
   * @throws IllegalArgumentException if its numbers are no network's or no trajectory's
   */
  static SearchState read(BinaryInput in, EnvironmentSpec spec) throws FormatException {
    int dU = in.getPositive("action dimension");
    int hiddenUnits = in.getPositive("hidden units");
    int dE = in.getPositive("inputs");
    NetworkFamily family =
        new NetworkFamily(
            inputs(spec),
            in.getDoubles("input means", dE),
            in.getDoubles("input deviations", dE),
            in.getDoubles("action scales", dU),
            hiddenUnits);
    double guidingCost = in.getDouble("guiding cost");
    int best = in.getInt("best policy");
    double regularization = in.getDouble("regularization");
    int newest = in.getInt("newest samples");
    int later = in.getInt("later samples");
    List<Member> policies = new ArrayList<>();
    int count = in.getCount("policies", MIN_POLICY_BYTES);
    for (int j = 0; j < count; j++) {
      policies.add(
          new Member(
              finite(in.getDoubles("parameters", family.shape().parameters())),
              in.getDoubles("noise", dU)));
    }
    List<Sample> samples = new ArrayList<>();
    int stored = in.getCount("samples", MIN_SAMPLE_BYTES);
    for (int i = 0; i < stored; i++) {
      samples.add(sample(in, count));
    }
    if (best < 0 || best >= count || newest < 0 || later < 0 || newest > stored - later) {
      throw new FormatException(
          "is damaged: policy "
              + best
              + " of "
              + count
              + " is the best, of "
              + stored
              + " samples");
    }
    SearchState state =
        new SearchState(
            family, guidingCost, samples, policies, best, regularization, newest, later);
    state.requireFits(spec);
    return state;
  }

  private static double[] finite(double[] values) throws FormatException {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new FormatException("is damaged: a parameter of a network is " + value);
      }
    }
    return values;
  }

  private static Sample sample(BinaryInput in, int policies) throws FormatException {
    int source = in.getInt("source");
    if (source < 0 || source > policies) {
      throw new FormatException(
          "is damaged: a sample came from policy " + source + " of " + policies);
    }
    int T = in.getPositive("horizon");
    int steps = in.getPositive("executed steps");
    long dX = in.getPositive("state dimension");
    long dU = in.getPositive("action dimension");
    long dO = in.getPositive("observation dimension");
    return new Sample(
        new Trajectory(
            T,
            steps,
            in.getDoubles("states", T + 1L, dX),
            in.getDoubles("actions", T, dU),
            in.getDoubles("observations", T, dO)),
        source);
  }
}
