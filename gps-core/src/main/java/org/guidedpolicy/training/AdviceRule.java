package org.guidedpolicy.training;

import static org.guidedpolicy.training.AdviceFacts.figure;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The table of rules behind {@link Advice}: what the figures show, and what to try then. The order
 * is that in which things help: an environment that fails first, then what keeps a robot from being
 * learned at all, then what makes learning slow or uneven.
 */
public enum AdviceRule {

  /** More than a tenth of the episodes fail. */
  EPISODES_FAIL(
      "mend the robot or the simulation first; a fall is no failure, it ends the episode"
          + " (TimeStep.ending)",
      f -> {
        int failed = f.times(Fallback.EPISODE_REPEATED, Fallback.EPISODE_DROPPED);
        return when(
            failed > 0.1 * Math.max(1, f.episodes()),
            () -> failed + " episodes failed in " + f.episodes());
      }),

  /** All episodes end early, and do not become longer. */
  ENDS_TOO_EARLY(
      "let episodes end later (a wider area), and let the rest cost something that depends on the"
          + " last state (CostFunction.withAfterEnd)",
      f -> {
        double ended = f.lately(figure("episodes that ended early", "training")).orElse(0.0);
        double first = f.atFirst(figure("length of the episodes", "training")).orElse(0.0);
        double now = f.lately(figure("length of the episodes", "training")).orElse(0.0);
        return whenUnsolved(
            f,
            f.areEnough() && ended > 0.9 && now < 1.1 * first,
            () ->
                percent(ended)
                    + " of the episodes end early, after "
                    + number(now)
                    + " steps as in the beginning ("
                    + number(first)
                    + ")");
      }),

  /** Neither cost nor success improves. */
  NOTHING_IMPROVES(
      "raise the first controller's variance until the first episodes move the robot visibly (by"
          + " 10, then by 10 again); then see that the cost has a slope wherever the robot is",
      f -> {
        double first = f.atFirst(AdviceFacts::cost).orElse(0.0);
        double now = f.lately(AdviceFacts::cost).orElse(0.0);
        double success = f.ever(AdviceFacts::success).orElse(0.0);
        return when(
            f.areEnough() && success < 0.1 && now > first - 0.05 * Math.abs(first),
            () ->
                "after "
                    + f.episodes()
                    + " episodes the cost is "
                    + number(now)
                    + ", it was "
                    + number(first)
                    + " in the beginning");
      }),

  /** The local policies do what the network cannot. */
  NETWORK_BEHIND(
      "raise laterFits.passes (to 30)",
      f -> {
        double local = f.lately(diagnosed("local")).orElse(0.0);
        double next = f.lately(diagnosed("next network")).orElse(1.0);
        return whenUnsolved(
            f,
            local >= next + 0.2,
            () ->
                "success is "
                    + percent(next)
                    + " after "
                    + f.episodes()
                    + " episodes, and local policies succeed in "
                    + percent(local));
      }),

  /** The linearizations lose what the network can. */
  LINEARIZATION_LOSES(
      "linearization = jacobian where the policy sees the state, else more clusters",
      f -> {
        double network = f.lately(diagnosed("network")).orElse(0.0);
        double linearized = f.lately(diagnosed("linearized")).orElse(1.0);
        return whenUnsolved(
            f,
            network >= linearized + 0.2,
            () ->
                "the network succeeds in "
                    + percent(network)
                    + ", its linearizations in "
                    + percent(linearized));
      }),

  /** The cost falls and success does not follow. */
  COST_IS_NOT_SUCCESS(
      "the cost rewards something else: let it be smallest where the task has succeeded, and grow"
          + " with the distance from there",
      f -> {
        double firstCost = f.atFirst(AdviceFacts::cost).orElse(0.0);
        double cost = f.lately(AdviceFacts::cost).orElse(0.0);
        Optional<Double> first = f.atFirst(AdviceFacts::success);
        Optional<Double> now = f.lately(AdviceFacts::success);
        return whenUnsolved(
            f,
            f.areEnough()
                && cost < firstCost - 0.3 * Math.abs(firstCost)
                && now.isPresent()
                && now.get() < Math.max(0.1, first.get() - 0.1),
            () ->
                "the cost fell from "
                    + number(firstCost)
                    + " to "
                    + number(cost)
                    + ", and success went from "
                    + percent(first.orElseThrow())
                    + " to "
                    + percent(now.orElseThrow()));
      }),

