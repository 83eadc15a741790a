package org.guidedpolicy.training;

import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.Locale;

/**
 * Ways in which training continues with less than was asked for. Each is counted in {@link
 * IterationReport#fallbacks} and logged once a training.
 *
 * <p>The order is that of an iteration. Names are stored in files: one that changes keeps its
 * former name as an alias.
 */
public enum Fallback {
  /**
   * A checkpoint could not be written; training continued, and the earlier ones are still there.
   */
  CHECKPOINT_FAILED(
      true,
      "checkpoints could not be written",
      "make room on the disk; until then a crash goes back to the last one that was written"),

  /** An episode could not be added to the file of recorded episodes; it was learned from. */
  EPISODE_NOT_RECORDED(
      true, "episodes could not be recorded", "make room on the disk; the file is unharmed"),

  /** An episode failed and was repeated from another start. */
  EPISODE_REPEATED(true, "episodes failed and were repeated", "look at the robot or simulation"),

  /** An episode failed and was left out. */
  EPISODE_DROPPED(true, "episodes failed and were left out", "look at the robot or simulation"),

  /** The network could not be diagnosed, because episodes failed, whose starts it would repeat. */
  DIAGNOSIS_LEFT_OUT(
      true, "diagnosis left out", "make the environment's start depend on its generator alone"),

  /** A mixture had fewer points than dimensions, so its covariance counts for nothing. */
  PRIOR_CLAMPED(
      true,
      "mixture priors had too few points, their negative strength was taken as 0",
      "collect more trajectories, or longer ones"),

  /** A component of a mixture lost its points and was placed inside the heaviest one. */
  COMPONENT_RESEEDED(
      false,
      "mixture components lost their points and were placed anew",
      "if it persists, lower maxComponents"),

  /** A regression was singular and the diagonal of its covariance was raised. */
  @JsonAlias("REGRESSION_REGULARISED") // its name in older checkpoints
  REGRESSION_REGULARIZED(
      false,
      "regressions were singular and their diagonal was raised",
      "leave out state entries that follow from others"),

  /** An initial variance was below its floor. */
  INITIAL_VARIANCE_RAISED(
      false,
      "variances of clusters' first states were raised to their floor",
      "nothing, if these entries start alike on purpose"),

  /** A cluster lost its trajectories and was given random ones. */
  CLUSTER_RESEEDED(
      false,
      "clusters lost their trajectories and were given others",
      "if it persists, use fewer clusters"),

  /** Fewer clusters could be made than were asked for. */
  CLUSTER_MISSING(
      true, "clusters could not be made", "use fewer clusters, or starts that differ more"),

  /** The models' forecast for the very episodes they were fitted to is far off, or not finite. */
  PREDICTION_IMPLAUSIBLE(
      false,
      "trajectories have an expected cost far from the executed one",
      "do not use the step rule 'analytic'; check the time step if it happens to most"),

  /** The step-size rule had no finite figures, so the multiplier stayed. */
  STEP_KEPT(
      true,
      "step-size decisions had no finite figures, the multiplier stayed",
      "use the step rule 'fixed'"),

  /** The multiplier met its least or greatest value. */
  STEP_AT_LIMIT(
      false,
      "step-size decisions met minMultiplier or maxMultiplier",
      "if it persists, change klPerStep"),

  /** A local policy's problem had no solution at the first dual variable that was tried. */
  ETA_RAISED(
      false,
      "local policies needed a larger eta, because Quu was indefinite",
      "if it happens to most, use a positive semidefinite Hessian (HessianForm.MAJORIZING)"),

  /** A local policy stayed below its KL bound. */
  KL_BOUND_NOT_REACHED(
      false,
      "local policies stayed below the KL bound",
      "nothing, if their cost is minimal; a strongly indefinite Hessian does it too"),

  /** A trajectory's problem had no solution, so the network learned nothing from it. */
  TRAJECTORY_LEFT_OUT(
      true, "trajectories have no local policy", "see IterationReport.warnings for each"),

  /** Learned dynamics left all bounds in an imagined episode. */
  IMAGINED_EPISODE_DROPPED(
      false,
      "imagined episodes diverged and were left out",
      "if it happens to most, the dynamics are poor: run more real episodes an iteration"),

  /** The policy's covariance was raised to minStandardDeviation. */
  EXPLORATION_RAISED(
      false,
      "policy covariances were raised to explorationFloor or minStandardDeviation",
      "nothing, the options ask for it"),

  /** A test episode could not be finished. */
  TEST_EPISODE_FAILED(
      true,
      "test episodes failed",
      "look at the simulation, or at the cost; they count as not successful");

  private final boolean notable;
  private final String description;
  private final String remedy;

  Fallback(boolean notable, String description, String remedy) {
    this.notable = notable;
    this.description = description;
    this.remedy = remedy;
  }

  /** Whether a person should look; the others also happen in trainings that go well. */
  public boolean isNotable() {
    return notable;
  }

  /** What happened, to be read after a number: "episodes failed and were repeated". */
  public String description() {
    return description;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }

  /** The name in files: lower case, words joined by hyphens. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
