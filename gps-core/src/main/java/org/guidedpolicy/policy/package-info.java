/**
 * Policies, how they are stored, and what a trainer of policies is given.
 *
 * <p>In a control loop, with arrays that are made once:
 *
 * <pre>{@code
 * Policy policy = Policy.load(Path.of("reacher.policy"));
 * double[] action = new double[policy.actionDimension()];
 * while (running) {
 *   policy.action(observation, action);
 *   ...
 * }
 * }</pre>
 *
 * <p>Every policy is immutable and may be used by any number of threads. An action of an {@link
 * org.guidedpolicy.policy.MlpPolicy} with two hidden layers of 42 units takes about a microsecond
 * and allocates nothing; its Jacobian takes about ten. Files are described in
 * docs/policy-file-format.md; loading one needs this library alone.
 *
 * <p>A {@link org.guidedpolicy.policy.PolicyTrainer} fits policies to {@link
 * org.guidedpolicy.policy.SupervisedTargets} in the S-phase [RF, Alg. 2 line 9], with the
 * covariance of {@link org.guidedpolicy.policy.PolicyCovariance}; {@link
 * org.guidedpolicy.policy.PolicyTrainers} finds the one that the application brings. No neural
 * library is known here.
 */
@NullMarked
package org.guidedpolicy.policy;

import org.jspecify.annotations.NullMarked;
