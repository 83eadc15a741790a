package org.guidedpolicy.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.junit.jupiter.api.Test;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class PrecisionWeightedLossTest {
  private static final int N = 6;
  private static final int DU = 4;

  private final PrecisionWeightedLoss loss = new PrecisionWeightedLoss();
  private final SupervisedTargets targets = Problems.random(N, 1, DU, 3);
  private final Standardization unit =
      new Standardization(new double[DU], new double[] {1, 1, 1, 1});
  private final INDArray labels =
      Nd4j.create(
          PrecisionWeightedLoss.labels(targets, unit),
          new long[] {N, PrecisionWeightedLoss.labelWidth(DU)},
          'c');
  private final INDArray output = random(N, DU);

  private static INDArray random(int rows, int columns) {
    double[] values = Problems.normal(new SplittableRandom(17), rows * columns);
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return Nd4j.create(floats, new long[] {rows, columns}, 'c');
  }

  /** e^T P e in double precision, from the targets themselves. */
  private double direct(int n) {
    double sum = 0;
    for (int i = 0; i < DU; i++) {
      for (int j = 0; j < DU; j++) {
        double ei = output.getDouble(n, i) - targets.means()[n * DU + i];
        double ej = output.getDouble(n, j) - targets.means()[n * DU + j];
        sum += ei * targets.precisions()[(n * DU + i) * DU + j] * ej;
      }
    }
    return targets.precisionScale() * sum;
  }

  @Test
  void scoresAreTheWeightedSquaresOfTheErrors() {
    IActivation identity = new ActivationIdentity();
    INDArray scores = loss.computeScoreArray(labels, output, identity, null);
    double total = 0;
    for (int n = 0; n < N; n++) {
      assertEquals(direct(n), scores.getDouble(n, 0), 1e-5 * direct(n));
      total += direct(n);
    }
    assertEquals(total, loss.computeScore(labels, output, identity, null, false), 1e-5 * total);
    assertEquals(total / N, loss.computeScore(labels, output, identity, null, true), 1e-5 * total);
  }

  /** The loss is quadratic in the output, so that a wide central difference is exact. */
  @Test
  void theGradientAgreesWithCentralDifferences() {
    assertGradient(new ActivationIdentity(), 0.5, 1e-4);
  }

  @Test
  void theGradientGoesThroughTheLastLayersActivation() {
    assertGradient(new ActivationTanH(), 0.01, 2e-3);
  }

  private void assertGradient(IActivation f, double h, double tolerance) {
    // DL4J's activations overwrite what they are given
    INDArray gradient = loss.computeGradient(labels, output.dup(), f, null);
    for (int n = 0; n < N; n++) {
      for (int i = 0; i < DU; i++) {
        double here = output.getDouble(n, i);
        output.putScalar(n, i, here + h);
        double up = loss.computeScore(labels, output, f, null, false);
        output.putScalar(n, i, here - h);
        double down = loss.computeScore(labels, output, f, null, false);
        output.putScalar(n, i, here);
        double difference = (up - down) / (2 * h);
        assertEquals(difference, gradient.getDouble(n, i), tolerance * (1 + Math.abs(difference)));
      }
    }
  }

  @Test
  void columnMajorOutputsAreReadInTheRightOrder() {
    IActivation identity = new ActivationIdentity();
    INDArray columns = output.dup('f');
    assertEquals(
        loss.computeGradient(labels, output, identity, null),
        loss.computeGradient(labels, columns, identity, null));
  }

  @Test
  void scoreAndGradientTogetherAreThoseApart() {
    IActivation identity = new ActivationIdentity();
    Pair<Double, INDArray> both =
        loss.computeGradientAndScore(labels, output, identity, null, true);
    assertEquals(loss.computeScore(labels, output, identity, null, true), both.getFirst());
    assertEquals(loss.computeGradient(labels, output, identity, null), both.getSecond());
  }
}
