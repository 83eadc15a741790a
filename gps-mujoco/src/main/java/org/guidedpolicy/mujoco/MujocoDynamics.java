package org.guidedpolicy.mujoco;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.dynamics.FiniteDifferenceModel;
import org.guidedpolicy.dynamics.Model;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.jspecify.annotations.Nullable;

/**
 * A MuJoCo model as dynamics to plan with: the state after a control step of several simulator
 * steps, and its derivatives.
 *
 * <pre>
 * x = [qpos; qvel; act],   u = ctrl,   x' = f(x, u)
 * </pre>
 *
 * <p>f is a function: equal arguments give equal results, bit by bit, whatever was asked before. To
 * that end constraints are solved anew in each control step, by Newton's method to a tolerance of
 * 1e-10, whatever the model's own solver is; differences would otherwise see the solver's noise. A
 * step that MuJoCo would answer with a reset gives a state that is not a number.
 *
 * <p>Derivatives come from central differences: MuJoCo's own ({@code mjd_transitionFD}), chained
 * over the simulator steps, or differences of f itself where those do not exist: with quaternions
 * among the joints, the Runge-Kutta integrator, or a library without them. They are as bounded as
 * the contacts are soft at their onset: see the documentation on contact settings.
 *
 * <pre>
 * try (MujocoDynamics walker = MujocoDynamics.of(model, 2)) {
 *   var problem = TrajectoryProblem.of(walker, cost)
 *       .withActionLimits(walker.actionLower(), walker.actionUpper());
 *   ...
 * }
 * </pre>
 *
 * <p>Thread-safe: as many simulations are made as threads ask at once, each on one copy of the
 * model. A {@link MujocoEnvironment} whose state is all joint positions, then all joint velocities,
 * has the same state.
 */
public final class MujocoDynamics implements Model, AutoCloseable {
  private final MujocoModel model;
  private final int substeps;
  private final long address;
  private final int dX;
  private final int dU;
  private final Actuators actuators;
  private final boolean chained;
  private final Model differences;
  private final Deque<StepSimulation> idle = new ArrayDeque<>();
  private boolean closed;
  private int lent;

  private MujocoDynamics(MujocoModel model, int substeps, boolean own) {
    this.model = model;
    this.substeps = Require.atLeast("substeps", substeps, 1);
    this.actuators = Actuators.of(model, List.of());
    int nq = model.integer("nq");
    int nv = model.integer("nv");
    this.dX = nq + nv + model.integer("na");
    this.dU = actuators.count();
    boolean rungeKutta = model.integer("opt.integrator") == model.constant("mjINT_RK4");
    this.chained =
        !own && model.library().transitionDifferences.isPresent() && nq == nv && !rungeKutta;
    this.differences =
        FiniteDifferenceModel.of(dX, dU, this::next)
            .withActionLimits(actuators.lower(), actuators.upper());
    model.retain();
    this.address = StepSimulation.preciseCopy(model);
  }

  /**
   * @param model may be closed while these dynamics are in use
   * @param substeps simulator steps in a control step
   * @throws IllegalArgumentException if the model has no actuator
   */
  public static MujocoDynamics of(MujocoModel model, int substeps) {
    return new MujocoDynamics(model, substeps, false);
  }

  /** The same with differences of f itself in any case. */
  public static MujocoDynamics withOwnDifferences(MujocoModel model, int substeps) {
    return new MujocoDynamics(model, substeps, true);
  }

  @Override
  public int stateDimension() {
    return dX;
  }

  @Override
  public int actionDimension() {
    return dU;
  }

  /** The model's own start: its joints where the MJCF puts them, at rest; dX entries. */
  public double[] start() {
    double[] x = new double[dX];
    model.array("qpos0").read(0, x, 0, model.integer("nq"));
    return x;
  }

  /** Seconds of a control step. */
  public double timeStep() {
    return substeps * model.timeStep();
  }

  /** Smallest controls, dU entries; -infinity where there is no limit. */
  public double[] actionLower() {
    return actuators.lower();
  }

  /** Greatest controls, dU entries; infinity where there is no limit. */
  public double[] actionUpper() {
    return actuators.upper();
  }

  @Override
  public void next(double[] x, double[] u, double[] next) {
    requirePoint(x, u);
    Require.length("next", next.length, dX, "dX");
    StepSimulation simulation = lend();
    try {
      simulation.next(x, u, next);
      giveBack(simulation);
    } catch (MujocoException e) {
      drop(simulation);
      throw e;
    }
  }

  @Override
  public void linearize(double[] x, double[] u, double[] fx, double[] fu) {
    requirePoint(x, u);
    Require.length("fx", fx.length, dX * dX, "dX x dX");
    Require.length("fu", fu.length, dX * dU, "dX x dU");
    if (!chained) {
      differences.linearize(x, u, fx, fu);
      return;
    }
    StepSimulation simulation = lend();
    try {
      simulation.linearize(x, u, fx, fu);
      giveBack(simulation);
    } catch (MujocoException e) {
      drop(simulation);
      throw e;
    }
  }

  private void requirePoint(double[] x, double[] u) {
    Require.length("x", x.length, dX, "nq + nv + na of the model");
    Require.length("u", u.length, dU, "nu of the model");
  }

  private synchronized StepSimulation lend() {
    if (closed) {
      throw new IllegalStateException("these dynamics of " + model + " are closed");
    }
    @Nullable StepSimulation known = idle.poll();
    StepSimulation simulation =
        known == null ? new StepSimulation(model, address, substeps) : known;
    lent++;
    return simulation;
  }

  private synchronized void giveBack(StepSimulation simulation) {
    idle.push(simulation);
    lent--;
    freeIfUnused();
  }

  /** After a fatal error the simulation cannot be used again. */
  private synchronized void drop(StepSimulation simulation) {
    simulation.free();
    lent--;
    freeIfUnused();
  }

  private void freeIfUnused() {
    if (closed && lent == 0) {
      idle.forEach(StepSimulation::free);
      idle.clear();
      new CallFrame().call(model.library().deleteModel, address);
      model.release();
    }
  }

  /** Frees the native memory once no call is under way. Further calls have no effect. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      freeIfUnused();
    }
  }

  @Override
  public String toString() {
    return "MujocoDynamics["
        + model
        + ", substeps="
        + substeps
        + ", action limits "
        + Arrays.toString(actuators.lower())
        + " to "
        + Arrays.toString(actuators.upper())
        + "]";
  }
}
