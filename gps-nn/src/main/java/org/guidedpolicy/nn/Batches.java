package org.guidedpolicy.nn;

import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Points in random order, batch by batch: each comes once before any comes again. The two arrays of
 * a batch are filled anew by {@link #next}.
 */
final class Batches {
  private final float[] inputs;
  private final float[] labels;
  private final int size;
  private final RandomGenerator random;
  private final int[] order;
  private int taken;

  private final float[] batchInputs;
  private final float[] batchLabels;
  private final INDArray inputArray;
  private final INDArray labelArray;

  /**
   * @param inputs N rows
   * @param labels N rows
   * @param N points
   * @param size points in a batch, at most N
   */
  Batches(float[] inputs, float[] labels, int N, int size, RandomGenerator random) {
    this.inputs = inputs;
    this.labels = labels;
    this.size = size;
    this.random = random;
    this.order = new int[N];
    for (int n = 0; n < N; n++) {
      order[n] = n;
    }
    this.taken = N;
    int inputWidth = inputs.length / N;
    int labelWidth = labels.length / N;
    this.batchInputs = new float[size * inputWidth];
    this.batchLabels = new float[size * labelWidth];
    this.inputArray = Nd4j.createUninitialized(DataType.FLOAT, size, inputWidth);
    this.labelArray = Nd4j.createUninitialized(DataType.FLOAT, size, labelWidth);
  }

  void next() {
    int inputWidth = batchInputs.length / size;
    int labelWidth = batchLabels.length / size;
    for (int b = 0; b < size; b++) {
      if (taken == order.length) {
        shuffle();
      }
      int n = order[taken++];
      System.arraycopy(inputs, n * inputWidth, batchInputs, b * inputWidth, inputWidth);
      System.arraycopy(labels, n * labelWidth, batchLabels, b * labelWidth, labelWidth);
    }
    copy(batchInputs, inputArray);
    copy(batchLabels, labelArray);
  }

  INDArray inputs() {
    return inputArray;
  }

  INDArray labels() {
    return labelArray;
  }

  private void shuffle() {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    taken = 0;
  }

  private static void copy(float[] from, INDArray to) {
    ((FloatPointer) to.data().pointer()).position(0).put(from);
  }
}
