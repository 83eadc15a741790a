/**
 * Gaussian mixtures, and the normal-inverse-Wishart prior that they give to a regression on few
 * points [E2E, App. A.3].
 *
 * <p>{@link org.guidedpolicy.mixture.GaussianMixtureFitter} fits a mixture, {@link
 * org.guidedpolicy.mixture.MixturePrior} turns it into priors. Points are rows of a flat array, n x
 * d. Every public type is immutable and thread-safe; work is shared out to a {@link
 * org.guidedpolicy.parallel.WorkPool}, and no result depends on its number of threads. With K
 * components an EM iteration costs at most 2 n K d^2 operations, in practice about half of it.
 */
@NullMarked
package org.guidedpolicy.mixture;

import org.jspecify.annotations.NullMarked;
