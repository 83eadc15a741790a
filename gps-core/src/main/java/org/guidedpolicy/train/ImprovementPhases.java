package org.guidedpolicy.train;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.supervised.PolicyTrainer;

/**
 * C- and S-phase in as many rounds as the options say, each from the network of the last [RF, Alg.
 * 2 lines 7 to 9]. Remembers where dual searches ended. One thread.
 */
final class ImprovementPhases {
  private final int rounds;
  private final ModelPhase modelPhase;
  private final ControllerPhase controllerPhase;
  private final PolicyPhase policyPhase;
  private double typicalEta = 1;

  ImprovementPhases(
      int rounds, ModelPhase modelPhase, ControllerPhase controllerPhase, PolicyPhase policyPhase) {
    this.rounds = rounds;
    this.modelPhase = modelPhase;
    this.controllerPhase = controllerPhase;
    this.policyPhase = policyPhase;
  }

  /** Median dual variable of the last iteration, where the next one's searches start. */
  double typicalEta() {
    return typicalEta;
  }

  void restore(double eta) {
    typicalEta = eta;
  }

  /**
   * What the last round made.
   *
   * @param locals the C-phase's local policies
   * @param fit the S-phase's network
   */
  record Improvement(List<LocalPolicy> locals, PolicyTrainer.Fit fit) {
    double medianEta() {
      double[] etas = locals.stream().mapToDouble(LocalPolicy::eta).sorted().toArray();
      return etas[etas.length / 2];
    }

    double meanKl() {
      return mean(LocalPolicy::kl);
    }

    double meanPredictedCost() {
      return mean(LocalPolicy::predictedCost);
    }

    IterationReport.Fit summary() {
      return new IterationReport.Fit(fit.lossBefore(), fit.lossAfter(), fit.steps());
    }

    private double mean(ToDoubleFunction<LocalPolicy> figure) {
      return locals.stream().mapToDouble(figure).average().orElseThrow();
    }
  }

  /**
   * @param fitted models of the trajectories and of the network that made them
   * @param klPerStep bound on KL(local || linearised network) per time step, of all rounds together
   */
  Improvement run(
      int iteration,
      List<Trajectory> trajectories,
      List<QuadraticCost> costs,
      ModelPhase.Models fitted,
      double klPerStep,
      PhaseRunner phases) {
    double[] eta = new double[trajectories.size()];
    Arrays.fill(eta, typicalEta);
    ModelPhase.Models models = fitted;
    for (int round = 1; ; round++) {
      ModelPhase.Models from = models;
      List<LocalPolicy> locals =
          phases.run(
              "controllers",
              () -> controllerPhase.improve(from, costs, klPerStep / rounds, eta).requireSome());
      locals.forEach(local -> eta[local.trajectory()] = local.eta());
      PolicyTrainer.Fit fit =
          phases.run("policy", () -> policyPhase.fit(trajectories, locals, from.policy()));
      if (round == rounds) {
        policyPhase.endIteration();
        Improvement made = new Improvement(locals, fit);
        typicalEta = made.medianEta();
        return made;
      }
      int done = round;
      models =
          phases.run(
              "models",
              () -> modelPhase.relinearize(iteration, done, from, trajectories, fit.policy()));
    }
  }
}
