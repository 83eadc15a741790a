package org.guidedpolicy.gps;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * How trajectories are grouped and modelled.
 *
 * @param clustering how trajectories are grouped
 * @param maxComponents greatest number of components of a Gaussian mixture prior
 * @param minPointsPerComponent smallest number of points for each component
 * @param priorIterations iterations, this one included, whose trajectories the dynamics mixture is
 *     fitted to
 * @param priorStrength strength s of the prior in every regression
 * @param reusedIterations earlier iterations whose trajectories enter the dynamics regressions too;
 *     the dynamics do not depend on the policy, so older data stay true
 * @param mixtureIterations limit of EM iterations in each fit of a mixture
 * @param linearization how the network is linearized
 * @param residualInCovariance whether the scatter that a linearization leaves unexplained counts as
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

  /** How the network is linearized. */
  public enum Linearization {
    /**
     * By Jacobians where each trajectory has models of its own and the policy observes the state,
     * else by regression: what a group shares is a slope over its width, not at a point.
     */
    AUTOMATIC,
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

  private ModelOptions(Draft d) {
    this(
        d.clustering,
        d.maxComponents,
        d.minPointsPerComponent,
        d.priorIterations,
        d.priorStrength,
        d.reusedIterations,
        d.mixtureIterations,
        d.linearization,
        d.residualInCovariance,
        d.start);
  }

  /** k-means clusters, mixtures of at most 20 components, exact Jacobians where there are some. */
  public static ModelOptions defaults() {
    return new ModelOptions(new Draft());
  }

  /** These options with some changed: {@code options.with(o -> o.maxComponents = 50)}. */
  public ModelOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.clustering = clustering;
    draft.maxComponents = maxComponents;
    draft.minPointsPerComponent = minPointsPerComponent;
    draft.priorIterations = priorIterations;
    draft.priorStrength = priorStrength;
    draft.reusedIterations = reusedIterations;
    draft.mixtureIterations = mixtureIterations;
    draft.linearization = linearization;
    draft.residualInCovariance = residualInCovariance;
    draft.start = start;
    change.accept(draft);
    return new ModelOptions(draft);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public Clustering clustering = Clustering.K_MEANS; // how trajectories are grouped
    public int maxComponents = 20; // of a Gaussian mixture prior
    public int minPointsPerComponent = 25; // on average
    public int priorIterations = 4; // for the dynamics mixture, this one included
    public double priorStrength = 5; // s, in every regression
    public int reusedIterations = 1; // earlier ones in the dynamics regressions
    public int mixtureIterations = 10; // limit of EM in each fit of a mixture
    public Linearization linearization = Linearization.AUTOMATIC; // of the network
    public boolean residualInCovariance = true; // unexplained scatter is noise
    public Start start = Start.OWN; // of a trajectory's local problem
  }
}
