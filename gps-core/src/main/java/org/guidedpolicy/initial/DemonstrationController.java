package org.guidedpolicy.initial;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.rollout.Trajectory;

/**
 * A time-varying linear-Gaussian controller fitted to demonstrations: for each step, the actions of
 * all demonstrations around that step are regressed on the states, with a ridge penalty on gains in
 * standardized coordinates, so that units do not matter and few or collinear demonstrations are
 * enough. What the regression leaves over becomes exploration noise. After the end of all
 * demonstrations the last step's fit stays.
 *
 * <p>The controller does not depend on where an episode starts. Immutable and thread-safe; each
 * setting returns a new controller. The fit happens at every {@link #startingAt}; it takes O(T (n
 * dX^2 + dX^3)) for n samples around a step.
 */
public final class DemonstrationController implements InitialController {
  /** A state entry that varies by less than this fraction of its size counts as constant. */
  private static final double CONSTANT = 1e-10;

  private final List<Trajectory> demonstrations;
  private final int neighbours;
  private final double ridge;
  private final Optional<double[]> minimumVariance;

  private DemonstrationController(
      List<Trajectory> demonstrations,
      int neighbours,
      double ridge,
      Optional<double[]> minimumVariance) {
    this.demonstrations = demonstrations;
    this.neighbours = neighbours;
    this.ridge = ridge;
    this.minimumVariance = minimumVariance;
  }

  /**
   * @param demonstrations at least one; all of the same horizon and dimensions
   */
  public static DemonstrationController from(List<Trajectory> demonstrations) {
    if (demonstrations.isEmpty()) {
      throw new IllegalArgumentException("there are 0 demonstrations, at least 1 is needed");
    }
    Trajectory first = demonstrations.get(0);
    for (int m = 1; m < demonstrations.size(); m++) {
      Trajectory other = demonstrations.get(m);
      if (other.horizon() != first.horizon()
          || other.stateDimension() != first.stateDimension()
          || other.actionDimension() != first.actionDimension()) {
        throw new IllegalArgumentException(
            "demonstration "
                + m
                + " is "
                + other
                + ", the first is "
                + first
                + "; give equal ones");
      }
    }
    return new DemonstrationController(List.copyOf(demonstrations), 2, 1e-3, Optional.empty());
  }

  /** How many steps before and after a step are fitted together with it; default 2. */
  public DemonstrationController neighbours(int steps) {
    Require.atLeast("neighbours", steps, 0);
    return new DemonstrationController(demonstrations, steps, ridge, minimumVariance);
  }

  /**
   * Penalty on the gains relative to the variance of the standardized states; default 1e-3. Larger:
   * closer to replaying the mean action.
   */
  public DemonstrationController ridge(double penalty) {
    Require.positive("ridge", penalty);
    return new DemonstrationController(demonstrations, neighbours, penalty, minimumVariance);
  }

