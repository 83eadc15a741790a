package org.guidedpolicy.gps;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * How trajectories are grouped and modelled.
 *
 * @param clustering how trajectories are grouped
 * @param maxComponents most components of a Gaussian mixture prior
 * @param minPointsPerComponent fewest points for each component
 * @param priorIterations iterations, this one included, whose trajectories the dynamics mixture is
 *     fitted to
 * @param priorStrength strength s of the prior in every regression
 * @param reusedIterations earlier iterations whose trajectories enter the dynamics regressions too;
 *     the dynamics do not depend on the policy, so older data stay true
 * @param mixtureIterations limit of EM iterations in each fit of a mixture
 * @param linearization how the network is linearised
 * @param residualInCovariance whether the scatter that a linearisation leaves unexplained counts as
 *     policy noise
 * @param start where a trajectory's local problem starts
 */
public record ModelOptions(
    Clustering clustering,
    int maxComponents,
    int minPointsPerComponent,
    int priorIterations,
    double priorStrength,
    int reusedIterations,
    int mixtureIterations,
    Linearization linearization,
    boolean residualInCovariance,
    Start start) {

  /** How trajectories are grouped. */
  public enum Clustering {
    /** EM over trajectory distributions [RF, Alg. 2]. */
    EM,
    /** k-means on the initial states. */
    K_MEANS,
    /** All trajectories in one group. */
    SINGLE
  }

  /** How the network is linearised. */
  public enum Linearization {
    /**
     * Regression of its actions on the visited states, with a mixture prior [RF, Alg. 2 line 5].
     */
    REGRESSION,
    /** The mean of its exact Jacobians at the visited states; needs observation = state. */
    JACOBIAN
  }

  /** Where a trajectory's local problem starts: its distribution of x_1. */
  public enum Start {
    /**
     * At the trajectory's own first state. All of the KL bound then goes into what the local policy
     * does along its own trajectory.
     */
    OWN,
    /**
     * At a Gaussian over the first states of its group [RF]. Entries that vary together, such as
     * two points moved by one body, are taken as independent, so the models are asked about states
     * that no episode can visit.
     */
    GROUP
  }

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public ModelOptions {
    Objects.requireNonNull(clustering, "clustering");
    Objects.requireNonNull(linearization, "linearization");
    Objects.requireNonNull(start, "start");
    Require.atLeast("maxComponents", maxComponents, 1);
    Require.atLeast("minPointsPerComponent", minPointsPerComponent, 1);
    Require.atLeast("priorIterations", priorIterations, 1);
    Require.positive("priorStrength", priorStrength);
    Require.atLeast("reusedIterations", reusedIterations, 0);
    Require.atLeast("mixtureIterations", mixtureIterations, 1);
  }

  /** k-means clusters, mixtures of at most 20 components, regression on the visited states. */
  public static ModelOptions defaults() {
    return new ModelOptions(
        Clustering.K_MEANS, 20, 25, 4, 5.0, 1, 10, Linearization.REGRESSION, true, Start.OWN);
  }

  /** These options with another {@link #clustering}. */
  public ModelOptions withClustering(Clustering value) {
    return with(draft -> draft.clustering = value);
  }

  /** These options with another {@link #maxComponents}. */
  public ModelOptions withMaxComponents(int value) {
    return with(draft -> draft.maxComponents = value);
  }

  /** These options with another {@link #minPointsPerComponent}. */
  public ModelOptions withMinPointsPerComponent(int value) {
    return with(draft -> draft.minPointsPerComponent = value);
  }

  /** These options with another {@link #priorIterations}. */
  public ModelOptions withPriorIterations(int value) {
    return with(draft -> draft.priorIterations = value);
  }

  /** These options with another {@link #priorStrength}. */
  public ModelOptions withPriorStrength(double value) {
    return with(draft -> draft.priorStrength = value);
  }

  /** These options with another {@link #reusedIterations}. */
  public ModelOptions withReusedIterations(int value) {
    return with(draft -> draft.reusedIterations = value);
  }

  /** These options with another {@link #mixtureIterations}. */
  public ModelOptions withMixtureIterations(int value) {
    return with(draft -> draft.mixtureIterations = value);
  }

  /** These options with another {@link #linearization}. */
  public ModelOptions withLinearization(Linearization value) {
    return with(draft -> draft.linearization = value);
  }

  /** These options with another {@link #residualInCovariance}. */
  public ModelOptions withResidualInCovariance(boolean value) {
    return with(draft -> draft.residualInCovariance = value);
  }

  /** These options with another {@link #start}. */
  public ModelOptions withStart(Start value) {
    return with(draft -> draft.start = value);
  }

  private ModelOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /** Options that are being changed. */
  private static final class Draft {
    Clustering clustering;
    int maxComponents;
    int minPointsPerComponent;
    int priorIterations;
    double priorStrength;
    int reusedIterations;
    int mixtureIterations;
    Linearization linearization;
    boolean residualInCovariance;
    Start start;

    Draft(ModelOptions from) {
      clustering = from.clustering;
      maxComponents = from.maxComponents;
      minPointsPerComponent = from.minPointsPerComponent;
      priorIterations = from.priorIterations;
      priorStrength = from.priorStrength;
      reusedIterations = from.reusedIterations;
      mixtureIterations = from.mixtureIterations;
      linearization = from.linearization;
      residualInCovariance = from.residualInCovariance;
      start = from.start;
    }

    ModelOptions options() {
      return new ModelOptions(
          clustering,
          maxComponents,
          minPointsPerComponent,
          priorIterations,
          priorStrength,
          reusedIterations,
          mixtureIterations,
          linearization,
          residualInCovariance,
          start);
    }
  }
}
