package org.guidedpolicy.gps;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.Trajectory;

/**
 * An environment that goes through one of the states of an ill-conditioned problem, acted on or
 * not.
 */
final class Replay implements Environment {
  private final IllConditionedProblem problem;
  private final EnvironmentSpec spec;
  private Trajectory episode;
  private int t;

  Replay(IllConditionedProblem problem) {
    this.problem = problem;
    this.spec = EnvironmentSpec.builder(problem.dX, problem.dU).horizon(problem.T).build();
    this.episode = problem.trajectories.get(0);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    episode = problem.trajectories.get(random.nextInt(problem.trajectories.size()));
    t = 0;
    return TimeStep.fullyObserved(episode.state(0));
  }

  @Override
  public TimeStep step(double[] action) {
    t++;
    double[] x = episode.state(t);
    for (int i = 0; i < x.length; i++) {
      x[i] += problem.effect[i] * action[i % action.length];
    }
    return TimeStep.fullyObserved(x);
  }
}
