package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyCovariance;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.guidedpolicy.training.Fallback;
import org.guidedpolicy.training.FallbackCounter;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.TrainingException;

/**
 * The S-phase: one network for all local policies, at the states the trajectories visited [RF, Alg.
 * 2 line 9].
 */
public final class PolicyPhase {
  private final EnvironmentSpec spec;
  private final PolicyOptions options;
  private final PolicyTrainer trainer;
  private final WorkPool pool;
  private final FallbackCounter fallbacks;

  private final History<SupervisedTargets> earlier;

  /** The first network's standard deviations, dU entries; none before there is one. */
  private double[] firstDeviations = {};

  /** Of this iteration's last fit. */
  private Optional<SupervisedTargets> latest = Optional.empty();

  public PolicyPhase(
      EnvironmentSpec spec,
      PolicyOptions options,
      PolicyTrainer trainer,
      WorkPool pool,
      FallbackCounter fallbacks) {
    this.spec = spec;
    this.options = options;
    this.trainer = trainer;
    this.pool = pool;
    this.fallbacks = fallbacks;
    this.earlier = new History<>(options.replayedIterations());
  }

  /**
   * Fits the network to local policies.
   *
   * @param trajectories the iteration's
   * @param locals their local policies
   * @param network the policy whose linearization they started from
   */
  public PolicyTrainer.Fit fit(
      List<Trajectory> trajectories, List<LocalPolicy> locals, GaussianPolicy network) {
    return fit(trajectories, locals, network, options.replayedIterations(), 1);
  }

  /**
   * The same with the targets of this many earlier iterations at most, and less exploration.
   *
   * @param replayed no more than {@link PolicyOptions#replayedIterations} are remembered
   * @param floorShare how much of the floor on exploration holds, 0 to 1
   */
  PolicyTrainer.Fit fit(
      List<Trajectory> trajectories,
      List<LocalPolicy> locals,
      GaussianPolicy network,
      int replayed,
      double floorShare) {
    List<Visit> visits =
        locals.stream()
            .flatMap(l -> l.problem().trajectories().stream().map(m -> new Visit(l, m)))
            .toList();
    List<Trajectory> visited = visits.stream().map(v -> trajectories.get(v.trajectory)).toList();
    SupervisedTargets targets =
        targets(
            visited,
            (i, from, points) -> {
              LocalPolicy local = visits.get(i).local;
              Trajectory trajectory = visited.get(i);
              addTargets(points, from, trajectory, local.controller());
              if (options.targetBound() > 0) {
                double steps = EarlyEnds.meanSteps(trajectories, local.problem().trajectories());
                new TargetBound(local, steps, options.targetBound())
                    .clip(trajectory, points.means, from * spec.actionDimension());
              }
              if (options.targets() == PolicyOptions.Targets.CORRECTION) {
                shiftToCorrections(points, from, trajectory, local, network);
              }
            });
    latest = Optional.of(targets);
    List<SupervisedTargets> all = new ArrayList<>();
    all.add(targets);
    earlier.entries().stream().limit(replayed).forEach(all::add);
    SupervisedTargets joined = SupervisedTargets.joined(all);
    return fit(joined, covariance(joined, floorShare));
  }

  /** A trajectory at whose states a local policy is learned. */
  private record Visit(LocalPolicy local, int trajectory) {}

  /** Ends an iteration: its last targets are replayed in later ones. */
  public void endIteration() {
    latest.ifPresent(earlier::add);
    latest = Optional.empty();
  }

  /** Writes what the next fits depend on: the targets to be replayed and the trainer's state. */
  public void write(BinaryOutput out) {
    out.putBytes(trainer.state());
    MemoryFormat.writeTargets(out, earlier.entries());
    out.putInt(firstDeviations.length).putDoubles(firstDeviations);
  }

  /** Takes over what {@link #write} wrote. */
  public void read(BinaryInput in) throws FormatException {
    trainer.restore(in.getBytes("trainer"));
    earlier.restore(MemoryFormat.readTargets(in));
    firstDeviations =
        in.getDoubles("first deviations", in.getCount("first deviations", Double.BYTES));
  }

  /**
   * Fits the network to imitate the controllers that the trajectories were made with.
   *
   * @param controllers one for each trajectory
   */
  public PolicyTrainer.Fit imitate(
      List<Trajectory> trajectories, List<LinearGaussianController> controllers) {
    PolicyTrainer.Fit fit =
        fit(
            targets(
                trajectories,
                (i, from, points) ->
                    addTargets(points, from, trajectories.get(i), controllers.get(i))));
    if (firstDeviations.length == 0) {
      firstDeviations = deviations(fit.policy().covariance());
    }
    return fit;
  }

  private static double[] deviations(double[] covariance) {
    int dU = (int) Math.sqrt(covariance.length);
    return IntStream.range(0, dU).mapToDouble(j -> Math.sqrt(covariance[j * dU + j])).toArray();
  }

  /**
   * The same with a weight for each point.
   *
   * @param weights one for each executed step, trajectory by trajectory, positive
   * @param entropyPenalty r, added to the mean precision: it shrinks the policy's noise
   */
  public PolicyTrainer.Fit imitate(
      List<Trajectory> trajectories,
      List<LinearGaussianController> controllers,
      double[] weights,
      double entropyPenalty) {
    SupervisedTargets targets =
        targets(
                trajectories,
                (i, from, points) ->
                    addTargets(points, from, trajectories.get(i), controllers.get(i)))
            .weighted(weights);
    return fit(targets, covariance(targets.withPrecisionAdded(entropyPenalty), 1));
  }

