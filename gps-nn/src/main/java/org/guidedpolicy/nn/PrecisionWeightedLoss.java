package org.guidedpolicy.nn;

import org.guidedpolicy.supervised.PolicyCovariance;
import org.guidedpolicy.supervised.SupervisedTargets;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The S-phase's loss, (mu - m)^T P (mu - m) averaged over points [RF, Alg. 2 line 9]. Each label
 * row holds m (dU entries) and the rows of P's upper triangle (dU (dU + 1) / 2 entries).
 *
 * <p>A point's 7 x 7 product is too small for one native call, and a batch of them is done in less
 * time in Java than a handful of native calls need to start.
 */
final class PrecisionWeightedLoss implements ILossFunction {
  private static final long serialVersionUID = 1L;

  static int labelWidth(int dU) {
    return dU + dU * (dU + 1) / 2;
  }

  /** The labels of all points, for a network whose output is the standardized action. */
  static float[] labels(SupervisedTargets targets, Standardization actions) {
    int dU = targets.actionDimension();
    float[] m = actions.apply(targets.means());
    double[] P = targets.precisions();
    double[] unit = actions.deviation();
    double scale = scale(targets, actions);
    float[] labels = new float[targets.size() * labelWidth(dU)];
    int at = 0;
    for (int n = 0; n < targets.size(); n++) {
      for (int i = 0; i < dU; i++) {
        labels[at++] = m[n * dU + i];
      }
      for (int i = 0; i < dU; i++) {
        for (int j = i; j < dU; j++) {
          labels[at++] = (float) (scale * P[(n * dU + i) * dU + j] * unit[i] * unit[j]);
        }
      }
    }
    return labels;
  }

  /** What makes the average trace of the precisions dU, in standardized units. */
  static double scale(SupervisedTargets targets, Standardization actions) {
    int dU = targets.actionDimension();
    double[] variance = PolicyCovariance.diagonal(dU, targets.precisions());
    double trace = 0;
    for (int i = 0; i < dU; i++) {
      trace += actions.deviation()[i] * actions.deviation()[i] / variance[i * dU + i];
    }
    return dU / trace;
  }

  /**
   * e = mu - m, gradient = 2 P e for each point.
   *
   * @param mu N x dU, replaced by the gradient
   * @return the losses e^T P e of the N points
   */
  private static double[] differentiate(float[] mu, float[] labels, int N, int dU) {
    int width = labelWidth(dU);
    double[] losses = new double[N];
    float[] e = new float[dU];
    float[] Pe = new float[dU];
    for (int n = 0; n < N; n++) {
      int at = n * width;
      for (int i = 0; i < dU; i++) {
        e[i] = mu[n * dU + i] - labels[at++];
        Pe[i] = 0;
      }
      for (int i = 0; i < dU; i++) {
        Pe[i] += labels[at++] * e[i];
        for (int j = i + 1; j < dU; j++) {
          float Pij = labels[at++];
          Pe[i] += Pij * e[j];
          Pe[j] += Pij * e[i];
        }
      }
      for (int i = 0; i < dU; i++) {
        losses[n] += e[i] * Pe[i];
        mu[n * dU + i] = 2 * Pe[i];
      }
    }
    return losses;
  }

  /**
   * The gradient of each point's loss by its output.
   *
   * @param outputs N x dU
   * @param labels N rows
   * @param byOutputs N x dU, row-major, is set to the gradient
   * @return the average loss of the N points
   */
  static double differentiate(INDArray outputs, float[] labels, INDArray byOutputs) {
    float[] mu = floats(outputs);
    double[] losses = differentiate(mu, labels, (int) outputs.size(0), (int) outputs.size(1));
    NativeMemory.write(mu, byOutputs);
    return sum(losses) / losses.length;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  @Override
  public double computeScore(
      INDArray labels, INDArray preOutput, IActivation f, INDArray mask, boolean average) {
    double[] losses = losses(labels, preOutput, f);
    double sum = sum(losses);
    return average ? sum / losses.length : sum;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation f, INDArray mask) {
    double[] losses = losses(labels, preOutput, f);
    return Nd4j.createFromArray(losses).castTo(preOutput.dataType()).reshape(losses.length, 1);
  }

  private static double[] losses(INDArray labels, INDArray preOutput, IActivation f) {
    INDArray mu = activated(preOutput, f);
    return differentiate(floats(mu), floats(labels), (int) mu.size(0), (int) mu.size(1));
  }

  private static INDArray activated(INDArray preOutput, IActivation f) {
    return f instanceof ActivationIdentity ? preOutput : f.getActivation(preOutput.dup('c'), true);
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation f, INDArray mask) {
    INDArray mu = activated(preOutput, f);
    int N = (int) mu.size(0);
    int dU = (int) mu.size(1);
    float[] gradient = floats(mu);
    differentiate(gradient, floats(labels), N, dU);
    INDArray byOutput = Nd4j.create(gradient, new long[] {N, dU}, 'c').castTo(preOutput.dataType());
    return f.backprop(preOutput, byOutput).getFirst();
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels, INDArray preOutput, IActivation f, INDArray mask, boolean average) {
    return new Pair<>(
        computeScore(labels, preOutput, f, mask, average),
        computeGradient(labels, preOutput, f, mask));
  }

  @Override
  public String name() {
    return "precision-weighted squared error";
  }

  /** The entries, row-major. */
  private static float[] floats(INDArray array) {
    boolean plain = array.dataType() == DataType.FLOAT && array.rank() == 2 && !array.isView();
    if (plain && array.ordering() == 'c') {
      return NativeMemory.read(array);
    }
    if (plain) {
      return transposed(NativeMemory.read(array), (int) array.size(0), (int) array.size(1));
    }
    return NativeMemory.read(array.castTo(DataType.FLOAT).dup('c'));
  }

  /** By columns to by rows. */
  private static float[] transposed(float[] columns, int N, int width) {
    float[] rows = new float[columns.length];
    for (int i = 0; i < width; i++) {
      for (int n = 0; n < N; n++) {
        rows[n * width + i] = columns[i * N + n];
      }
    }
    return rows;
  }
}
