package org.guidedpolicy.nn;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between native and Java's memory at once. ND4J's own ways go entry by entry. */
final class NativeMemory {
  private NativeMemory() {}

  /** All entries of an array that is no view, in the order in which they stand. */
  static float[] read(INDArray array) {
    float[] entries = new float[(int) array.length()];
    ((FloatPointer) array.data().pointer()).position(0).get(entries);
    Reference.reachabilityFence(array);
    return entries;
  }

  /** Sets all entries of an array that is no view. */
  static void write(float[] entries, INDArray array) {
    ((FloatPointer) array.data().pointer()).position(0).put(entries);
    Reference.reachabilityFence(array);
  }
}
