package org.guidedpolicy.report;

import java.util.Locale;
import java.util.Optional;
import org.guidedpolicy.report.HtmlReport.State;
import org.guidedpolicy.training.Evaluation;
import org.guidedpolicy.training.IterationReport;

/** The result in words. */
final class Headline {
  private Headline() {}

  /** What the policy achieves. */
  static String result(State state) {
    if (state.history().isEmpty()) {
      return state.ending().isEmpty()
          ? "The first iteration is under way."
          : "There is no policy: no iteration was finished.";
    }
    IterationReport shown = state.shown();
    return shown
        .test()
        .flatMap(test -> heldOut(test, state.about().distanceUnit()))
        .orElseGet(() -> trainingCost(state));
  }

  private static Optional<String> heldOut(Evaluation.Result test, String unit) {
    String episodes = Numbers.count(test.episodes(), "held-out episode", "held-out episodes");
    Optional<String> distance = test.finalDistance().map(d -> Numbers.with(Numbers.tidy(d), unit));
    if (test.success().isPresent()) {
      String end = distance.map(d -> " and ends " + d + " from it on average").orElse("");
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The policy reaches the goal in %s of %s%s.",
              Numbers.percent(test.success().get()),
              episodes,
              end));
    }
    if (distance.isPresent()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "The policy ends %s from the goal, on average over %s.",
              distance.get(),
              episodes));
    }
    return test.meanCost()
        .map(
            c ->
                String.format(
                    Locale.ROOT,
                    "The policy costs %s on average in %s.",
                    Numbers.tidy(c),
                    episodes));
  }

  private static String trainingCost(State state) {
    String now = Numbers.tidy(state.last().meanCost());
    if (state.history().size() == 1) {
      return String.format(
          Locale.ROOT, "An episode of the first iteration costs %s on average.", now);
    }
    return String.format(
        Locale.ROOT,
        "An episode costs %s on average; in the first iteration it was %s.",
        now,
        Numbers.tidy(state.history().get(0).meanCost()));
  }

  /** How far training is, or how it ended. */
  static String progress(State state) {
    int done = state.history().size();
    String after = done == 0 ? "" : " after " + iterations(state, done);
    if (state.ending().isEmpty()) {
      return "Training is under way"
          + (done == 0 ? "" : ": " + iterations(state, done) + " done" + inTime(state))
          + ". Load the page again for newer results.";
    }
    return switch (state.ending().get()) {
      case COMPLETED -> "Training is complete: " + iterations(state, done) + inTime(state) + ".";
      case STOPPED -> "Its stop condition ended training" + after + inTime(state) + ".";
      case CANCELLED -> "Training was ended early," + after + inTime(state) + ".";
      case FAILED -> "Training failed" + after + inTime(state) + ": " + state.failure();
    };
  }

  private static String iterations(State state, int done) {
    int all = state.options().map(o -> o.iterations()).orElse(done);
    return done == all
        ? Numbers.count(done, "iteration", "iterations")
        : done + " of " + Numbers.count(all, "iteration", "iterations");
  }

  private static String inTime(State state) {
    return state.history().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            ", %s, %s",
            Numbers.count(state.last().episodes(), "training episode", "training episodes"),
            Numbers.duration(state.seconds()));
  }

  /** Which policy is kept, where it is not the last. */
  static Optional<String> policy(State state) {
    return state.policyIteration() == state.history().size()
        ? Optional.empty()
        : Optional.of(
            "The policy is that of iteration "
                + state.policyIteration()
                + ", whose own training episodes cost least.");
  }
}
