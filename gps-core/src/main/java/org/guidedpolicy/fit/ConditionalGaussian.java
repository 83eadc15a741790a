package org.guidedpolicy.fit;

import java.util.Arrays;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.mixture.NormalInverseWishart;

/**
 * Linear regression with a normal-inverse-Wishart prior: the distribution of b given a that a
 * Gaussian over z = [a; b] implies, b | a ~ N(G a + g, R). [E2E, App. A.3].
 *
 * <p>One instance holds the memory of one regression after another and the last result. Used by one
 * thread.
 */
public final class ConditionalGaussian {
  /** A pivot below this share of its diagonal entry has been lost to rounding. */
  private static final double LOST = 1e-13;

  private static final int ATTEMPTS = 10;

  private final int a;
  private final int b;
  private final int d;
  private final double[] mean;
  private final double[] difference;
  private final double[] S;
  private final double[] diagonal;
  private final double[] transposedGain;
  private final double[] gain;
  private final double[] offset;
  private final double[] covariance;
  private boolean complete;
  private boolean regularized;

  /**
   * @param givenDimension entries of a, at least 1
   * @param targetDimension entries of b, at least 1
   */
  public ConditionalGaussian(int givenDimension, int targetDimension) {
    this.a = Require.atLeast("givenDimension", givenDimension, 1);
    this.b = Require.atLeast("targetDimension", targetDimension, 1);
    this.d = a + b;
    this.mean = new double[d];
    this.difference = new double[d];
    this.S = new double[d * d];
    this.diagonal = new double[d];
    this.transposedGain = new double[a * b];
    this.gain = new double[b * a];
    this.offset = new double[b];
    this.covariance = new double[b * b];
  }

