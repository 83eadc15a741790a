package org.guidedpolicy.mirror;

import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.FixedStarts;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.LearnerContract;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;

class MirrorDescentLearnerTest extends LearnerContract {

  /** Remembers trajectories and targets of several iterations, costs and the step size. */
  @Override
  protected Algorithm algorithm() {
    return new MirrorDescent()
        .with(
            o -> {
              o.samples = 4;
              o.models =
                  ModelOptions.defaults()
                      .with(
                          m -> {
                            m.maxComponents = 3;
                            m.priorIterations = 3;
                            m.reusedIterations = 1;
                          });
              o.policy =
                  PolicyOptions.defaults()
                      .with(
                          p -> {
                            p.replayedIterations = 2;
                            p.rounds = 2;
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
