/**
 * The robot or its simulation, what it reports, and recorded trajectories.
 *
 * <p>A user implements {@link org.guidedpolicy.environment.Environment}: spec, reset, step. The
 * environment chooses where an episode starts. {@link
 * org.guidedpolicy.environment.EnvironmentChecks} looks for the usual mistakes, {@link
 * org.guidedpolicy.environment.RolloutCollector} runs episodes on several instances or on one,
 * {@link org.guidedpolicy.environment.SafeEnvironment} stands before a real robot.
 *
 * <p>Environments, controllers and collectors serve one thread at a time; specs, trajectories and
 * controller factories are shared freely. An episode's randomness is decided by the collector's
 * seed and the episode's number. Running an episode costs what the environment's steps cost and a
 * few microseconds a step besides; a deadline in a {@code SafeEnvironment} costs up to a tenth of a
 * millisecond more, because another thread makes the call.
 */
@NullMarked
package org.guidedpolicy.environment;

import org.jspecify.annotations.NullMarked;
