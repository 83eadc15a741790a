package org.guidedpolicy.examples.mujoco;

/** Where the peg's ends are as a function of the joint angles. Stateless. */
final class PegKinematics {
  private static final int JOINTS = PegTask.JOINTS;

  /** From the joint before to this one along the link, m. */
  private static final double[] ALONG = {0, 0.1, 0, 0.4, 0, 0.321, 0};

  /** Axis of each joint in its link's frame: 0 x, 1 y, 2 z. */
  private static final int[] AXIS = {2, 1, 0, 1, 0, 1, 0};

  private static final double TOOL = 0.18;
  private static final double HALF_PEG = 0.15;

  private PegKinematics() {}

  /** d ends / d q, 6 x 7, at a state whose first entries are the joint angles. */
  static void jacobian(double[] x, double[] J) {
    ends(x, new double[6], J);
  }

  /**
   * Both ends relative to the shoulder and their derivatives.
   *
   * @param q angles, at least 7 entries
   * @param ends receives lower x, y, z, upper x, y, z
   * @param J receives d ends / d q, 6 x 7
   */
  static void ends(double[] q, double[] ends, double[] J) {
    double[] R = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    double[] p = new double[3];
    double[] origins = new double[3 * JOINTS];
    double[] axes = new double[3 * JOINTS];
    for (int j = 0; j < JOINTS; j++) {
      for (int i = 0; i < 3; i++) {
        p[i] += ALONG[j] * R[3 * i];
        origins[3 * j + i] = p[i];
        axes[3 * j + i] = R[3 * i + AXIS[j]];
      }
      turn(R, AXIS[j], q[j]);
    }
    for (int end = 0; end < 2; end++) {
      double along = end == 0 ? -HALF_PEG : HALF_PEG;
      for (int i = 0; i < 3; i++) {
        ends[3 * end + i] = p[i] + TOOL * R[3 * i] + along * R[3 * i + 2];
      }
      for (int j = 0; j < JOINTS; j++) {
        // axis x (end - origin)
        for (int i = 0; i < 3; i++) {
          int k = (i + 1) % 3;
          int l = (i + 2) % 3;
          J[(3 * end + i) * JOINTS + j] =
              axes[3 * j + k] * (ends[3 * end + l] - origins[3 * j + l])
                  - axes[3 * j + l] * (ends[3 * end + k] - origins[3 * j + k]);
        }
      }
    }
  }

  /** R = R Rot(axis, angle). */
  private static void turn(double[] R, int axis, double angle) {
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    int k = (axis + 1) % 3;
    int l = (axis + 2) % 3;
    for (int i = 0; i < 3; i++) {
      double a = R[3 * i + k];
      double b = R[3 * i + l];
      R[3 * i + k] = a * c + b * s;
      R[3 * i + l] = b * c - a * s;
    }
  }
}
