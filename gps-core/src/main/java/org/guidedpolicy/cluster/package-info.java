/** Grouping trajectories that may share one model. */
@NullMarked
package org.guidedpolicy.cluster;

import org.jspecify.annotations.NullMarked;
