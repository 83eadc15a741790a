package org.guidedpolicy.safety;

import java.util.List;
import org.guidedpolicy.environment.ActionLimiter;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;

/** Lets Java compile what guards a robot before the robot moves. */
final class GuardWarmUp {
  private static final int STEPS = 2_000;

  private GuardWarmUp() {}

  static void run(EnvironmentSpec spec) {
    ActionLimiter limiter = new ActionLimiter(spec);
    ReportGuard guard = new ReportGuard(spec, List.of());
    StepClock clock = new StepClock(1);
    double[] action = new double[spec.actionDimension()];
    TimeStep report =
        new TimeStep(new double[spec.stateDimension()], new double[spec.observationDimension()]);
    for (int t = 0; t < STEPS; t++) {
      if (limiter.objection(action).isEmpty()) {
        limiter.limit(action);
      }
      guard.objection("step", report).ifPresent(o -> clock.clear());
      clock.add(t);
    }
  }
}
