/**
 * Trajectory optimization for known models: actions of least cost from one start, feedback around
 * them, control with a receding horizon, and distributions of trajectories to learn from.
 *
 * <p>{@link org.guidedpolicy.trajopt.TrajectoryProblem} states a problem on any {@link
 * org.guidedpolicy.dynamics.Model}: a function of one's own, a MuJoCo model, dynamics learned from
 * episodes. {@link org.guidedpolicy.trajopt.TrajectoryOptimizer} solves it by iterative LQR or
 * differential dynamic programming; {@link org.guidedpolicy.trajopt.ModelPredictiveController}
 * solves it again and again while a robot moves. {@link
 * org.guidedpolicy.trajopt.MaxEntropyDistribution} spreads a solution, or a demonstration, into a
 * distribution of trajectories, held together by {@link org.guidedpolicy.trajopt.Tracking}.
 *
 * <p><b>Threads.</b> Problems, plans, results, distributions and the optimizer are thread-safe; a
 * model-predictive controller belongs to one thread.
 *
 * <p><b>Cost per call.</b> An iteration costs one linearization of the model and one expansion of
 * the cost at each step, shared among threads; a backward pass of a few microseconds a step; and
 * one to eleven rollouts.
 *
 * <p><b>Sources.</b> [GPS13] Levine, Koltun: Guided Policy Search, ICML 2013. [TET] Tassa, Erez,
 * Todorov: Synthesis and Stabilization of Complex Behaviors through Online Trajectory Optimization,
 * IROS 2012.
 */
@NullMarked
package org.guidedpolicy.trajopt;

import org.jspecify.annotations.NullMarked;
