package org.guidedpolicy.mujoco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.guidedpolicy.cost.ActionCost;
import org.guidedpolicy.cost.CostFunction;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.trajopt.OptimizationResult;
import org.guidedpolicy.trajopt.OptimizerOptions;
import org.guidedpolicy.trajopt.TrajectoryOptimizer;
import org.guidedpolicy.trajopt.TrajectoryProblem;
import org.junit.jupiter.api.Test;

@NeedsMujoco
class MujocoDynamicsTest {
  private static final double H = 0.01;
  private static final double DAMPING = 0.3;

  /** A point of 2 kg at the end of a rod of 0.5 m without mass. */
  private static final String ONE_HINGE =
      """
      <mujoco>
        <option timestep="0.01"/>
        <worldbody>
          <body>
            <joint name="hinge" axis="0 1 0" damping="0.3"/>
            <inertial pos="0 0 -0.5" mass="2" diaginertia="1e-12 1e-12 1e-12"/>
          </body>
        </worldbody>
        <actuator><motor joint="hinge" ctrllimited="true" ctrlrange="-4 4"/></actuator>
      </mujoco>
      """;

  /** A leg that pushes itself off the ground, whose contact begins with no force. */
  private static final String LEG =
      """
      <mujoco>
        <option timestep="0.005"/>
        <default>
          <geom solref="0.02 1" solimp="0 0.95 0.01"/>
          <joint solimplimit="0 0.95 0.05"/>
        </default>
        <worldbody>
          <geom type="plane" size="5 5 1"/>
          <body pos="0 0 0.5">
            <joint name="height" type="slide" axis="0 0 1"/>
            <joint name="pitch" axis="0 1 0" armature="0.02"/>
            <geom type="capsule" fromto="0 0 0 0 0 0.3" size="0.05"/>
            <body>
              <joint name="knee" axis="0 1 0" armature="0.02" damping="0.5" limited="true"
                  range="-60 60"/>
              <geom type="capsule" fromto="0 0 0 0 0 -0.45" size="0.04"/>
            </body>
          </body>
        </worldbody>
        <actuator><motor joint="knee" ctrllimited="true" ctrlrange="-20 20"/></actuator>
      </mujoco>
      """;

  private static final String FILTERED =
      LEG.replace(
          "<actuator><motor joint=\"knee\" ctrllimited=\"true\" ctrlrange=\"-20 20\"/></actuator>",
          """
      <actuator>
        <general joint="knee" dyntype="filter" dynprm="0.05" gainprm="5" ctrllimited="true"
            ctrlrange="-1 1"/>
      </actuator>
      """);

  private static double[] next(Model model, double[] x, double... u) {
    double[] next = new double[model.stateDimension()];
    model.next(x, u, next);
    return next;
  }

  private static double[][] derivatives(Model model, double[] x, double... u) {
    int dX = model.stateDimension();
    double[] fx = new double[dX * dX];
    double[] fu = new double[dX * model.actionDimension()];
    model.linearize(x, u, fx, fu);
    return new double[][] {fx, fu};
  }

  @Test
  void oneHingeMovesByItsEquationOfMotion() {
    try (var model = MujocoModel.fromXml(ONE_HINGE);
        var dynamics = MujocoDynamics.of(model, 1)) {
      double[] x = {0.7, -1.2};
      double u = 1.5;
      // semi-implicit Euler with implicit damping
      double inertia = 2 * 0.25 + H * DAMPING;
      double v = x[1] + H * (u - 2 * 9.81 * 0.5 * Math.sin(x[0]) - DAMPING * x[1]) / inertia;
      assertArrayEquals(new double[] {x[0] + H * v, v}, next(dynamics, x, u), 1e-9);
      assertEquals(H, dynamics.timeStep());
      assertArrayEquals(new double[] {-4}, dynamics.actionLower());
    }
  }

  @Test
  void derivativesAreThoseOfTheEquationOfMotion() {
    try (var model = MujocoModel.fromXml(ONE_HINGE);
        var chained = MujocoDynamics.of(model, 1);
        var own = MujocoDynamics.withOwnDifferences(model, 1)) {
      double inertia = 2 * 0.25 + H * DAMPING;
      double va = -H * 2 * 9.81 * 0.5 * Math.cos(0.7) / inertia;
      double vv = 1 - H * DAMPING / inertia;
      double vu = H / inertia;
      for (double u : new double[] {1.5, 4, -4}) { // inside and at the limits
        for (Model dynamics : new Model[] {chained, own}) {
          double[][] f = derivatives(dynamics, new double[] {0.7, -1.2}, u);
          assertArrayEquals(new double[] {1 + H * va, H * vv, va, vv}, f[0], 1e-6);
          assertArrayEquals(new double[] {H * vu, vu}, f[1], 1e-6);
        }
      }
    }
  }

