/**
 * Episodes: how they are run, controlled and recorded.
 *
 * <p>{@link org.guidedpolicy.rollout.RolloutCollector} runs episodes on several environments or on
 * one. An episode's randomness is decided by the collector's seed and the episode's number.
 * Controllers and collectors serve one thread at a time; trajectories and controller factories are
 * shared freely. Running an episode costs what the environment's steps cost and a few microseconds
 * a step besides.
 */
@NullMarked
package org.guidedpolicy.rollout;

import org.jspecify.annotations.NullMarked;
