/**
 * Episodes: how they are run, controlled and recorded.
 *
 * <p>A {@link org.guidedpolicy.rollout.Batch} says how many episodes, {@link
 * org.guidedpolicy.rollout.Starts} where they start and {@link org.guidedpolicy.rollout.Behaviour}
 * who acts. {@link org.guidedpolicy.rollout.RolloutCollector} has them run by an {@link
 * org.guidedpolicy.rollout.EpisodeRunner}, for instance {@link
 * org.guidedpolicy.rollout.LocalEpisodes}: on several environments or on one. An episode's
 * randomness is decided by the batch's seed, the episode's number and how often it failed. Runners,
 * controllers and collectors serve one thread at a time; trajectories and controller factories are
 * shared freely. Running an episode costs what the environment's steps cost and a few microseconds
 * a step besides.
 */
@NullMarked
package org.guidedpolicy.rollout;

import org.jspecify.annotations.NullMarked;
