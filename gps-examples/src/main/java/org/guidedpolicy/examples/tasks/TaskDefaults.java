package org.guidedpolicy.examples.tasks;

/**
 * A task's sizes.
 *
 * @param iterations of learning
 * @param trajectories collected in each iteration
 * @param clusters that the trajectories are divided into
 */
public record TaskDefaults(int iterations, int trajectories, int clusters) {}
