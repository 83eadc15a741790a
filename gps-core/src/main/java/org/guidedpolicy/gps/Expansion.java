package org.guidedpolicy.gps;

/** What a local policy's cost is expanded around, and so how many local policies there are. */
public enum Expansion {
  /** The mean of the expansions around a group's trajectories: one local policy a group. */
  AVERAGED,
  /** Each trajectory's own: one local policy a trajectory [RF, Sec. IV-B]. */
  PER_SAMPLE
}
