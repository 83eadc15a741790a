package org.guidedpolicy.check;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.environment.EnvironmentSpec;

/** Tells what a dry run sees, in lines for a console. */
final class DryRunText {
  private final EnvironmentSpec spec;
  private final Consumer<String> out;
  private int titles;

  DryRunText(EnvironmentSpec spec, Consumer<String> out) {
    this.spec = spec;
    this.out = out;
  }

  void title(String what) {
    out.accept("");
    out.accept(++titles + ". " + what);
  }

  void line(String what) {
    out.accept("   " + what);
  }

  /** What the spec says of limits and time. */
  void robot() {
    line(
        format(
            "%d state entries, %d actions, %d steps of %s ms; all numbers in the environment's own"
                + " units",
            spec.stateDimension(),
            spec.actionDimension(),
            spec.horizon(),
            number(1e3 * spec.timeStep())));
    for (int i = 0; i < spec.actionDimension(); i++) {
      double slew = spec.slewLimits()[i];
      line(
          format(
              "action %-8s %s .. %s%s",
              action(i),
              number(spec.actionLower()[i]),
              number(spec.actionUpper()[i]),
              Double.isInfinite(slew) ? "" : ", changes by " + number(slew) + " a second at most"));
    }
  }

  /** From where to where each entry went. */
  void states(List<double[]> states) {
    for (int j = 0; j < spec.stateDimension(); j++) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      for (double[] x : states) {
        min = Math.min(min, x[j]);
        max = Math.max(max, x[j]);
      }
      line(
          format(
              "%-10s first %10s  last %10s  from %10s to %10s",
              state(j),
              number(states.get(0)[j]),
              number(states.get(states.size() - 1)[j]),
              number(min),
              number(max)));
    }
  }

  void rest(RestNoise noise) {
    for (int j = 0; j < spec.stateDimension(); j++) {
      line(
          format(
              "%-10s noise of a reading %s, drift %s a second",
              state(j), number(noise.ofReading(j)), number(noise.drift(j) / spec.timeStep())));
    }
  }

  void effect(ActionEffect effect) {
    if (effect.moves().isEmpty()) {
      line("moves nothing beyond the sensors' noise");
    }
    for (StateEffect moved : effect.moves()) {
      line(
          format(
              "%-10s %-4s %+.3g a unit of the action, after %d steps",
              moved.name(), moved.perUnit() > 0 ? "up" : "down", moved.perUnit(), moved.steps()));
    }
    effect.delay().ifPresent(this::delay);
  }

  private void delay(ActionEffect.Delay delay) {
    line(
        delay.max() == 0
            ? "seen in the report after the action: no delay"
            : format(
                "seen %d steps (%s) late%s",
                delay.steps(),
                duration(delay.steps()),
                delay.min() == delay.max()
                    ? ""
                    : format("; from %d to %d in single pulses", delay.min(), delay.max())));
  }

  void clipped(DryRunEpisode episode) {
    for (int i = 0; i < spec.actionDimension(); i++) {
      int index = i;
      double min = episode.actions().stream().mapToDouble(u -> u[index]).min().orElse(0);
      double max = episode.actions().stream().mapToDouble(u -> u[index]).max().orElse(0);
      line(
          format(
              "action %-8s from %s to %s, %d of %d were limited",
              action(i), number(min), number(max), episode.clipped()[i], episode.steps()));
    }
  }

  /** Says how long steps take, and what is wrong about that. */
  List<Finding> timing(DryRunReport.Timing timing) {
    String times =
        format(
            "a step takes %.2f ms on average (time step %s ms), jitter %.2f, worst %.2f",
            1e3 * timing.mean(),
            number(1e3 * spec.timeStep()),
            1e3 * timing.jitter(),
            1e3 * timing.worst());
    line(times);
    if (timing.mean() > 1.1 * spec.timeStep()) {
      return List.of(
          new Finding(
              Kind.UNSTEADY_TIME,
              Severity.WARNING,
              times + "; give the spec the time step that the robot has"));
    }
    if (timing.worst() > 2 * spec.timeStep()) {
      return List.of(
          new Finding(
              Kind.UNSTEADY_TIME,
              Severity.NOTE,
              times + "; SafeEnvironment counts such steps and stops when they are many"));
    }
    return List.of();
  }

  String duration(int steps) {
    return number(steps * spec.timeStep()) + " s";
  }

  String state(int j) {
    return stateName(spec, j);
  }

  static String stateName(EnvironmentSpec spec, int j) {
    return spec.stateNames().isEmpty() ? "x" + j : spec.stateNames().get(j);
  }

  String action(int i) {
    return spec.actionNames().isEmpty() ? "u" + i : spec.actionNames().get(i);
  }

  /** Four digits, and no zeros behind them. */
  static String number(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return String.valueOf((long) value);
    }
    return size >= 1e-3 && size < 1e6
        ? format("%.4f", value).replaceAll("(\\.\\d*?)0+$", "$1").replaceAll("\\.$", "")
        : format("%.2e", value);
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
