/**
 * Models of what a robot does: the next state and its derivatives, whether they are computed by a
 * simulation, known in closed form, differenced, or learned from episodes.
 *
 * <p>{@link org.guidedpolicy.dynamics.Model} is what planning needs. {@link
 * org.guidedpolicy.dynamics.DynamicsLearner} learns one from every transition that the robot has
 * shown, {@link org.guidedpolicy.dynamics.LearnedDynamics}, and {@link
 * org.guidedpolicy.dynamics.ImaginedEpisodes} runs episodes in it, each anchored to a real one.
 *
 * <pre>
 * DynamicsLearner learner = new DynamicsLearner(dX, dU, DynamicsOptions.defaults());
 * ...
 * learner.add(newestEpisodes);
 * LearnedDynamics world = learner.fit(seed, pool);
 * List&lt;Trajectory&gt; anchors = ImaginedEpisodes.anchors(learner.episodes(), learner.newest(), 40, seed);
 * List&lt;Trajectory&gt; imagined =
 *     new ImaginedEpisodes(world, spec, anchors).run(40, controllers, seed, pool).trajectories();
 * </pre>
 *
 * <p>Models are thread-safe, the learner belongs to one thread. All results are equal bit by bit
 * for any number of threads.
 */
@NullMarked
package org.guidedpolicy.dynamics;

import org.jspecify.annotations.NullMarked;
