package org.guidedpolicy.gym;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.guidedpolicy.check.Finding;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.cost.RewardFunction;
import org.guidedpolicy.environment.EnvironmentSpec;

/**
 * Compares the reward that training is given as a function with what an environment pays, over five
 * episodes of arbitrary actions. A function of the state before an action, as training asks for it,
 * and one of the state after it are both right: they differ by one step's delay. One thread.
 */
public final class RewardCheck {
  private static final int EPISODES = 5;

  /** A difference of this share of the largest reward is rounding. */
  private static final double ROUNDING = 1e-6;

  private final EnvironmentSpec spec;
  private final RewardFunction reward;
  private final Payments before = new Payments("before");
  private final Payments after = new Payments("after");
  private double largest;

  private RewardCheck(EnvironmentSpec spec, RewardFunction reward) {
    this.spec = spec;
    this.reward = reward;
  }

  /**
   * @param factory makes the environment; one is made, and closed
   * @return what was found; empty if the function says what is paid
   */
  public static List<Finding> check(
      Supplier<? extends GymEnvironment> factory, EnvironmentSpec spec, RewardFunction reward) {
    RewardCheck check = new RewardCheck(spec, reward);
    try (GymEnvironment gym = factory.get()) {
      for (int episode = 0; episode < EPISODES; episode++) {
        check.play(gym, episode, new SplittableRandom(episode));
      }
    }
    return check.findings();
  }

  /** What is paid, against the function of the state before the action, or after it. */
  private static final class Payments {
    final Differences going;
    final Differences last;

    Payments(String state) {
      this.going = new Differences(state);
      this.last = new Differences(state);
    }

    void add(boolean terminated, int episode, int t, double said, double paid) {
      (terminated ? last : going).add(episode, t, said, paid);
    }

    /** Whether it is the better explanation; the last steps decide where the others do not. */
    boolean isNearerThan(Payments other) {
      return going.most != other.going.most
          ? going.most < other.going.most
          : last.most <= other.last.most;
    }
  }

  /** Where a function and the payments differ most. */
  private static final class Differences {
    private final String state;
    private double most;
    private String where = "";

    Differences(String state) {
      this.state = state;
    }

    void add(int episode, int t, double said, double paid) {
      double difference = Math.abs(said - paid);
      if (difference > most || Double.isNaN(difference)) {
        most = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        where =
            "in episode "
                + episode
                + " at step "
                + t
                + " it says "
                + said
                + " of the state "
                + state
                + " the action, and step paid "
                + paid;
      }
    }
  }

  private void play(GymEnvironment gym, int episode, RandomGenerator random) {
    double[] x = gym.reset(random.nextLong());
    for (int t = 0; t < spec.horizon(); t++) {
      double[] u = action(random);
      GymEnvironment.Step step = gym.step(u.clone());
      double[] next = step.observation();
      largest = Math.max(largest, Math.abs(step.reward()));
      int T = spec.horizon();
      double paid = step.reward();
      before.add(step.terminated(), episode, t, reward.value(t, T, x, u), paid);
      after.add(step.terminated(), episode, t, reward.value(t, T, next, u), paid);
      if (step.terminated() || step.truncated()) {
        return;
      }
      x = next;
    }
  }

  /** Uniform between the limits; standard normal where there are none. */
  private double[] action(RandomGenerator random) {
    double[] lower = spec.actionLower();
    double[] upper = spec.actionUpper();
    double[] u = new double[lower.length];
    for (int i = 0; i < u.length; i++) {
      u[i] =
          Double.isFinite(lower[i]) && Double.isFinite(upper[i])
              ? lower[i] + random.nextDouble() * (upper[i] - lower[i])
              : Math.max(lower[i], Math.min(upper[i], random.nextGaussian()));
    }
    return u;
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Payments nearest = before.isNearerThan(after) ? before : after;
    double rounding = ROUNDING * Math.max(largest, Double.MIN_NORMAL);
    if (nearest.going.most > rounding) {
      findings.add(
          new Finding(
              Kind.REWARD_DIFFERS,
              Severity.WARNING,
              "the reward function is not what the environment pays: "
                  + nearest.going.where
                  + "; training maximizes the function, so let it say what you want"));
    } else if (nearest.last.most > rounding) {
      findings.add(
          new Finding(
              Kind.REWARD_DIFFERS,
              Severity.NOTE,
              "the last step of an episode that terminates is paid otherwise: "
                  + nearest.last.where
                  + "; say by CostFunction.withAfterEnd what the steps that are left over cost"));
    }
    return List.copyOf(findings);
  }
}
