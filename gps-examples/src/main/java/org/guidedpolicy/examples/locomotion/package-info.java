/**
 * Robots that move themselves forward, simulated by MuJoCo: a swimmer, a hopper, a walker and a
 * humanoid. Their models are MJCF files beside the classes; contacts and joint limits begin without
 * a force, which keeps derivatives bounded. Roots are slides and hinges, so that the state is a
 * plain vector: all joint positions, then all joint velocities.
 */
@NullMarked
package org.guidedpolicy.examples.locomotion;

import org.jspecify.annotations.NullMarked;
