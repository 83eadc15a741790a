package org.guidedpolicy.dynamics;

import java.util.random.RandomGenerator;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.Trajectory;

/**
 * Learned dynamics f around one real episode, the anchor: the episode starts where the anchor did,
 * and each step adds the anchor's own residual, the less the farther the state is from it,
 *
 * <pre>
 * x'_(t+1) = f(x'_t, u'_t) + w_t (x_(t+1) - f(x_t, u_t)),
 * w_t = exp(-|d|^2 / (2 n fade^2)),   d = (x'_t - x_t) / deviations,
 * </pre>
 *
 * over the n entries of the state that vary, differences of angles wrapped; and what is observed of
 * it, o'_t = h(x'_t) + w_t (o_t - h(x_t)). The anchor's own actions give the anchor, whatever f is;
 * f only answers for the difference, and for what follows where the anchor ended early. One thread.
 */
final class AnchoredEnvironment implements Environment {
  /** States beyond are taken for a divergence of the dynamics. */
  private static final double REACH = 1e6;

  private final LearnedDynamics world;
  private final EnvironmentSpec spec;
  private final ObservationModel sight;
  private final Trajectory anchor;
  private final double fade;
  private final double[] x;
  private final double[] expected;
  private final double[] seen;
  private int t;

  AnchoredEnvironment(
      LearnedDynamics world,
      ObservationModel sight,
      EnvironmentSpec spec,
      Trajectory anchor,
      double fade) {
    this.world = world;
    this.sight = sight;
    this.spec = spec;
    this.anchor = anchor;
    this.fade = fade;
    this.x = new double[world.stateDimension()];
    this.expected = new double[world.stateDimension()];
    this.seen = new double[sight.observationDimension()];
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    t = 0;
    anchor.copyState(0, x, 0);
    return report();
  }

  @Override
  public TimeStep step(double[] action) {
    double w = t < anchor.steps() ? weight() : 0; // after its end the anchor says nothing
    world.next(anchor.state(t), anchor.action(t), expected);
    world.next(x, action, x);
    t++;
    for (int i = 0; i < x.length; i++) {
      x[i] += w * (anchor.state(t, i) - expected[i]);
      requireWithinReach(i);
    }
    return report();
  }

  private TimeStep report() {
    double[] observation = new double[seen.length];
    sight.observe(x, observation);
    if (t < anchor.steps() && sight.learnedEntries() > 0) {
      double w = weight();
      sight.observe(anchor.state(t), seen);
      for (int i = 0; i < seen.length; i++) {
        observation[i] += w * (anchor.observation(t, i) - seen[i]);
      }
    }
    return new TimeStep(x.clone(), observation);
  }

  private double weight() {
    double square = 0;
    int n = 0;
    for (int i = 0; i < x.length; i++) {
      double deviation = world.stateDeviation(i);
      if (deviation > 0) {
        double d = world.stateDifference(i, x[i], anchor.state(t, i)) / deviation;
        square += d * d;
        n++;
      }
    }
    return Math.exp(-square / (2 * Math.max(1, n) * fade * fade));
  }

  private void requireWithinReach(int i) {
    if (!(Math.abs(x[i]) < REACH)) {
      throw new IllegalStateException(
          "the learned dynamics diverged: entry "
              + i
              + " of the state is "
              + x[i]
              + ", beyond "
              + REACH
              + "; they have not learned from such states or actions");
    }
  }
}
