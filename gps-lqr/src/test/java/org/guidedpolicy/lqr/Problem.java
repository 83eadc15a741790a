package org.guidedpolicy.lqr;

/** A KL-constrained LQR problem. */
record Problem(
    LinearGaussianDynamics dynamics,
    Gaussian initial,
    QuadraticCost cost,
    LinearGaussianController reference) {

  KlConstrainedLqr solver() {
    return solver(KlConstrainedLqr.Options.defaults());
  }

  KlConstrainedLqr solver(KlConstrainedLqr.Options options) {
    return new KlConstrainedLqr(cost.T, cost.dX, cost.dU, options);
  }

  KlConstrainedLqr.Solution solveAt(double eta) {
    return solver().solveAt(dynamics, initial, cost, reference, eta);
  }

  KlConstrainedLqr.Solution solve(double epsilonTotal) {
    return solve(epsilonTotal, 1);
  }

  KlConstrainedLqr.Solution solve(double epsilonTotal, double startEta) {
    return solver().solve(dynamics, initial, cost, reference, epsilonTotal, startEta);
  }
}
