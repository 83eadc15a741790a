/**
 * The S-phase's supervised learning [RF, Alg. 2 line 9]: a {@link
 * org.guidedpolicy.supervised.PolicyTrainer} fits policies to {@link
 * org.guidedpolicy.supervised.SupervisedTargets}, with the covariance of {@link
 * org.guidedpolicy.supervised.PolicyCovariance}; {@link org.guidedpolicy.supervised.PolicyTrainers}
 * finds the one that the application brings. No neural library is known here.
 */
@NullMarked
package org.guidedpolicy.supervised;

import org.jspecify.annotations.NullMarked;
