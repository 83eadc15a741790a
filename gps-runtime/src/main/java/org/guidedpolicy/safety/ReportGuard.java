package org.guidedpolicy.safety;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.jspecify.annotations.Nullable;

/**
 * Says what is wrong with what an environment reports. Immutable; thread-safe if its conditions
 * are.
 */
final class ReportGuard {

  /**
   * @param description begins the reason
   * @param dangerous whether a report stops the episode
   */
  record Condition(String description, Predicate<TimeStep> dangerous) {}

  /**
   * What is wrong.
   *
   * @param reason in words
   * @param cause what a condition threw, if one did
   */
  record Objection(String reason, @Nullable Throwable cause) {}

  private final EnvironmentSpec spec;
  private final List<Condition> conditions;

  ReportGuard(EnvironmentSpec spec, List<Condition> conditions) {
    this.spec = spec;
    this.conditions = List.copyOf(conditions);
  }

  /**
   * @param call the method that returned the report
   * @return empty if the report is sound and no condition calls it dangerous
   */
  Optional<Objection> objection(String call, @Nullable TimeStep report) {
    if (report == null) {
      return Optional.of(new Objection("Environment." + call + " returned null", null));
    }
    Optional<Objection> objection = unsound("state", report.state(), spec.stateDimension());
    if (objection.isEmpty()) {
      objection = unsound("observation", report.observation(), spec.observationDimension());
    }
    for (int i = 0; objection.isEmpty() && i < conditions.size(); i++) {
      objection = danger(conditions.get(i), report);
    }
    return objection;
  }

  private static Optional<Objection> unsound(
      String name, double @Nullable [] values, int expected) {
    if (values == null) {
      return Optional.of(new Objection("the " + name + " is null", null));
    }
    if (values.length != expected) {
      return Optional.of(
          new Objection(
              "the " + name + " has " + values.length + " entries, expected " + expected, null));
    }
    for (int i = 0; i < expected; i++) {
      if (!Double.isFinite(values[i])) {
        return Optional.of(
            new Objection("the " + name + " is " + values[i] + " at entry " + i, null));
      }
      if (Math.abs(values[i]) > TimeStep.ABSURD) {
        return Optional.of(
            new Objection(
                "the "
                    + name
                    + " is "
                    + values[i]
                    + " at entry "
                    + i
                    + ", beyond "
                    + TimeStep.ABSURD,
                null));
      }
    }
    return Optional.empty();
  }

  private static Optional<Objection> danger(Condition condition, TimeStep report) {
    try {
      return condition.dangerous.test(report)
          ? Optional.of(new Objection(condition.description + ": " + report, null))
          : Optional.empty();
    } catch (RuntimeException | Error e) {
      return Optional.of(
          new Objection("the condition '" + condition.description + "' failed: " + e, e));
    }
  }
}
