package org.guidedpolicy.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.guidedpolicy.cost.DistanceCost.Norm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HessianFormTest {
  private static final int N = 4;
  private static final double[] U = {0};

  @ParameterizedTest
  @EnumSource(Norm.class)
  void projectedAndMajorizingHessiansArePositive(Norm norm) {
    RandomGenerator random = new SplittableRandom(3);
    for (int trial = 0; trial < 300; trial++) {
      DistanceCost cost = cost(norm, random);
      double[] d = error(random);
      for (HessianForm form : new HessianForm[] {HessianForm.PROJECTED, HessianForm.MAJORIZING}) {
        DMatrixRMaj H = hessian(cost.hessian(form), d);
        double largest = Math.max(1e-300, eigenvalues(H)[N - 1]);
        assertTrue(eigenvalues(H)[0] >= -1e-12 * largest, form + " " + eigenvalues(H)[0]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void theExactHessianOfTheSqrtNormIsPositiveAndOfTheLogNormIsNot(Norm norm) {
    RandomGenerator random = new SplittableRandom(4);
    boolean negative = false;
    for (int trial = 0; trial < 300; trial++) {
      double[] values = eigenvalues(hessian(cost(norm, random), error(random)));
      negative |= values[0] < -1e-6 * values[N - 1];
    }
    assertEquals(norm == Norm.LOG, negative);
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void theProjectedHessianIsTheExactOneWithNegativeEigenvaluesRemoved(Norm norm) {
    RandomGenerator random = new SplittableRandom(5);
    for (int trial = 0; trial < 100; trial++) {
      DistanceCost cost = cost(norm, random).weights(1, 1, 1, 1).l2(0);
      double[] d = error(random);
      DMatrixRMaj expected = positivePart(hessian(cost, d));
      DMatrixRMaj actual = hessian(cost.hessian(HessianForm.PROJECTED), d);
      double scale = eigenvalues(expected)[N - 1];
      for (int i = 0; i < N * N; i++) {
        assertEquals(expected.data[i], actual.data[i], 1e-10 * scale);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void theMajorizingModelLiesAboveTheCostAndTouchesIt(Norm norm) {
    RandomGenerator random = new SplittableRandom(6);
    for (int trial = 0; trial < 300; trial++) {
      DistanceCost cost = cost(norm, random).hessian(HessianForm.MAJORIZING);
      double[] d = error(random);
      CostDerivatives at = derivatives(cost, d);
      double[] other = error(random);
      double model = at.value();
      for (int i = 0; i < N; i++) {
        double move = other[i] - d[i];
        model += at.gradient(i) * move;
        for (int j = 0; j < N; j++) {
          model += 0.5 * move * at.hessian(i, j) * (other[j] - d[j]);
        }
      }
      double truth = cost.value(0, 1, other, U);
      assertTrue(model >= truth - 1e-9 * Math.abs(model), model + " < " + truth);
    }
  }

  @ParameterizedTest
  @EnumSource(Norm.class)
  void theFormChangesTheHessianAlone(Norm norm) {
    RandomGenerator random = new SplittableRandom(7);
    DistanceCost cost = cost(norm, random);
    double[] d = error(random);
    CostDerivatives exact = derivatives(cost, d);
    for (HessianForm form : HessianForm.values()) {
      CostDerivatives other = derivatives(cost.hessian(form), d);
      assertEquals(exact.value(), other.value());
      for (int i = 0; i < N; i++) {
        assertEquals(exact.gradient(i), other.gradient(i));
      }
    }
  }

  private static DistanceCost cost(Norm norm, RandomGenerator random) {
    return DistanceCost.toTarget(new int[] {0, 1, 2, 3}, 0, 0, 0, 0)
        .norm(norm)
        .weights(random.doubles(N, 0, 3).toArray())
        .l1(random.nextDouble(0.1, 2))
        .l2(random.nextBoolean() ? 0 : random.nextDouble())
        .alpha(Math.pow(10, random.nextDouble(-6, 0)));
  }

  /** From far away to within the tip of the norm. */
  private static double[] error(RandomGenerator random) {
    double size = Math.pow(10, random.nextDouble(-4, 1));
    return random.doubles(N, -size, size).toArray();
  }

  private static CostDerivatives derivatives(DistanceCost cost, double[] d) {
    CostDerivatives out = new CostDerivatives(N, 1);
    cost.addDerivatives(0, 1, d, U, out);
    return out;
  }

  private static DMatrixRMaj hessian(DistanceCost cost, double[] d) {
    CostDerivatives out = derivatives(cost, d);
    DMatrixRMaj H = new DMatrixRMaj(N, N);
    for (int i = 0; i < N; i++) {
      for (int j = 0; j < N; j++) {
        H.set(i, j, out.hessian(i, j));
      }
    }
    return H;
  }

  /** Ascending. */
  private static double[] eigenvalues(DMatrixRMaj H) {
    var eig = DecompositionFactory_DDRM.eig(N, false, true);
    assertTrue(eig.decompose(H.copy()));
    double[] values = new double[N];
    for (int i = 0; i < N; i++) {
      values[i] = eig.getEigenvalue(i).getReal();
    }
    java.util.Arrays.sort(values);
    return values;
  }

  private static DMatrixRMaj positivePart(DMatrixRMaj H) {
    var eig = DecompositionFactory_DDRM.eig(N, true, true);
    assertTrue(eig.decompose(H.copy()));
    DMatrixRMaj result = new DMatrixRMaj(N, N);
    for (int k = 0; k < N; k++) {
      double value = Math.max(0, eig.getEigenvalue(k).getReal());
      DMatrixRMaj v = eig.getEigenVector(k);
      for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
          result.add(i, j, value * v.get(i) * v.get(j));
        }
      }
    }
    return result;
  }
}