  /** The exploration noise of a policy, as figures. */
  public static List<Figure> figures(GaussianPolicy policy) {
    double[] covariance = policy.covariance();
    int dU = policy.actionDimension();
    return IntStream.range(0, dU)
        .mapToObj(
            j ->
                new Figure(
                    "standard deviation of the actions",
                    "action " + (j + 1),
                    Math.sqrt(covariance[j * dU + j]),
                    "",
                    "Exploration noise, in units of the action. Close to zero, nothing new is"
                        + " tried."))
        .toList();
  }

  /** Arrays of {@link SupervisedTargets} while they are being filled. */
  private record Points(double[] observations, double[] means, double[] precisions) {}

  private interface TargetWriter {
    /** Writes the points of trajectory i, one for each executed step, to point {@code from} on. */
    void write(int i, int from, Points points);
  }

  private SupervisedTargets targets(List<Trajectory> trajectories, TargetWriter writer) {
    int[] from = new int[trajectories.size()];
    int N = 0;
    for (int i = 0; i < from.length; i++) {
      from[i] = N;
      N += trajectories.get(i).steps();
    }
    int dO = spec.observationDimension();
    int dU = spec.actionDimension();
    Points points = new Points(new double[N * dO], new double[N * dU], new double[N * dU * dU]);
    pool.forEach(from.length, i -> writer.write(i, from[i], points));
    return new SupervisedTargets(dO, dU, points.observations, points.means, points.precisions);
  }

  private PolicyTrainer.Fit fit(SupervisedTargets targets) {
    return fit(targets, covariance(targets, 1));
  }

  private PolicyTrainer.Fit fit(SupervisedTargets targets, double[] covariance) {
    PolicyTrainer.Fit fit = trainer.fit(targets, covariance);
    requireFinite(fit.policy(), targets);
    return fit;
  }

  /** A policy that fails on its own training points must not reach a robot. */
  private static void requireFinite(GaussianPolicy policy, SupervisedTargets targets) {
    int dO = targets.observationDimension();
    double[] o = new double[dO];
    double[] action = new double[targets.actionDimension()];
    for (int n = 0; n < targets.size(); n++) {
      System.arraycopy(targets.observations(), n * dO, o, 0, dO);
      policy.action(o, action);
      requireFinite("action", action, o);
    }
    requireFinite("covariance", policy.covariance(), o);
  }

  private static void requireFinite(String name, double[] values, double[] observation) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new TrainingException(
            "S-phase: the fitted policy's "
                + name
                + " is "
                + Arrays.toString(values)
                + " at the observation "
                + Arrays.toString(observation)
                + ", must be finite; lower the trainer's learning rate");
      }
    }
  }

  private double[] covariance(SupervisedTargets targets, double floorShare) {
    boolean diagonal = options.covariance() == PolicyOptions.Covariance.DIAGONAL;
    double[] covariance = PolicyCovariance.of(targets, diagonal, 0);
    double[] floor = new double[targets.actionDimension()];
    Arrays.fill(floor, options.minStandardDeviation());
    for (int j = 0; j < firstDeviations.length; j++) {
      floor[j] = Math.max(floor[j], options.explorationFloor() * floorShare * firstDeviations[j]);
    }
    double[] raised = PolicyCovariance.withFloor(covariance, floor);
    if (!Arrays.equals(covariance, raised)) {
      fallbacks.add(
          Fallback.EXPLORATION_RAISED,
          1,
          () -> "the covariance was " + Arrays.toString(covariance));
    }
    return raised;
  }

  private void addTargets(
      Points points, int from, Trajectory trajectory, LinearGaussianController q) {
    int dU = spec.actionDimension();
    double[] x = new double[spec.stateDimension()];
    double[] mean = new double[dU];
    LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(dU);
    DMatrixRMaj precision = new DMatrixRMaj(dU, dU);
    for (int t = 0; t < trajectory.steps(); t++) {
      int point = from + t;
      trajectory.copyObservation(t, points.observations, point * spec.observationDimension());
      trajectory.copyState(t, x, 0);
      // K x + k, C^-1
      q.mean(t, x, mean);
      System.arraycopy(mean, 0, points.means, point * dU, dU);
      if (!cholesky.setA(q.covariance(t))) {
        throw new TrainingException(
            "S-phase: the covariance of a local policy is not positive definite at step "
                + t
                + "; raise the initial controller's smallest variances, or"
                + " policy.minStandardDeviation");
      }
      cholesky.invert(precision);
      System.arraycopy(precision.data, 0, points.precisions, point * dU * dU, dU * dU);
    }
  }

  /** K x + k becomes mu(o) + (K x + k) - (Kp x + kp). */
  private void shiftToCorrections(
      Points points, int from, Trajectory trajectory, LocalPolicy local, GaussianPolicy network) {
    int dU = spec.actionDimension();
    double[] x = new double[spec.stateDimension()];
    double[] mean = new double[dU];
    double[] action = new double[dU];
    for (int t = 0; t < trajectory.steps(); t++) {
      trajectory.copyState(t, x, 0);
      local.reference().mean(t, x, mean);
      network.action(trajectory.observation(t), action);
      for (int j = 0; j < dU; j++) {
        points.means[(from + t) * dU + j] += action[j] - mean[j];
      }
    }
  }
}
