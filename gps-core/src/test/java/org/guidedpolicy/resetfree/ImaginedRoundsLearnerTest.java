package org.guidedpolicy.resetfree;

import java.util.function.Supplier;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.gps.ImaginationOptions;
import org.guidedpolicy.gps.ModelOptions;
import org.guidedpolicy.supervised.PolicyTrainerFactory;
import org.guidedpolicy.training.Algorithm;
import org.guidedpolicy.training.LearnerContract;
import org.guidedpolicy.training.LeastSquaresTrainer;
import org.guidedpolicy.training.PointMass;

/** What learners promise, with rounds on imagined episodes. */
class ImaginedRoundsLearnerTest extends LearnerContract {

  @Override
  protected Algorithm algorithm() {
    return new ResetFree()
        .with(
            o -> {
              o.trajectories = 4;
              o.clusters = 2;
              o.models = ModelOptions.defaults().with(m -> m.maxComponents = 3);
              o.imagination =
                  ImaginationOptions.defaults()
                      .with(
                          i -> {
                            i.imaginedRounds = 2;
                            i.imaginedEpisodes = 6;
                            i.anchors = 5;
                            i.firstDynamicsSteps = 60;
                            i.laterDynamicsSteps = 20;
                            i.trustedError = 10;
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
