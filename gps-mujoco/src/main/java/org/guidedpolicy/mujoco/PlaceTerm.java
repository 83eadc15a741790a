package org.guidedpolicy.mujoco;

/**
 * A place's position as part of three neighbouring entries.
 *
 * @param offset the first of the entries
 * @param sign 1 where the position is added, -1 where it is subtracted
 * @param kind site or body
 * @param id MuJoCo's number of it
 */
record PlaceTerm(int offset, int sign, MujocoModel.Kind kind, int id) {
  PlaceTerm shifted(int by) {
    return new PlaceTerm(offset + by, sign, kind, id);
  }

  PlaceTerm subtracted() {
    return new PlaceTerm(offset, -sign, kind, id);
  }
}
