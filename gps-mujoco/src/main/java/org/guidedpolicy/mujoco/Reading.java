package org.guidedpolicy.mujoco;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a state or an observation, named in the model's words. Positions and velocities are in
 * world axes, m and m/s; joints in rad or m and their rates. Equal if they read the same. Immutable
 * and thread-safe.
 */
public final class Reading {
  private final String what;
  private final List<?> parts;
  private final Function<MujocoModel, Probe> resolver;

  private Reading(String what, List<?> parts, Function<MujocoModel, Probe> resolver) {
    this.what = what;
    this.parts = List.copyOf(parts);
    this.resolver = resolver;
  }

  /**
   * Positions of joints; without names, of all. One entry for a hinge or slide; a ball joint's
   * quaternion has 4, a free joint's position and quaternion 7.
   */
  public static Reading jointPositions(String... joints) {
    return of("jointPositions", List.of(joints), Probes::jointPositions);
  }

  /** Velocities of joints; without names, of all. 3 entries for a ball joint, 6 for a free one. */
  public static Reading jointVelocities(String... joints) {
    return of("jointVelocities", List.of(joints), Probes::jointVelocities);
  }

  /** Positions of sites, 3 entries each. */
  public static Reading sitePositions(String... sites) {
    return positions(frames(Frame::site, sites));
  }

  /** Linear velocities of sites, 3 entries each. */
  public static Reading siteVelocities(String... sites) {
    return velocities(frames(Frame::site, sites));
  }

  /** Positions of the origins of bodies' frames, 3 entries each. */
  public static Reading bodyPositions(String... bodies) {
    return positions(frames(Frame::body, bodies));
  }

  /** Linear velocities of the origins of bodies' frames, 3 entries each. */
  public static Reading bodyVelocities(String... bodies) {
    return velocities(frames(Frame::body, bodies));
  }

  /** Position of one frame minus that of another, 3 entries. */
  public static Reading relativePosition(Frame of, Frame to) {
    return of("relativePosition", List.of(of, to), Probes::relativePosition);
  }

  /** Linear velocity of one frame minus that of another, 3 entries. */
  public static Reading relativeVelocity(Frame of, Frame to) {
    return of("relativeVelocity", List.of(of, to), Probes::relativeVelocity);
  }

  /** Sensors, as many entries each as the model says. */
  public static Reading sensors(String... sensors) {
    return of("sensors", named(sensors), Probes::sensors);
  }

  /**
   * Activations of actuators, one entry each: the state of their own that muscles, filters,
   * integrating and other actuators with a dyntype have.
   *
   * @param actuators at least one, all with an activation
   */
  public static Reading activations(String... actuators) {
    return of("activations", named(actuators), Probes::activations);
  }

  private static Reading positions(List<Frame> frames) {
    return of("positions", frames, Probes::positions);
  }

  private static Reading velocities(List<Frame> frames) {
    return of("velocities", frames, Probes::velocities);
  }

  private static List<Frame> frames(Function<String, Frame> kind, String... names) {
    return named(names).stream().map(kind).toList();
  }

  private static List<String> named(String... names) {
    if (names.length == 0) {
      throw new IllegalArgumentException("a reading needs at least one name");
    }
    return Arrays.asList(names.clone());
  }

  private static <T> Reading of(String what, List<T> parts, Resolver<T> resolver) {
    return new Reading(what, parts, model -> resolver.resolve(model, parts));
  }

  /** Looks the names up. */
  Probe resolve(MujocoModel model) {
    return resolver.apply(model);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Reading that && what.equals(that.what) && parts.equals(that.parts);
  }

  @Override
  public int hashCode() {
    return 31 * what.hashCode() + parts.hashCode();
  }

  @Override
  public String toString() {
    return what + parts;
  }

  private interface Resolver<T> {
    Probe resolve(MujocoModel model, List<T> parts);
  }
}
