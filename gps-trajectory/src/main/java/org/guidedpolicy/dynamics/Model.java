package org.guidedpolicy.dynamics;

/**
 * Dynamics x_(t+1) = f(x_t, u_t): the next state and its derivatives at a state and an action.
 *
 * <p>f is the same at every time; what changes with time belongs into the state. It is a function:
 * equal arguments give equal results, bit by bit, whatever was asked before.
 *
 * <p>Thread-safe: several threads may ask at once. An implementation that needs memory of its own
 * for an evaluation keeps one for each thread or lends one to each call. One that holds more than
 * memory is AutoCloseable besides.
 *
 * <p>Implementations throw {@link IllegalArgumentException} for arrays of a wrong length. A state
 * that is not finite is a result: the model has diverged, and whoever asked for it decides what
 * that means.
 */
public interface Model {
  /** dX, entries of the state. */
  int stateDimension();

  /** dU, entries of the action. */
  int actionDimension();

  /**
   * The state after one time step.
   *
   * @param x dX entries, not changed
   * @param u dU entries, not changed
   * @param next receives f(x, u), dX entries; may be x
   */
  void next(double[] x, double[] u, double[] next);

  /**
   * The derivatives of {@link #next}.
   *
   * @param x dX entries, not changed
   * @param u dU entries, not changed
   * @param fx receives df/dx, dX x dX, row-major: row i is the gradient of entry i of the next
   *     state
   * @param fu receives df/du, dX x dU, row-major
   */
  void linearize(double[] x, double[] u, double[] fx, double[] fu);
}
