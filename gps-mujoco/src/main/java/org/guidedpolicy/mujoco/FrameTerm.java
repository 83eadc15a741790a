package org.guidedpolicy.mujoco;

/**
 * A frame's position as part of three neighbouring entries.
 *
 * @param offset the first of the entries
 * @param sign 1 where the position is added, -1 where it is subtracted
 * @param kind site or body
 * @param id MuJoCo's number of it
 */
record FrameTerm(int offset, int sign, MujocoModel.Kind kind, int id) {
  FrameTerm shifted(int by) {
    return new FrameTerm(offset + by, sign, kind, id);
  }

  FrameTerm subtracted() {
    return new FrameTerm(offset, -sign, kind, id);
  }
}
