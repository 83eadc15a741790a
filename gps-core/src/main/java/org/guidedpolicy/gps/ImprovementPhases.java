package org.guidedpolicy.gps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.GaussianPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;
import org.guidedpolicy.training.Figure;
import org.guidedpolicy.training.PhaseRunner;

/**
 * C- and S-phase in as many rounds as the options say, each from the network of the last [RF, Alg.
 * 2 lines 7 to 9]. Remembers where dual searches ended. One thread.
 */
public final class ImprovementPhases {
  private static final int REPLAYED_IF_REHEARSED = 1;

  private final int rounds;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private final WorkPool pool;
  private double medianEta = 1;

  public ImprovementPhases(
      int rounds, ControllerPhase controllerPhase, PolicyPhase policyPhase, WorkPool pool) {
    this.rounds = rounds;
    this.controllerPhase = controllerPhase;
    this.policyPhase = policyPhase;
    this.pool = pool;
  }

  /** Writes what the next iterations depend on: where dual searches start. */
  public void write(BinaryOutput out) {
    out.putDouble(medianEta);
  }

  /** Takes over what {@link #write} wrote. */
  public void read(BinaryInput in) throws FormatException {
    medianEta = in.getDouble("median eta");
  }

  /**
   * What the last round made.
   *
   * @param locals the C-phase's local policies
   * @param fit the S-phase's network
   * @param rehearsed what the rehearsal showed, if there was one
   * @param isExhausted whether it showed that next to nothing is to be gained from these starts
   */
  public record Improvement(
      List<LocalPolicy> locals,
      PolicyTrainer.Fit fit,
      List<Figure> rehearsed,
      boolean isExhausted) {
    public double medianEta() {
      double[] etas = locals.stream().mapToDouble(LocalPolicy::eta).sorted().toArray();
      return etas[etas.length / 2];
    }

    public double meanKl() {
      return mean(LocalPolicy::kl);
    }

    public double meanPredictedCost() {
      return mean(LocalPolicy::predictedCost);
    }

    /** The price of moving and the network's fit. */
    public List<Figure> figures() {
      String loss = "On the network's targets. Close together: the network cannot follow.";
      List<Figure> figures = new ArrayList<>(rehearsed);
      Collections.addAll(
          figures,
          new Figure(
              "price of moving",
              "eta",
              medianEta(),
              "",
              "Median dual variable: high where the KL bound restrains the local policies."),
          new Figure("loss of the fit", "after", fit.lossAfter(), "", loss),
          new Figure("loss of the fit", "before", fit.lossBefore(), "", loss),
          new Figure(
              "steps of the fit", "optimizer", fit.steps(), "", "Optimizer steps of the fit."));
      return figures;
    }

    private double mean(ToDoubleFunction<LocalPolicy> figure) {
      return locals.stream().mapToDouble(figure).average().orElseThrow();
    }
  }

  /**
   * What the rounds need to know of the models.
   *
   * @param <F> all models of an iteration
   */
  public interface Models<F> {
    /** The network that the models linearize. */
    GaussianPolicy network(F models);

    /**
     * The C-phase's problems of a round.
     *
     * @param rounds that share the iteration's KL bound
     * @param startEta where the dual search of the problem with that number starts
     */
    List<LocalProblem> problems(F models, int rounds, double[] startEta);

    /**
     * The same models with another network, linearized at the same states.
     *
     * @param round that is over, 1, 2, ...
     */
    F relinearize(F models, int round, GaussianPolicy network);
  }

  /**
   * @param count how many problems there are
   * @param costSpread how much the executed steps' costs differ
   * @param fitted models of the trajectories and of the network
   * @param rehearsal where each local policy is tried out before the network learns from it; empty:
   *     what the models promise is believed
   */
  public <F> Improvement run(
      List<Trajectory> trajectories,
      int count,
      double costSpread,
      Models<F> models,
      F fitted,
      Optional<Rehearsal> rehearsal,
      PhaseRunner phases) {
    double[] eta = new double[count];
    Arrays.fill(eta, medianEta);
    F current = fitted;
    for (int round = 1; ; round++) {
      F from = current;
      Controllers made =
          phases.run(
              "controllers",
              () -> improve(models.problems(from, rounds, eta.clone()), costSpread, rehearsal));
      List<LocalPolicy> locals = made.locals();
      locals.forEach(local -> eta[local.problem().number()] = local.eta());
      PolicyTrainer.Fit fit =
          phases.run(
              "policy", () -> fit(trajectories, made, models.network(from), rehearsal.isPresent()));
      if (round == rounds) {
        policyPhase.endIteration();
        Improvement improvement =
            new Improvement(locals, fit, made.rehearsed(), made.isExhausted());
        medianEta = improvement.medianEta();
        return improvement;
      }
      int done = round;
      current = phases.run("models", () -> models.relinearize(from, done, fit.policy()));
    }
  }

  private record Controllers(
      List<LocalPolicy> locals, List<Figure> rehearsed, boolean isExhausted, double promise) {}

  private Controllers improve(
      List<LocalProblem> problems, double costSpread, Optional<Rehearsal> rehearsal) {
    return rehearsal
        .map(r -> new RehearsedControllers(controllerPhase, r, pool).improve(problems, costSpread))
        .map(
            outcome ->
                new Controllers(
                    outcome.locals(), outcome.figures(), outcome.isExhausted(), outcome.promise()))
        .orElseGet(
            () ->
                new Controllers(
                    controllerPhase.improve(problems, costSpread), List.of(), false, 1));
  }

  /** Rehearsed steps err less, each in its own way: fewer of them need to be averaged. */
  private PolicyTrainer.Fit fit(
      List<Trajectory> trajectories,
      Controllers made,
      GaussianPolicy network,
      boolean isRehearsed) {
    return isRehearsed
        ? policyPhase.fit(trajectories, made.locals, network, REPLAYED_IF_REHEARSED, made.promise)
        : policyPhase.fit(trajectories, made.locals, network);
  }
}
