/**
 * Grouping trajectories that may share one model [RF, Sec. III].
 *
 * <p>{@link org.guidedpolicy.cluster.TrajectoryEm} groups them by how they move, {@link
 * org.guidedpolicy.cluster.InitialStateKMeans} by where they start, {@link
 * org.guidedpolicy.cluster.GivenGroups} as the user says. Every type is immutable and thread-safe,
 * and no result depends on the number of threads.
 */
@NullMarked
package org.guidedpolicy.cluster;

import org.jspecify.annotations.NullMarked;
