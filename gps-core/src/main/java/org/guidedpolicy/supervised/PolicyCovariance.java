package org.guidedpolicy.supervised;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.guidedpolicy.argument.Require;

/**
 * The state-independent covariance that minimizes the S-phase's loss: the inverse of the average
 * precision of the local policies ([RF] Alg. 2 line 9; [E2E] Sec. 4.2).
 */
public final class PolicyCovariance {
  private PolicyCovariance() {}

  /**
   * Covariance for these targets.
   *
   * @param diagonal whether entries off the diagonal are left out
   * @param minStandardDeviation floor on the standard deviation in every direction, which keeps
   *     exploration alive; in units of the action, 0 for none
   * @return dU x dU, row-major
   * @throws IllegalArgumentException if the average precision is not positive definite, or the
   *     floor is negative or not finite
   */
  public static double[] of(
      SupervisedTargets targets, boolean diagonal, double minStandardDeviation) {
    int dU = targets.actionDimension();
    double[] covariance =
        diagonal ? diagonal(dU, targets.precisions()) : full(dU, targets.precisions());
    double[] floor = new double[dU];
    Arrays.fill(floor, minStandardDeviation);
    return withFloor(covariance, floor);
  }

  /**
   * (average precision)^-1.
   *
   * @param precisions N x dU x dU
   * @return dU x dU, row-major
   * @throws IllegalArgumentException if the average precision is not positive definite
   */
  public static double[] full(int actionDimension, double[] precisions) {
    int dU = actionDimension;
    DMatrixRMaj average = new DMatrixRMaj(dU, dU, true, average(dU, precisions));
    var cholesky = LinearSolverFactory_DDRM.chol(dU);
    if (!cholesky.setA(average)) {
      throw new IllegalArgumentException(
          "the average precision is not positive definite; use a diagonal covariance, or raise the"
              + " initial controller's noise in the directions where it is smallest");
    }
    DMatrixRMaj inverse = new DMatrixRMaj(dU, dU);
    cholesky.invert(inverse);
    return inverse.data;
  }

  /**
   * 1 / diag(average precision): the best among diagonal ones.
   *
   * @param precisions N x dU x dU
   * @return dU x dU, row-major, zero off the diagonal
   * @throws IllegalArgumentException if an entry of the average precision's diagonal is not
   *     positive
   */
  public static double[] diagonal(int actionDimension, double[] precisions) {
    int dU = actionDimension;
    double[] average = average(dU, precisions);
    double[] covariance = new double[dU * dU];
    for (int i = 0; i < dU; i++) {
      double Pii = average[i * dU + i];
      if (!(Pii > 0)) {
        throw new IllegalArgumentException(
            "the average precision must be positive, its diagonal entry " + i + " is " + Pii);
      }
      covariance[i * dU + i] = 1 / Pii;
    }
    return covariance;
  }

  /**
   * The covariance nearest to the given one whose standard deviation is nowhere below a floor: in
   * coordinates where the floor is 1, eigenvalues below 1 are raised to 1.
   *
   * @param covariance dU x dU
   * @param floor standard deviations, dU entries, all positive or all 0
   * @return dU x dU; equal to the given one, bit by bit, where the floor is respected already
   */
  public static double[] withFloor(double[] covariance, double[] floor) {
    int dU = floor.length;
    Require.covariance("covariance", covariance, dU);
    if (Arrays.stream(floor).allMatch(f -> f == 0)) {
      return covariance.clone();
    }
    for (int i = 0; i < dU; i++) {
      if (!(floor[i] > 0 && floor[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "floor[" + i + "] must be positive and finite (or all entries 0), is " + floor[i]);
      }
    }
    // S = F^-1 covariance F^-1 = V diag(lambda) V^T
    DMatrixRMaj S = new DMatrixRMaj(dU, dU);
    for (int i = 0; i < dU; i++) {
      for (int j = 0; j < dU; j++) {
        S.set(i, j, 0.5 * (covariance[i * dU + j] + covariance[j * dU + i]) / floor[i] / floor[j]);
      }
    }
    var eigen = DecompositionFactory_DDRM.eig(dU, true, true);
    if (!eigen.decompose(S)) {
      throw new IllegalArgumentException("the covariance has no eigenvalue decomposition");
    }
    DMatrixRMaj raised = new DMatrixRMaj(dU, dU, true, covariance.clone());
    for (int k = 0; k < dU; k++) {
      double missing = 1 - eigen.getEigenvalue(k).getReal();
      if (missing > 0) {
        // covariance + F v (1 - lambda) v^T F
        DMatrixRMaj Fv = eigen.getEigenVector(k).copy();
        for (int i = 0; i < dU; i++) {
          Fv.data[i] *= floor[i];
        }
        CommonOps_DDRM.multAddTransB(missing, Fv, Fv, raised);
      }
    }
    return raised.data;
  }

  private static double[] average(int dU, double[] precisions) {
    int size = dU * dU;
    if (precisions.length == 0 || precisions.length % size != 0) {
      throw new IllegalArgumentException(
          "precisions has " + precisions.length + " entries, expected N x " + dU + " x " + dU);
    }
    int N = precisions.length / size;
    double[] average = new double[size];
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < size; i++) {
        average[i] += precisions[n * size + i];
      }
    }
    for (int i = 0; i < size; i++) {
      average[i] /= N;
    }
    return average;
  }
}
