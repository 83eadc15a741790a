package org.guidedpolicy.resetfree;

import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.gps.PolicyOptions;
import org.guidedpolicy.gps.StepOptions;
import org.guidedpolicy.gps.StepSizeRule;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.LearnerContract;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;

class ResetFreeLearnerTest extends LearnerContract {

  /** Remembers trajectories and targets of several iterations, and the step size. */
  @Override
  protected Algorithm algorithm() {
    return new ResetFree()
        .with(
            o -> {
              o.trajectories = 12;
              o.clusters = 2;
              o.models =
                  ModelOptions.defaults()
                      .with(
                          m -> {
                            m.maxComponents = 3;
                            m.priorIterations = 3;
                            m.reusedIterations = 1;
                          });
              o.imagination = ImaginationOptions.defaults().with(i -> i.imaginedRounds = 0);
              o.step = StepOptions.defaults().with(s -> s.rule = StepSizeRule.ANALYTIC);
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
