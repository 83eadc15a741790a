package org.guidedpolicy.mujoco;

/**
 * A named point of a model: a site, or the origin of a body's frame. Immutable and thread-safe.
 *
 * @param kind site or body
 * @param name as in the model
 */
public record Frame(MujocoModel.Kind kind, String name) {

  public Frame {
    if (kind != MujocoModel.Kind.SITE && kind != MujocoModel.Kind.BODY) {
      throw new IllegalArgumentException("a frame is a site or a body, not a " + kind);
    }
  }

  public static Frame site(String name) {
    return new Frame(MujocoModel.Kind.SITE, name);
  }

  public static Frame body(String name) {
    return new Frame(MujocoModel.Kind.BODY, name);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
