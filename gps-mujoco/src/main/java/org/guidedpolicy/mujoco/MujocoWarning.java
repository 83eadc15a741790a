package org.guidedpolicy.mujoco;

/** What MuJoCo warns of during simulation, in its order. */
public enum MujocoWarning {
  INERTIA("the inertia matrix is nearly singular"),
  CONTACTS_FULL("the contact buffer is full; raise nconmax in <size>"),
  CONSTRAINTS_FULL("the constraint buffer is full; raise njmax in <size>"),
  GEOMS_FULL("the drawing's buffer is full"),
  BAD_POSITION("a joint position is huge or not a number"),
  BAD_VELOCITY("a joint velocity is huge or not a number"),
  BAD_ACCELERATION("a joint acceleration is huge or not a number"),
  BAD_CONTROL("a control is huge or not a number");

  private final String meaning;

  MujocoWarning(String meaning) {
    this.meaning = meaning;
  }

  /** In words, with a remedy where there is one. */
  public String meaning() {
    return meaning;
  }

  /** MuJoCo answers it by resetting the simulation. */
  boolean resetsTheSimulation() {
    return this == BAD_POSITION || this == BAD_VELOCITY || this == BAD_ACCELERATION;
  }
}
