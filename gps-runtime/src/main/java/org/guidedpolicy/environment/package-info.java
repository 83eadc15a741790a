/**
 * The robot or its simulation, and what it reports.
 *
 * <p>A user implements {@link org.guidedpolicy.environment.Environment}: spec, reset, step. The
 * environment chooses where an episode starts. One that can be reset to conditions is a {@link
 * org.guidedpolicy.environment.ResettableEnvironment}; {@link
 * org.guidedpolicy.environment.FixedStarts} makes one of any simulation.
 *
 * <p>Environments serve one thread at a time; specs and reports are shared freely.
 */
@NullMarked
package org.guidedpolicy.environment;

import org.jspecify.annotations.NullMarked;
