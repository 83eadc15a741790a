/** The robot or its simulation, what it reports, and recorded trajectories. */
@NullMarked
package org.guidedpolicy.environment;

import org.jspecify.annotations.NullMarked;
