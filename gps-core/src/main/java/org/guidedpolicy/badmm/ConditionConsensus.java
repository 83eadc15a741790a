package org.guidedpolicy.badmm;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.training.Figure;

/** The {@link Consensus} of each condition with the one network. One thread. */
final class ConditionConsensus {
  private final List<Consensus> all;

  /**
   * @param conditions M
   * @param horizon T
   * @param actionDimension dU
   * @param weight nu of every condition and step to begin with
   */
  ConditionConsensus(int conditions, int horizon, int actionDimension, double weight) {
    this.all =
        IntStream.range(0, conditions)
            .mapToObj(m -> new Consensus(horizon, actionDimension, weight))
            .toList();
  }

  /** M. */
  int size() {
    return all.size();
  }

  /** That of condition m. */
  Consensus of(int m) {
    return all.get(m);
  }

  /** The dual step of every condition, see {@link Consensus#dualStep}. */
  void dualStep(double alpha, List<LinearGaussianController> q, List<Disagreement> apart) {
    for (int m = 0; m < all.size(); m++) {
      all.get(m).dualStep(alpha, q.get(m), apart.get(m).gap());
    }
  }

  /** Adapts the weights of every condition, see {@link Consensus#adapt}. */
  void adapt(List<Disagreement> apart) {
    for (int m = 0; m < all.size(); m++) {
      all.get(m).adapt(apart.get(m).kl());
    }
  }

  /**
   * Why multipliers would grow without bound, if they would. The S-phase moves a network that can
   * follow every target by what the multipliers ask for, so the dual step multiplies them by 1 -
   * alpha; with targets as published, which have nu in place of 1 / nu, by 1 - alpha nu^2. Below -1
   * that grows.
   */
  Optional<String> divergence(double alpha, Badmm.MultiplierInTargets multiplier) {
    boolean exact = multiplier == Badmm.MultiplierInTargets.EXACT;
    double nu = exact ? 1 : weights().max().orElseThrow();
    if (!(alpha * nu * nu > 2)) {
      return Optional.empty();
    }
    String rate = "dualRate " + alpha;
    return Optional.of(
        exact
            ? rate + " makes the multipliers grow without bound; use one below 2"
            : String.format(
                Locale.ROOT,
                "multiplierInTargets as-published makes the multipliers grow without bound where nu"
                    + " is above %.3g, at %s, and nu is up to %.3g; use exact, or weightRule fixed"
                    + " and a smaller initialPolicyWeight",
                Math.sqrt(2 / alpha),
                rate,
                nu));
  }

  /**
   * How far local policies and network disagree, and what that costs.
   *
   * @param apart of each condition
   */
  List<Figure> figures(List<Disagreement> apart) {
    double kl = apart.stream().mapToDouble(Disagreement::meanKl).average().orElseThrow();
    DoubleStream lambda =
        all.stream().flatMapToDouble(c -> DoubleStream.of(c.multipliers())).map(Math::abs);
    String penalty = "Penalty on the divergence of local policies and network, nu.";
    return List.of(
        new Figure(
            "KL from the network",
            "local policies",
            kl,
            "nats per step",
            "At the visited states: how far local policies and network disagree."),
        new Figure("policy weight", "max", weights().max().orElseThrow(), "", penalty),
        new Figure("policy weight", "min", weights().min().orElseThrow(), "", penalty),
        new Figure(
            "multipliers",
            "largest",
            lambda.max().orElseThrow(),
            "",
            "Of the constraint that local policies and network agree, lambda."));
  }

  private DoubleStream weights() {
    return all.stream().flatMapToDouble(c -> DoubleStream.of(c.weights()));
  }

  void write(BinaryOutput out) {
    all.forEach(c -> c.write(out));
  }

  void read(BinaryInput in) throws FormatException {
    for (Consensus c : all) {
      c.read(in);
    }
  }
}
