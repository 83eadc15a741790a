/** Time-varying linear-Gaussian models fitted to trajectories. */
@NullMarked
package org.guidedpolicy.fit;

import org.jspecify.annotations.NullMarked;
