package org.guidedpolicy.badmm;

import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.LearnerContract;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;

class BadmmLearnerTest extends LearnerContract {

  /** Remembers trajectories, local policies, their Lagrangians, weights and multipliers. */
  @Override
  protected Algorithm algorithm() {
    return new Badmm()
        .with(
            o -> {
              o.samples = 4;
              o.innerIterations = 2;
              o.stepIncludesMultipliers = true;
              o.models =
                  ModelOptions.defaults()
                      .with(
                          m -> {
                            m.maxComponents = 3;
                            m.priorIterations = 3;
                            m.reusedIterations = 1;
                          });
            });
  }

  @Override
  protected Supplier<? extends Environment> environments() {
    return () -> new FixedStarts(new PointMass(), 1, 2, 3);
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
