package org.guidedpolicy.gps;

import java.util.List;
import java.util.Optional;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.lqr.SecondReference;

/**
 * One problem of the C-phase: min E_q[cost] s.t. {@code KL(q || reference) <= klBound}, on fitted
 * models. Immutable and thread-safe.
 *
 * @param number among the problems of its iteration, 0, 1, ...
 * @param trajectories the iteration's trajectories that its solution is the local policy of
 * @param start N(x_1)
 * @param dynamics fitted to the trajectories and others like them
 * @param cost expanded around the trajectories
 * @param reference the controller to stay near: the linearized network, or the last local policy
 * @param klBound summed over steps
 * @param startEta where the search for the dual variable starts
 * @param second another controller to stay near at a price, see {@link SecondReference}
 */
public record LocalProblem(
    int number,
    List<Integer> trajectories,
    Gaussian start,
    LinearGaussianDynamics dynamics,
    QuadraticCost cost,
    LinearGaussianController reference,
    double klBound,
    double startEta,
    Optional<SecondReference> second) {

  public LocalProblem {
    trajectories = List.copyOf(trajectories);
  }

  /** The same problem near other controllers. */
  public LocalProblem with(LinearGaussianController otherReference, SecondReference price) {
    return new LocalProblem(
        number,
        trajectories,
        start,
        dynamics,
        cost,
        otherReference,
        klBound,
        startEta,
        Optional.of(price));
  }

  /** The same problem at another cost. */
  public LocalProblem with(QuadraticCost otherCost) {
    return new LocalProblem(
        number, trajectories, start, dynamics, otherCost, reference, klBound, startEta, second);
  }

  /** The same problem with other dynamics. */
  LocalProblem with(LinearGaussianDynamics otherDynamics) {
    return new LocalProblem(
        number, trajectories, start, otherDynamics, cost, reference, klBound, startEta, second);
  }

  /** The same problem with another KL bound. */
  LocalProblem within(double otherBound) {
    return new LocalProblem(
        number, trajectories, start, dynamics, cost, reference, otherBound, startEta, second);
  }

  /** Whose problem it is, for messages. */
  String owner() {
    return trajectories.size() == 1
        ? "trajectory " + trajectories.get(0)
        : "problem " + number + " of trajectories " + trajectories;
  }
}
