package org.guidedpolicy.importance;

import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.LearnerContract;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;

class ImportanceSampledLearnerTest extends LearnerContract {

  /** Stores fewer samples than it makes, and samples the best policy anew. */
  @Override
  protected Algorithm algorithm() {
    return new ImportanceSampling()
        .with(
            o -> {
              o.guidingSamples = 5;
              o.maxGuidingCost = 0;
              o.samples = 3;
              o.resamples = 2;
              o.activeSamples = 8;
              o.storedSamples = 9;
              o.searchIterations = 4;
              o.pretrainingEvaluations = 20;
              o.hiddenUnits = 3;
            });
  }

  /** Whether the best policy is sampled again depends on the episodes. */
  @Override
  protected boolean makesAFixedNumberOfEpisodes() {
    return false;
  }

  @Override
  protected Supplier<? extends Environment> environments() {
    return PointMass::new;
  }

  @Override
  protected CostFunction cost() {
    return PointMass.COST;
  }

  @Override
  protected PolicyTrainerFactory trainers() {
    return LeastSquaresTrainer::new;
  }
}