  /** It is on its way. */
  STILL_IMPROVING(
      "more iterations: resume the training",
      f -> {
        Optional<Double> success = f.lately(AdviceFacts::success);
        Optional<Double> earlier = f.before(AdviceFacts::success);
        double cost = f.lately(AdviceFacts::cost).orElse(0.0);
        double before = f.before(AdviceFacts::cost).orElse(cost);
        boolean rises = success.isPresent() && success.get() > earlier.orElse(1.0) + 0.03;
        boolean falls = cost < before - 0.05 * Math.abs(before);
        return whenUnsolved(
            f,
            f.areEnough() && (rises || falls),
            () ->
                rises
                    ? "success still rises: " + percent(success.get())
                    : "the cost still falls: from " + number(before) + " to " + number(cost));
      }),

  /** Most of what the models promise does not happen. */
  STEPS_TOO_LARGE(
      "halve klPerStep, or collect more trajectories in each iteration",
      f -> {
        double promised = f.lately(figure("improvement", "predicted")).orElse(0.0);
        double actual = f.lately(figure("improvement", "actual")).orElse(promised);
        return whenUnsolved(
            f,
            f.areEnough() && promised > 0 && actual < 0.1 * promised,
            () ->
                "the models promised a cost lower by "
                    + number(promised)
                    + " in each of the last iterations, and it became lower by "
                    + number(actual));
      }),

  /** The network does not come near its targets. */
  FIT_FAILS(
      "raise laterFits.passes, or show the policy what its action depends on (observation)",
      f -> {
        double before = f.lately(figure("loss of the fit", "before")).orElse(0.0);
        double after = f.lately(figure("loss of the fit", "after")).orElse(0.0);
        return whenUnsolved(
            f,
            f.areEnough() && after > 0.8 * before,
            () ->
                "fitting the network leaves a loss of " + number(after) + " of " + number(before));
      }),

  /** Nothing new is tried any more. */
  EXPLORATION_DIES(
      "give minStandardDeviation a value, a tenth of the first noise",
      f -> {
        Function<IterationReport, Optional<Double>> noise =
            figure("standard deviation of the actions", "action 1");
        double first = f.atFirst(noise).orElse(0.0);
        double now = f.lately(noise).orElse(first);
        return whenUnsolved(
            f,
            f.areEnough() && now < 0.03 * first,
            () ->
                "the standard deviation of the first action is "
                    + number(now)
                    + ", it was "
                    + number(first));
      }),

  /** Success is lost again. */
  UNEVEN(
      "fewer laterFits.passes, or more replayedIterations; the best policy so far is kept by"
          + " selectedPolicy",
      f -> {
        double best = f.ever(AdviceFacts::success).orElse(0.0);
        double now = f.lately(AdviceFacts::success).orElse(0.0);
        return whenUnsolved(
            f,
            f.areEnough() && best > now + 0.2,
            () -> "success was " + percent(best) + ", and is " + percent(now) + " now");
      });

  /** What a rule sees in a training; empty if it does not apply. */
  private interface Eye {
    Optional<String> see(AdviceFacts facts);
  }

  private interface Sentence {
    String say();
  }

  private final String remedy;
  private final Eye eye;

  AdviceRule(String remedy, Eye eye) {
    this.remedy = remedy;
    this.eye = eye;
  }

  /** What to try when this rule applies. */
  public String remedy() {
    return remedy;
  }

  Optional<Advice> advice(AdviceFacts facts) {
    return facts.iterations() == 0
        ? Optional.empty()
        : eye.see(facts).map(observation -> new Advice(this, observation, remedy));
  }

  private static Optional<String> when(boolean applies, Sentence observation) {
    return applies ? Optional.of(observation.say()) : Optional.empty();
  }

  private static Optional<String> whenUnsolved(
      AdviceFacts facts, boolean applies, Sentence observation) {
    return when(applies && !facts.isSolved(), observation);
  }

  private static Function<IterationReport, Optional<Double>> diagnosed(String part) {
    return figure("diagnosis, success", part);
  }

  /** Rounded down: success that is not complete is never called complete. */
  private static String percent(double share) {
    return (int) Math.floor(100 * share + 1e-9) + "%";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
