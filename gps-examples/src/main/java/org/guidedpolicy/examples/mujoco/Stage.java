package org.guidedpolicy.examples.mujoco;

import org.guidedpolicy.mujoco.MujocoEnvironment;

/** A model that can be put into the states of recorded episodes. Used by one thread at a time. */
interface Stage {

  /** What is posed. */
  MujocoEnvironment environment();

  /** The camera of the model that shows it. */
  String camera();

  /** Puts the model into a state of an episode. */
  void pose(double[] state);

  /** The point in world coordinates whose way through the episode is drawn, x, y, z. */
  double[] point(double[] state);
}
