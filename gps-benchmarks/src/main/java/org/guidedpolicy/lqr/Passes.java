package org.guidedpolicy.lqr;

/** One backward and one forward pass apart, which the library itself shows only together. */
public final class Passes {
  private final RelativeProblem problem;
  private final BackwardPass backward;
  private final ForwardPass forward;
  private final LinearGaussianDynamics dynamics;
  private final Gaussian initial;
  private final QuadraticCost cost;
  private final LinearGaussianController reference;

  public Passes(
      LinearGaussianDynamics dynamics,
      Gaussian initial,
      QuadraticCost cost,
      LinearGaussianController reference) {
    problem = new RelativeProblem(cost.T, cost.dX, cost.dU);
    backward = new BackwardPass(cost.T, cost.dX, cost.dU);
    forward = new ForwardPass(cost.T, cost.dX, cost.dU);
    this.dynamics = dynamics;
    this.initial = initial;
    this.cost = cost;
    this.reference = reference;
    prepare();
  }

  public void prepare() {
    problem.set(dynamics, cost, reference);
  }

  public boolean backward(double eta) {
    return backward.run(problem, eta);
  }

  /** The forward pass and the divergence after a backward pass. */
  public double forward() {
    forward.run(initial, problem.transposed, dynamics.F, backward.controller);
    double kl = 0;
    for (int t = 0; t < cost.T; t++) {
      kl += backward.covarianceKl[t] + 0.5 * forward.secondMoment(t, backward.controller.gain[t]);
    }
    return kl;
  }
}
