/**
 * Simulations in the habit of Gymnasium: {@code reset} gives an observation, {@code step} an
 * observation, a reward, and whether the episode was terminated or truncated. {@link
 * org.guidedpolicy.gym.GymAdapter} makes environments of them, and {@link
 * org.guidedpolicy.gym.RewardCheck} compares what they pay with the reward that training is given
 * as a function.
 */
@NullMarked
package org.guidedpolicy.gym;

import org.jspecify.annotations.NullMarked;
