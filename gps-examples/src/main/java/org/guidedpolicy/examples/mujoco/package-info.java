/**
 * Tasks simulated by MuJoCo: the reacher once more, and the insertion of a peg into a hole whose
 * position relative to the arm is random. The models are MJCF files beside the classes.
 */
@NullMarked
package org.guidedpolicy.examples.mujoco;

import org.jspecify.annotations.NullMarked;
