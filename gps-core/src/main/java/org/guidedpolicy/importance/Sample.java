package org.guidedpolicy.importance;

import org.guidedpolicy.rollout.Trajectory;

/**
 * An episode and whom it came from. Immutable and thread-safe.
 *
 * @param source as {@link Sources} counts
 */
record Sample(Trajectory trajectory, int source) {
  boolean isGuiding() {
    return source == Sources.GUIDE;
  }
}
