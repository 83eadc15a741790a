/**
 * The robot or its simulation, and what it reports.
 *
 * <p>A user implements {@link org.guidedpolicy.environment.Environment}: spec, reset, step. The
 * environment chooses where an episode starts.
 *
 * <p>Environments serve one thread at a time; specs and reports are shared freely.
 */
@NullMarked
package org.guidedpolicy.environment;

import org.jspecify.annotations.NullMarked;
