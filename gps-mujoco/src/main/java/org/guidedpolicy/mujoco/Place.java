package org.guidedpolicy.mujoco;

/**
 * A named point of a model: a site, or the origin of a body's frame. Immutable and thread-safe.
 *
 * @param kind site or body
 * @param name as in the model
 */
public record Place(MujocoModel.Kind kind, String name) {

  public Place {
    if (kind != MujocoModel.Kind.SITE && kind != MujocoModel.Kind.BODY) {
      throw new IllegalArgumentException("a place is a site or a body, not a " + kind);
    }
  }

  public static Place site(String name) {
    return new Place(MujocoModel.Kind.SITE, name);
  }

  public static Place body(String name) {
    return new Place(MujocoModel.Kind.BODY, name);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
