package org.guidedpolicy.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an action's pulses did to the state: the mean of (x_{t0+k} - x_{t0}) / sign over all pulses,
 * against what the state does by itself. Immutable.
 */
final class PulseResponse {
  /** Standard deviations that noise does not reach by chance. */
  private static final double CLEAR = 5;

  private final PulsePlan plan;
  private final RestNoise noise;
  private final int dX;
  private final List<double[][]> windows = new ArrayList<>();
  private final List<Integer> signs = new ArrayList<>();
  private final double[][] mean;
  private final double sent;

  /**
   * @param episodes in their order
   * @param action which entry was moved
   */
  PulseResponse(PulsePlan plan, List<DryRunEpisode> episodes, int action, RestNoise noise) {
    this.plan = plan;
    this.noise = noise;
    this.dX = episodes.get(0).states().get(0).length;
    double sum = 0;
    int steps = 0;
    for (int e = 0; e < episodes.size(); e++) {
      DryRunEpisode episode = episodes.get(e);
      for (int p = 0; p < plan.pulses(); p++) {
        int t0 = plan.onset(p);
        if (t0 + lags() >= episode.states().size()) {
          continue;
        }
        windows.add(window(episode, t0));
        signs.add(plan.sign(e, p));
        double still = episode.actions().get(t0 - 1)[action];
        for (int t = t0; t < t0 + plan.pulse(); t++) {
          sum += Math.abs(episode.actions().get(t)[action] - still);
          steps++;
        }
      }
    }
    this.sent = steps == 0 ? 0 : sum / steps;
    this.mean = meanChange();
  }

  /**
   * By how much the state differs from that at the pulse, beside what it does by itself: from half
   * a pause before the pulse until the next one.
   */
  private double[][] window(DryRunEpisode episode, int t0) {
    double[][] change = new double[before() + lags() + 1][dX];
    for (int i = 0; i < change.length; i++) {
      int t = t0 - before() + i;
      for (int j = 0; j < dX; j++) {
        change[i][j] =
            episode.states().get(t)[j] - episode.states().get(t0)[j] - noise.course(j, t0, t);
      }
    }
    return change;
  }

  private int before() {
    return plan.pause() / 2;
  }

  private int lags() {
    return plan.block();
  }

  /** [before + k][j], for k = -before .. lags. */
  private double[][] meanChange() {
    double[][] change = new double[before() + lags() + 1][dX];
    for (int p = 0; p < windows.size(); p++) {
      double[][] x = windows.get(p);
      for (int i = 0; i < change.length; i++) {
        for (int j = 0; j < dX; j++) {
          change[i][j] += signs.get(p) * x[i][j] / windows.size();
        }
      }
    }
    return change;
  }

  /** How many pulses there were. */
  int pulses() {
    return windows.size();
  }

  /** How far from rest the action was, on average. */
  double sent() {
    return sent;
  }

  /** The first k at which a mean over all pulses is no noise; empty if it always may be. */
  OptionalInt onset(int j) {
    return onset(j, mean, 1, Math.sqrt(0.5 * windows.size()));
  }

  /** The first k at which any entry of the state answers. */
  OptionalInt onset() {
    return first(mean, 1, Math.sqrt(0.5 * windows.size()));
  }

  /** That of each pulse by itself, where it can be seen. */
  List<Integer> onsets() {
    List<Integer> onsets = new ArrayList<>();
    for (int p = 0; p < windows.size(); p++) {
      first(windows.get(p), signs.get(p), 1).ifPresent(onsets::add);
    }
    return onsets;
  }

  private OptionalInt first(double[][] change, int sign, double root) {
    int first = Integer.MAX_VALUE;
    for (int j = 0; j < dX; j++) {
      if (onset(j).isPresent()) {
        first = Math.min(first, onset(j, change, sign, root).orElse(Integer.MAX_VALUE));
      }
    }
    return first == Integer.MAX_VALUE ? OptionalInt.empty() : OptionalInt.of(first);
  }

  /** Two steps one after another, in the same direction, beyond noise and former movement. */
  private OptionalInt onset(int j, double[][] change, int sign, double root) {
    double slope = 0;
    for (int i = 1; i <= before(); i++) {
      slope = Math.max(slope, Math.abs(change[before() - i][j]) / i);
    }
    double last = 0;
    for (int k = 1; k <= lags(); k++) {
      double now = sign * change[before() + k][j];
      boolean clear = Math.abs(now) > CLEAR * noise.ofChange(j, k) / root + 3 * k * slope;
      if (clear && plan.pulse() == 1) {
        return OptionalInt.of(k);
      }
      if (clear && last * now > 0) {
        return OptionalInt.of(k - 1);
      }
      last = clear ? now : 0;
    }
    return OptionalInt.empty();
  }

  /**
   * The largest mean change of an entry while the action is seen in its first direction, for one
   * unit of the action.
   *
   * @param from the first k at which anything answers
   * @return k and the change
   */
  StateEffect effect(int j, int from, String name) {
    int at = from;
    for (int k = from; k < Math.min(from + plan.pulse(), lags() + 1); k++) {
      if (Math.abs(mean[before() + k][j]) > Math.abs(mean[before() + at][j])) {
        at = k;
      }
    }
    return new StateEffect(j, name, at, mean[before() + at][j] / sent);
  }

  @Override
  public String toString() {
    return windows.size() + " pulses, mean change " + Arrays.deepToString(mean);
  }
}
