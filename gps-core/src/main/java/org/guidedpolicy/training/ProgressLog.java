package org.guidedpolicy.training;

import java.util.List;
import java.util.Locale;
import org.guidedpolicy.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says at level info that training begins, what each iteration did, and how training ended; at
 * level debug what the numbers are made of. Under the name of {@link Training}. Thread-safe.
 */
final class ProgressLog implements TrainingListener {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  @Override
  public void onStart(TrainingOptions options, List<IterationReport> history) {
    LOG.info(
        "training by {}: {} iterations of {}, seed {}, {} threads{}",
        options.algorithm().name(),
        options.iterations(),
        options.algorithm().summary(),
        options.seed(),
        options.threads(),
        history.isEmpty() ? "" : ", resumed after iteration " + history.size());
    LOG.debug("{}", options);
  }

  @Override
  public void onWaiting(String question) {
    LOG.info("waiting for the operator: {}", question);
  }

  @Override
  public void onIteration(IterationReport report, Policy policy) {
    if (LOG.isInfoEnabled()) {
      LOG.info(line(report));
    }
    LOG.debug(
        "iteration {}: {}, seconds {}", report.iteration(), report.figures(), report.seconds());
  }

  @Override
  public void onEnd(TrainingResult result) {
    LOG.info(
        "training is {}; the policy is that of iteration {} of {}",
        result.ending().name().toLowerCase(Locale.ROOT),
        result.policyIteration(),
        result.history().size());
    Advice.on(result.history()).stream()
        .findFirst()
        .ifPresent(first -> LOG.info("the next thing to try: {}", first));
  }

  @Override
  public void onFailure(TrainingException failure) {
    int done = failure.partialResult().map(result -> result.history().size()).orElse(0);
    LOG.info("training failed after {} iterations: {}", done, failure.getMessage());
  }

  private static String line(IterationReport report) {
    return String.format(
        Locale.ROOT,
        "iteration %d: %d episodes, mean cost %.4g%s, %.1f s",
        report.iteration(),
        report.episodes(),
        report.meanCost(),
        report.test().map(ProgressLog::heldOut).orElse(""),
        report.totalSeconds());
  }

  private static String heldOut(Evaluation.Result test) {
    return test.meanCost().map(c -> format("; held-out cost %.4g", c)).orElse("")
        + test.finalDistance().map(d -> format(", distance %.4g", d)).orElse("")
        + test.success().map(s -> format(", success %.3f", Shares.rounded(s, 3))).orElse("");
  }

  private static String format(String pattern, double value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