  @Test
  void severalSimulatorStepsAreOneControlStep() {
    try (var model = MujocoModel.fromXml(ONE_HINGE);
        var one = MujocoDynamics.of(model, 1);
        var three = MujocoDynamics.of(model, 3)) {
      double[] x = {0.7, -1.2};
      double[] y = x;
      for (int k = 0; k < 3; k++) {
        y = next(one, y, 2);
      }
      assertArrayEquals(y, next(three, x, 2), 1e-15);
      try (var own = MujocoDynamics.withOwnDifferences(model, 3)) {
        double[][] expected = derivatives(own, x, 2);
        double[][] actual = derivatives(three, x, 2);
        assertArrayEquals(expected[0], actual[0], 1e-7);
        assertArrayEquals(expected[1], actual[1], 1e-7);
      }
    }
  }

  /** In flight, in contact and at a limit of the knee. */
  private static double[][] legStates() {
    return new double[][] {
      {0.3, 0.2, -0.1, 0, 1, 2}, {-0.06, 0.1, 0.05, -0.5, 0, 1}, {-0.03, -0.1, 1.06, 0, 0, 3}
    };
  }

  @Test
  void chainedAndOwnDifferencesAgreeInContactToo() {
    try (var model = MujocoModel.fromXml(LEG);
        var chained = MujocoDynamics.of(model, 2);
        var own = MujocoDynamics.withOwnDifferences(model, 2)) {
      for (double[] x : legStates()) {
        double[][] expected = derivatives(own, x, 3);
        double[][] actual = derivatives(chained, x, 3);
        assertArrayEquals(expected[0], actual[0], 2e-4 * max(expected[0]));
        assertArrayEquals(expected[1], actual[1], 2e-4 * max(expected[1]));
      }
    }
  }

  private static double max(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }

  @Test
  void theResultDoesNotDependOnWhatWasAskedBefore() {
    try (var model = MujocoModel.fromXml(LEG);
        var dynamics = MujocoDynamics.of(model, 2);
        var fresh = MujocoDynamics.of(model, 2)) {
      var random = new SplittableRandom(1);
      for (double[] x : legStates()) {
        double[] first = next(fresh, x, 3);
        for (int n = 0; n < 50; n++) {
          double[] other = legStates()[random.nextInt(3)];
          other[4] += random.nextGaussian();
          if (n % 2 == 0) {
            next(dynamics, other, random.nextGaussian());
          } else {
            derivatives(dynamics, other, random.nextGaussian());
          }
          assertArrayEquals(first, next(dynamics, x, 3), 0);
        }
        assertArrayEquals(derivatives(fresh, x, 3)[0], derivatives(dynamics, x, 3)[0], 0);
      }
    }
  }

  @Test
  void threadsGetEqualResults() {
    try (var model = MujocoModel.fromXml(LEG);
        var dynamics = MujocoDynamics.of(model, 2);
        var pool = WorkPool.of(3)) {
      double[][] results = new double[300][];
      pool.forEach(300, i -> results[i] = derivatives(dynamics, legStates()[i % 3], i % 7)[0]);
      for (int i = 0; i < 300; i++) {
        assertArrayEquals(derivatives(dynamics, legStates()[i % 3], i % 7)[0], results[i], 0);
      }
    }
  }

  @Test
  void itMovesAsTheEnvironmentDoes() {
    try (var model = MujocoModel.fromXml(LEG);
        var dynamics = MujocoDynamics.of(model, 2);
        var environment =
            MujocoEnvironment.builder(model)
                .state(Reading.jointPositions(), Reading.jointVelocities())
                .substeps(2)
                .horizon(100)
                .build()) {
      double[] x = environment.reset(new SplittableRandom(1)).state().clone();
      assertArrayEquals(x, dynamics.start());
      for (int t = 0; t < 60; t++) {
        double u = 5 * Math.sin(0.3 * t);
        double[] predicted = next(dynamics, x, u);
        x = environment.step(new double[] {u}).state().clone();
        assertArrayEquals(x, predicted, 1e-5, "step " + t);
      }
      assertTrue(x[0] > -0.6, "the ground holds it; it would have fallen by 1.7 m");
    }
  }

