package org.guidedpolicy.train;

import java.util.Optional;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.initial.InitialController;

/**
 * What decides a training beside its options, the environment and the network: code and data.
 *
 * @param cost what the robot is to achieve
 * @param initialController controls the first episodes
 * @param recorded what the first iterations learn from
 * @param evaluation held-out episodes after every iteration
 * @param diagnose whether iterations execute their parts on their own; needs an evaluation
 */
record TrainingSetup(
    CostFunction cost,
    InitialController initialController,
    RecordedEpisodes recorded,
    Optional<Evaluation> evaluation,
    boolean diagnose) {}
