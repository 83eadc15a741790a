package org.guidedpolicy.nn;

import java.util.random.RandomGenerator;

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
  }

  /** Rows of the batch at hand. */
  float[] inputs() {
    return batchInputs;
  }

  /** Rows of the batch at hand. */
  float[] labels() {
    return batchLabels;
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
}