  /**
   * Added to the noise's variance in squared units of the action, one or dU entries; default a
   * hundredth of the variance of the demonstrated action.
   */
  public DemonstrationController minimumVariance(double... variance) {
    return new DemonstrationController(
        demonstrations,
        neighbours,
        ridge,
        Optional.of(PerJoint.positive("minimumVariance", variance)));
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the demonstrations' dimensions are not the environment's,
   *     or they are shorter than its episodes
   */
  @Override
  public LinearGaussianController startingAt(EnvironmentSpec spec, double[] x1) {
    requireFits(spec);
    int T = spec.horizon();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    double[] floor = varianceFloor(dU);
    double[] K = new double[T * dU * dX];
    double[] k = new double[T * dU];
    double[] C = new double[T * dU * dU];
    for (int t = 0; t < T; t++) {
      Regression fit = new Regression(t);
      System.arraycopy(fit.K.data, 0, K, t * dU * dX, dU * dX);
      System.arraycopy(fit.k, 0, k, t * dU, dU);
      for (int i = 0; i < dU; i++) {
        fit.C.add(i, i, floor[i]);
      }
      System.arraycopy(fit.C.data, 0, C, t * dU * dU, dU * dU);
    }
    return LinearGaussianController.of(T, dX, dU, K, k, C);
  }

  /**
   * {@inheritDoc} Here: whether an entry of the state is constant in each demonstration and differs
   * from one to the next, as a goal does; and, of three or more demonstrations, whether a
   * controller of all others leads away from the one that is left out, in dynamics regressed on all
   * of them.
   */
  @Override
  public List<String> doubts(EnvironmentSpec spec) {
    requireFits(spec);
    return new DemonstrationReview(demonstrations, spec)
        .doubts(
            (some, x1) ->
                new DemonstrationController(some, neighbours, ridge, minimumVariance)
                    .startingAt(spec, x1));
  }

  private void requireFits(EnvironmentSpec spec) {
    Trajectory first = demonstrations.get(0);
    if (first.stateDimension() != spec.stateDimension()
        || first.actionDimension() != spec.actionDimension()
        || first.horizon() < spec.horizon()) {
      throw new IllegalArgumentException(
          "the demonstrations are " + first + ", which do not fit " + spec);
    }
  }

  @Override
  public String toString() {
    return "DemonstrationController[demonstrations="
        + demonstrations.size()
        + ", neighbours="
        + neighbours
        + ", ridge="
        + ridge
        + ", minimumVariance="
        + minimumVariance.map(Arrays::toString).orElse("1% of the action's")
        + "]";
  }

  private double[] varianceFloor(int dU) {
    if (minimumVariance.isPresent()) {
      return PerJoint.spread("minimumVariance", minimumVariance.get(), dU);
    }
    double[] floor = new double[dU];
    for (int i = 0; i < dU; i++) {
      int n = 0;
      double mean = 0;
      double squares = 0;
      for (Trajectory demonstration : demonstrations) {
        for (int t = 0; t < demonstration.steps(); t++) {
          double u = demonstration.action(t, i);
          double off = u - mean;
          mean += off / ++n;
          squares += off * (u - mean);
        }
      }
      double size = mean == 0 ? 1 : mean * mean;
      floor[i] = Math.max(0.01 * squares / n, 1e-6 * size);
    }
    return floor;
  }

  /** The ridge regression of one step. */
  private final class Regression {
    final DMatrixRMaj K;
    final double[] k;
    final DMatrixRMaj C;

    private final int n;
    private final int dX;
    private final int dU;
    private final double[] meanX;
    private final double[] meanU;
    private final double[] scale;

    Regression(int t) {
      Trajectory first = demonstrations.get(0);
      this.dX = first.stateDimension();
      this.dU = first.actionDimension();
      int longest = demonstrations.stream().mapToInt(Trajectory::steps).max().orElseThrow();
      int around = Math.min(t, longest - 1);
      int from = Math.max(0, around - neighbours);
      int to = around + neighbours;
      this.n = demonstrations.stream().mapToInt(d -> Math.max(0, last(d, to) - from + 1)).sum();
      DMatrixRMaj X = new DMatrixRMaj(n, dX);
      DMatrixRMaj U = new DMatrixRMaj(n, dU);
      int row = 0;
      for (Trajectory demonstration : demonstrations) {
        for (int s = from; s <= last(demonstration, to); s++) {
          demonstration.copyState(s, X.data, row * dX);
          demonstration.copyAction(s, U.data, row * dU);
          row++;
        }
      }
      double[] largest = columnMaxima(X);
      this.meanX = centre(X);
      this.meanU = centre(U);
      this.scale = standardize(X, largest);

      // G = (X^T X / n + ridge I)^-1 X^T U / n in standardized coordinates
      DMatrixRMaj S = new DMatrixRMaj(dX, dX);
      CommonOps_DDRM.multInner(X, S);
      CommonOps_DDRM.scale(1.0 / n, S);
      DMatrixRMaj penalized = S.copy();
      for (int i = 0; i < dX; i++) {
        penalized.add(i, i, ridge);
      }
      DMatrixRMaj G = new DMatrixRMaj(dX, dU);
      DMatrixRMaj XU = new DMatrixRMaj(dX, dU);
      CommonOps_DDRM.multTransA(1.0 / n, X, U, XU);
      LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(dX);
      if (!cholesky.setA(penalized)) {
        throw new IllegalArgumentException(
            "the demonstrations' states at step " + t + " cannot be regressed on; raise ridge");
      }
      cholesky.solve(XU, G);

      // U becomes the residual; the fit has used up tr(S (S + ridge I)^-1) + 1 degrees of freedom
      CommonOps_DDRM.multAdd(-1, X, G, U);
      DMatrixRMaj used = new DMatrixRMaj(dX, dX);
      cholesky.solve(S, used);
      double free = Math.max(1, n - 1 - CommonOps_DDRM.trace(used));
      this.C = new DMatrixRMaj(dU, dU);
      CommonOps_DDRM.multInner(U, C);
      CommonOps_DDRM.scale(1 / free, C);

      this.K = gain(G);
      this.k = offset();
    }

    /** The last executed step up to one. */
    private int last(Trajectory demonstration, int to) {
      return Math.min(demonstration.steps() - 1, to);
    }

    private double[] columnMaxima(DMatrixRMaj A) {
      double[] result = new double[A.numCols];
      for (int r = 0; r < A.numRows; r++) {
        for (int c = 0; c < A.numCols; c++) {
          result[c] = Math.max(result[c], Math.abs(A.get(r, c)));
        }
      }
      return result;
    }

    /** Subtracts each column's mean and returns the means. */
    private double[] centre(DMatrixRMaj A) {
      double[] mean = new double[A.numCols];
      for (int r = 0; r < A.numRows; r++) {
        for (int c = 0; c < A.numCols; c++) {
          mean[c] += A.get(r, c) / A.numRows;
        }
      }
      for (int r = 0; r < A.numRows; r++) {
        for (int c = 0; c < A.numCols; c++) {
          A.add(r, c, -mean[c]);
        }
      }
      return mean;
    }

    /** Divides each centred column by its standard deviation; constant ones become 0. */
    private double[] standardize(DMatrixRMaj A, double[] largest) {
      double[] deviation = new double[A.numCols];
      for (int c = 0; c < A.numCols; c++) {
        double squares = 0;
        for (int r = 0; r < A.numRows; r++) {
          squares += A.get(r, c) * A.get(r, c);
        }
        double std = Math.sqrt(squares / A.numRows);
        deviation[c] = std > CONSTANT * largest[c] ? std : Double.POSITIVE_INFINITY;
        for (int r = 0; r < A.numRows; r++) {
          A.set(r, c, A.get(r, c) / deviation[c]);
        }
      }
      return deviation;
    }

    /** Back to the state's own units: K = G^T diag(1/scale). */
    private DMatrixRMaj gain(DMatrixRMaj G) {
      DMatrixRMaj result = new DMatrixRMaj(dU, dX);
      for (int i = 0; i < dU; i++) {
        for (int j = 0; j < dX; j++) {
          result.set(i, j, G.get(j, i) / scale[j]);
        }
      }
      return result;
    }

    /** k = mean(u) - K mean(x). */
    private double[] offset() {
      double[] result = meanU.clone();
      for (int i = 0; i < dU; i++) {
        for (int j = 0; j < dX; j++) {
          result[i] -= K.get(i, j) * meanX[j];
        }
      }
      return result;
    }
  }
}
