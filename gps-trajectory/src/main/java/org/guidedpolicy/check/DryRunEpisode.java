package org.guidedpolicy.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.ActionLimiter;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/**
 * A whole episode as a dry run sees it: until the horizon, or the end that the environment tells.
 *
 * @param states L+1 of them, copies
 * @param actions L of them, as they were sent
 * @param nanoseconds how long each of L steps took
 * @param clipped how many of each action's entries were limited
 */
record DryRunEpisode(
    List<double[]> states, List<double[]> actions, List<Long> nanoseconds, int[] clipped) {

  /** Chooses actions once the first report is there. */
  interface Mover {
    Move after(TimeStep first);
  }

  /** Chooses an action. */
  interface Move {
    void act(int t, TimeStep now, double[] actionOut);
  }

  static DryRunEpisode run(Environment robot, Mover mover, long seed) throws IOException {
    EnvironmentSpec spec = robot.spec();
    ActionLimiter limiter = new ActionLimiter(spec);
    int dU = spec.actionDimension();
    var episode =
        new DryRunEpisode(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new int[dU]);
    TimeStep now = robot.reset(new SplittableRandom(seed));
    episode.states.add(now.state().clone());
    Move move = mover.after(now);
    for (int t = 0; t < spec.horizon() && !now.ended(); t++) {
      double[] wanted = new double[dU];
      move.act(t, now, wanted);
      double[] sent = wanted.clone();
      if (!limiter.limitIfFinite(sent)) {
        throw new IllegalStateException(
            "the controller's action is " + java.util.Arrays.toString(wanted));
      }
      for (int i = 0; i < dU; i++) {
        episode.clipped[i] += sent[i] == wanted[i] ? 0 : 1;
      }
      long begin = System.nanoTime();
      now = robot.step(sent.clone());
      episode.nanoseconds.add(System.nanoTime() - begin);
      episode.actions.add(sent);
      episode.states.add(now.state().clone());
    }
    return episode;
  }

  int steps() {
    return actions.size();
  }
}
