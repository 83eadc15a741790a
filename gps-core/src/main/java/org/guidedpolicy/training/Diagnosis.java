package org.guidedpolicy.training;

/**
 * Where an iteration gained and where it lost: noise-free episodes from the starts of its own
 * trajectories. Only a simulation can do this, because it starts an episode with the same generator
 * at the same state; these episodes are not counted and nothing is learned from them. Immutable and
 * thread-safe.
 *
 * @param network the network that made the trajectories
 * @param linearized its linearisations, each on its own trajectory's start
 * @param local the local policies that the C-phase made
 * @param next the network after the S-phase
 */
public record Diagnosis(
    Evaluation.Result network,
    Evaluation.Result linearized,
    Evaluation.Result local,
    Evaluation.Result next) {}