  /**
   * Fits b | a to points. With mu and S_hat the points' mean and covariance,
   *
   * <p>S = [n S_hat + Phi + n m / (n + m) (mu - mu_0)(mu - mu_0)^T] / (n + n_0), then the
   * regularization is added to S_aa, G = S_ba S_aa^{-1}, g = mu_b - G mu_a, R = S_bb - G S_aa G^T.
   *
   * <p>n_0 is taken as 0 if it is negative. If S_aa is singular to working precision its diagonal
   * is raised by the smallest share of itself that makes it usable, from 1e-12 up in steps of ten.
   *
   * @param points n x (a+b), row-major
   * @param n how many points, at least 1
   * @param prior over z
   * @param regularization added to the diagonal of S_aa, at least 0, a entries or more
   */
  public void fit(double[] points, int n, NormalInverseWishart prior, double[] regularization) {
    if (n < 1 || points.length < n * d || prior.dimension() != d || regularization.length < a) {
      throw new IllegalArgumentException(
          "expected at least one point of "
              + d
              + " entries, a prior of as many and "
              + a
              + " regularizers; have "
              + n
              + " points in "
              + points.length
              + " entries, a prior of "
              + prior.dimension()
              + " and "
              + regularization.length
              + " regularizers");
    }
    meanOf(points, n);
    complete = false;
    double share = 0.0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      posterior(points, n, prior);
      for (int i = 0; i < a; i++) {
        S[i * d + i] += regularization[i] + share * S[i * d + i];
        diagonal[i] = S[i * d + i];
      }
      if (eliminate(0, a)) {
        regularized = share > 0;
        readConditional();
        return;
      }
      share = share == 0.0 ? 1e-12 : 10.0 * share;
    }
    throw new ArithmeticException(
        "the covariance of the given variables is not positive definite in a regression on "
            + n
            + " points; check them and the prior for entries that are not finite");
  }

  /** Whether the last fit had to raise the diagonal of S_aa. */
  boolean isRegularized() {
    return regularized;
  }

  /** Entries of a. */
  public int givenDimension() {
    return a;
  }

  /** Entries of b. */
  public int targetDimension() {
    return b;
  }

  /** Writes G, b x a, row-major, to out[from ..]. */
  public void copyGain(double[] out, int from) {
    System.arraycopy(gain, 0, out, from, b * a);
  }

  /** Writes g, b entries, to out[from ..]. */
  public void copyOffset(double[] out, int from) {
    System.arraycopy(offset, 0, out, from, b);
  }

  /** Writes R, b x b, row-major and exactly symmetric, to out[from ..]. */
  public void copyCovariance(double[] out, int from) {
    System.arraycopy(covariance, 0, out, from, b * b);
  }

  private void meanOf(double[] points, int n) {
    Arrays.fill(mean, 0.0);
    for (int p = 0; p < n; p++) {
      int row = p * d;
      for (int j = 0; j < d; j++) {
        mean[j] += points[row + j];
      }
    }
    for (int j = 0; j < d; j++) {
      mean[j] /= n;
    }
  }

  /** The upper triangle of the posterior covariance. */
  private void posterior(double[] points, int n, NormalInverseWishart prior) {
    // S = Phi + n m / (n + m) (mu - mu_0)(mu - mu_0)^T
    System.arraycopy(prior.scale(), 0, S, 0, d * d);
    double m = prior.meanStrength();
    for (int j = 0; j < d; j++) {
      difference[j] = mean[j] - prior.mean()[j];
    }
    addOuterProduct(n * m / (n + m));
    // S += sum_p (z_p - mu)(z_p - mu)^T
    for (int p = 0; p < n; p++) {
      int row = p * d;
      for (int j = 0; j < d; j++) {
        difference[j] = points[row + j] - mean[j];
      }
      addOuterProduct(1.0);
    }
    double inverse = 1.0 / (n + prior.clampedDegrees());
    for (int i = 0; i < d * d; i++) {
      S[i] *= inverse;
    }
  }

  private void addOuterProduct(double weight) {
    for (int i = 0; i < d; i++) {
      double factor = weight * difference[i];
      int row = i * d;
      for (int j = i; j < d; j++) {
        S[row + j] += factor * difference[j];
      }
    }
  }

  /**
   * Cholesky elimination of some rows and columns of S, from the first to the one before the last:
   * they become rows of the upper factor U with S = U^T U, what follows becomes the Schur
   * complement. After the elimination of a the first rows hold U_aa and Y = U_aa^{-T} S_ab, the
   * rest S_bb - Y^T Y.
   */
  private boolean eliminate(int first, int last) {
    for (int k = first; k < last; k++) {
      int pivotRow = k * d;
      double pivot = S[pivotRow + k];
      if (!(pivot > LOST * diagonal[k])) {
        return false;
      }
      double inverse = 1.0 / Math.sqrt(pivot);
      for (int j = k; j < d; j++) {
        S[pivotRow + j] *= inverse;
      }
      for (int i = k + 1; i < d; i++) {
        double factor = S[pivotRow + i];
        int row = i * d;
        for (int j = i; j < d; j++) {
          S[row + j] -= factor * S[pivotRow + j];
        }
      }
    }
    return true;
  }

  /**
   * Completes the elimination: the upper factor of the posterior covariance of [a; b], d x d, whose
   * entries below the diagonal are not to be read. Valid until the next fit.
   */
  double[] upperFactor() {
    if (!complete) {
      for (int i = a; i < d; i++) {
        diagonal[i] = S[i * d + i];
      }
      if (!eliminate(a, d)) {
        throw new ArithmeticException(
            "the residual covariance of a regression is not positive definite; raise the prior's"
                + " strength");
      }
      complete = true;
    }
    return S;
  }

  /** The points' mean, d entries. Valid until the next fit. */
  double[] mean() {
    return mean;
  }

  private void readConditional() {
    // G^T = U^{-1} Y
    for (int k = a - 1; k >= 0; k--) {
      int row = k * b;
      System.arraycopy(S, k * d + a, transposedGain, row, b);
      for (int i = k + 1; i < a; i++) {
        double factor = S[k * d + i];
        int other = i * b;
        for (int j = 0; j < b; j++) {
          transposedGain[row + j] -= factor * transposedGain[other + j];
        }
      }
      double inverse = 1.0 / S[k * d + k];
      for (int j = 0; j < b; j++) {
        transposedGain[row + j] *= inverse;
      }
    }
    for (int i = 0; i < b; i++) {
      double sum = mean[a + i];
      for (int k = 0; k < a; k++) {
        double value = transposedGain[k * b + i];
        gain[i * a + k] = value;
        sum -= value * mean[k];
      }
      offset[i] = sum;
      for (int j = i; j < b; j++) {
        double value = S[(a + i) * d + a + j];
        covariance[i * b + j] = value;
        covariance[j * b + i] = value;
      }
    }
  }
}