  @Test
  void activationsBelongToTheState() {
    try (var model = MujocoModel.fromXml(FILTERED);
        var chained = MujocoDynamics.of(model, 2);
        var own = MujocoDynamics.withOwnDifferences(model, 2)) {
      assertEquals(7, chained.stateDimension());
      double[] x = {0.3, 0.2, -0.1, 0, 1, 2, 0.4};
      // act' = act + h (u - act) / tau, twice
      double act = 0.4;
      for (int k = 0; k < 2; k++) {
        act += 0.005 * (0.9 - act) / 0.05;
      }
      assertEquals(act, next(chained, x, 0.9)[6], 1e-12);
      assertArrayEquals(derivatives(own, x, 0.9)[0], derivatives(chained, x, 0.9)[0], 1e-5);
      assertArrayEquals(derivatives(own, x, 0.9)[1], derivatives(chained, x, 0.9)[1], 1e-6);
    }
  }

  /** Two thrusters under a free body: quaternions have no differences of MuJoCo's own here. */
  @Test
  void aFreeBodyIsPlannedForToo() {
    String xml =
        """
        <mujoco>
          <option timestep="0.02"/>
          <worldbody>
            <body pos="0 0 1">
              <freejoint/>
              <geom type="box" size="0.2 0.2 0.05" mass="1"/>
              <site name="left" pos="-0.2 0 0"/>
              <site name="right" pos="0.2 0 0"/>
            </body>
          </worldbody>
          <actuator>
            <motor site="left" gear="0 0 1 0 0 0" ctrllimited="true" ctrlrange="0 12"/>
            <motor site="right" gear="0 0 1 0 0 0" ctrllimited="true" ctrlrange="0 12"/>
          </actuator>
        </mujoco>
        """;
    try (var model = MujocoModel.fromXml(xml);
        var dynamics = MujocoDynamics.of(model, 1)) {
      assertEquals(13, dynamics.stateDimension());
      CostFunction there =
          (t, T, x, u) -> (x[0] - 0.5) * (x[0] - 0.5) + (x[2] - 1) * (x[2] - 1) + 0.1 * x[7] * x[7];
      var problem =
          TrajectoryProblem.of(dynamics, CostFunction.sum(there, ActionCost.quadratic(1e-3)))
              .withActionLimits(dynamics.actionLower(), dynamics.actionUpper());
      double[] hover = new double[100];
      Arrays.fill(hover, 9.81 / 2);
      double[] x0 = {0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0};
      assertArrayEquals(x0, dynamics.start());
      OptimizationResult result =
          new TrajectoryOptimizer(OptimizerOptions.defaults().with(o -> o.iterations = 50))
              .solve(problem, x0, hover);
      double[] end = result.plan().state(50);
      assertEquals(0.5, end[0], 0.2, "it has tilted and flown to the side");
      assertEquals(1, end[2], 0.3);
    }
  }

  @Test
  void anUnstableStepIsNotANumberAndTheNextIsAsEver() {
    try (var model = MujocoModel.fromXml(LEG);
        var dynamics = MujocoDynamics.of(model, 2)) {
      double[] x = legStates()[0];
      double[] before = next(dynamics, x, 3);
      assertTrue(Double.isNaN(next(dynamics, new double[] {0, 0, 0, 0, 1e12, 0}, 0)[0]));
      assertTrue(Double.isNaN(derivatives(dynamics, new double[] {0, 0, 0, 0, 1e12, 0}, 0)[0][0]));
      assertArrayEquals(before, next(dynamics, x, 3), 0);
    }
  }

  @Test
  void closingGivesBackEverything() {
    try (var memory = new CountedMemory()) {
      try (var model = MujocoModel.fromXml(LEG)) {
        MujocoDynamics dynamics = MujocoDynamics.of(model, 2);
        derivatives(dynamics, legStates()[0], 1);
        assertFalse(memory.blocks() == 0);
        dynamics.close();
        dynamics.close();
        assertThrows(IllegalStateException.class, () -> next(dynamics, legStates()[0], 1));
      }
      assertEquals(0, memory.blocks());
    }
  }

  @Test
  void pointsOfOtherSizesAreRefused() {
    try (var model = MujocoModel.fromXml(LEG);
        var dynamics = MujocoDynamics.of(model, 2)) {
      assertThrows(IllegalArgumentException.class, () -> next(dynamics, new double[5], 1));
      assertThrows(IllegalArgumentException.class, () -> next(dynamics, new double[6], 1, 2));
      assertThrows(IllegalArgumentException.class, () -> MujocoDynamics.of(model, 0));
    }
  }
}
