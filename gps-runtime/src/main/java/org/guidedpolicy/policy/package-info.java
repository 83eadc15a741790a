/**
 * Policies and how they are stored.
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
 */
@NullMarked
package org.guidedpolicy.policy;

import org.jspecify.annotations.NullMarked;
