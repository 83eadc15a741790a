package org.guidedpolicy.mirror;

import org.guidedpolicy.gps.ConditionModels.Priors;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.training.Algorithm;

/** The other half of the options: remembers local policies of each episode, priors and steps. */
class OffPolicyLearnerTest extends MirrorDescentLearnerTest {
  @Override
  protected Algorithm algorithm() {
    return ((MirrorDescent) super.algorithm())
        .with(
            o -> {
              o.sampling = MirrorDescent.Sampling.OFF_POLICY;
              o.stepRule = MirrorDescent.StepRule.LOCAL;
              o.expansion = Expansion.PER_SAMPLE;
              o.priors = Priors.PER_CONDITION;
              o.sharedMultiplier = false;
            });
  }
}
