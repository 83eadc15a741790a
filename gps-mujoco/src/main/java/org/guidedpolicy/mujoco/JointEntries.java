package org.guidedpolicy.mujoco;

import java.util.ArrayList;
import java.util.List;
import org.guidedpolicy.mujoco.MujocoModel.Kind;

/**
 * State entries that are positions of joints, the columns of a Jacobian. MuJoCo differentiates by
 * degrees of freedom, of which a quaternion's four entries have three. Immutable.
 */
final class JointEntries {
  private final List<Coordinate> coordinates;
  private final int[] entries;
  private final int[] addresses;

  private JointEntries(List<Coordinate> coordinates, int[] entries, int[] addresses) {
    this.coordinates = coordinates;
    this.entries = entries;
    this.addresses = addresses;
  }

  /**
   * @param joints MuJoCo's numbers; the state holds their positions
   */
  static JointEntries of(MujocoModel model, Parts state, int[] joints) {
    var coordinates = new ArrayList<Coordinate>();
    var addresses = new ArrayList<Integer>();
    for (int joint : joints) {
      int column = addresses.size();
      Joints.positions(model, joint).forEach(addresses::add);
      int dof = Joints.velocities(model, joint).findFirst().orElseThrow();
      int scalars = Joints.scalars(model, joint);
      for (int i = 0; i < scalars; i++) {
        coordinates.add(new Scalar(column + i, dof + i));
      }
      if (addresses.size() > column + scalars) {
        String name = model.names(Kind.JOINT).get(joint);
        coordinates.add(new Quaternion(name, column + scalars, dof + scalars));
      }
    }
    int[] at = addresses.stream().mapToInt(Integer::intValue).toArray();
    int[] entries = addresses.stream().mapToInt(state::positionEntry).toArray();
    return new JointEntries(List.copyOf(coordinates), entries, at);
  }

  /** Number of columns. */
  int count() {
    return entries.length;
  }

  /** State entries. */
  int[] entries() {
    return entries.clone();
  }

  /** Indices into qpos. */
  int[] addresses() {
    return addresses.clone();
  }

  /** The state's joint positions. */
  double[] of(double[] x) {
    double[] q = new double[entries.length];
    for (int i = 0; i < q.length; i++) {
      q[i] = x[entries[i]];
    }
    return q;
  }

  /**
   * Adds a row of a Jacobian.
   *
   * @param q joint positions
   * @param sign factor
   * @param byDof derivatives by degrees of freedom, from {@code from} on
   * @param out receives derivatives by the entries, from {@code to} on
   */
  void addRow(double[] q, int sign, double[] byDof, int from, double[] out, int to) {
    for (Coordinate coordinate : coordinates) {
      coordinate.addRow(q, sign, byDof, from, out, to);
    }
  }

  private sealed interface Coordinate {
    void addRow(double[] q, int sign, double[] byDof, int from, double[] out, int to);
  }

  /** Its rate is the degree of freedom. */
  private record Scalar(int column, int dof) implements Coordinate {
    @Override
    public void addRow(double[] q, int sign, double[] byDof, int from, double[] out, int to) {
      out[to + column] += sign * byDof[from + dof];
    }
  }

  /** Four entries (w, v), for which MuJoCo has the angular velocity in the turned frame. */
  private record Quaternion(String joint, int column, int dof) implements Coordinate {
    @Override
    public void addRow(double[] q, int sign, double[] byDof, int from, double[] out, int to) {
      double w = q[column];
      double x = q[column + 1];
      double y = q[column + 2];
      double z = q[column + 3];
      double square = w * w + x * x + y * y + z * z;
      if (square == 0) {
        throw new IllegalArgumentException("the quaternion of joint '" + joint + "' is 0");
      }
      // omega = 2 vec(conj(q) dq) / |q|^2 = 2 (w dv - v dw - v x dv) / |q|^2
      double scale = sign * 2 / square;
      double a = scale * byDof[from + dof];
      double b = scale * byDof[from + dof + 1];
      double c = scale * byDof[from + dof + 2];
      out[to + column] -= a * x + b * y + c * z;
      out[to + column + 1] += w * a + y * c - z * b;
      out[to + column + 2] += w * b + z * a - x * c;
      out[to + column + 3] += w * c + x * b - y * a;
    }
  }
}
