package org.guidedpolicy.examples.mujoco;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where the arm may stand: a box of offsets from its place in the model, and the grid of test
 * offsets in it. Moving the arm is moving the hole relative to the arm.
 *
 * @param name of the task
 * @param lower corner x, y, z, m
 * @param upper corner x, y, z, m
 * @param perAxis test offsets along every axis in which the box extends
 */
record PegRegion(String name, Offset lower, Offset upper, int perAxis) {
  /** The outermost test offsets are this far from the box's faces, m. */
  private static final double INSET = 0.01;

  /** A square of 0.4 m. */
  static final PegRegion SQUARE =
      new PegRegion("peg-2d", new Offset(-0.25, -0.25, 0), new Offset(0.15, 0.15, 0), 7);

  /** A cube of 0.3 m. */
  static final PegRegion CUBE =
      new PegRegion("peg-3d", new Offset(-0.15, -0.15, -0.15), new Offset(0.15, 0.15, 0.15), 4);

  /** Metres along the world's axes. */
  record Offset(double x, double y, double z) {}

  Offset draw(RandomGenerator random) {
    return new Offset(
        draw(random, lower.x, upper.x),
        draw(random, lower.y, upper.y),
        draw(random, lower.z, upper.z));
  }

  private static double draw(RandomGenerator random, double from, double to) {
    return from < to ? random.nextDouble(from, to) : from;
  }

  /** The box's corners, where methods that reset have the arm stand; x fastest. */
  List<Offset> corners() {
    List<Offset> corners = new ArrayList<>();
    for (double z : ends(lower.z, upper.z)) {
      for (double y : ends(lower.y, upper.y)) {
        for (double x : ends(lower.x, upper.x)) {
          corners.add(new Offset(x, y, z));
        }
      }
    }
    return corners;
  }

  private static double[] ends(double from, double to) {
    return from < to ? new double[] {from, to} : new double[] {from};
  }

  int testOffsets() {
    return along(lower.x, upper.x) * along(lower.y, upper.y) * along(lower.z, upper.z);
  }

  /** Grid point i, 0 .. {@link #testOffsets}-1, x fastest. */
  Offset testOffset(int i) {
    int nx = along(lower.x, upper.x);
    int ny = along(lower.y, upper.y);
    return new Offset(
        grid(lower.x, upper.x, i % nx),
        grid(lower.y, upper.y, i / nx % ny),
        grid(lower.z, upper.z, i / (nx * ny)));
  }

  private int along(double from, double to) {
    return from < to ? perAxis : 1;
  }

  private double grid(double from, double to, int i) {
    return from < to ? from + INSET + (to - from - 2 * INSET) * i / (perAxis - 1) : from;
  }
}
