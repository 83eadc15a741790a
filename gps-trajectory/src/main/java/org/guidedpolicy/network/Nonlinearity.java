package org.guidedpolicy.network;

/** What a layer's units make of their sum z, entry by entry. */
public enum Nonlinearity {
  /** z. */
  IDENTITY,
  /** max(0, z). */
  RELU,
  /** tanh z. */
  TANH,
  /** log(1 + exp z). */
  SOFTPLUS,
  /**
   * z (27 + z^2) / (27 + 9 z^2) for |z| at most 3 and the sign of z beyond: within 0.024 of tanh z,
   * as smooth as its first derivative, and one division in place of an exponential, which the
   * compiler vectorises. Not for policies that are saved.
   */
  RATIONAL_TANH
}
