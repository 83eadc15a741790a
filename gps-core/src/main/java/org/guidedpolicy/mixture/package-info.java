/** Gaussian mixtures and the normal-inverse-Wishart prior they give to a fit. */
@NullMarked
package org.guidedpolicy.mixture;

import org.jspecify.annotations.NullMarked;
