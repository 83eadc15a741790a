package org.guidedpolicy.nn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native operation on always the same arrays, which it keeps alive. Its description for native
 * code is made once; the usual way makes it anew for each execution, which takes longer than many
 * an operation. Confined to one thread.
 */
final class FixedOperation implements Runnable {
  private final CustomOp operation;
  private final OpContext context;

  /**
   * @param name of ND4J's operation
   * @param results arrays of the right shapes, which may be operands too
   * @param integers its integer arguments
   */
  FixedOperation(String name, INDArray[] operands, INDArray[] results, long... integers) {
    operation = DynamicCustomOp.builder(name).addInputs(operands).addOutputs(results).build();
    context = Nd4j.getExecutioner().buildContext();
    context.setInputArrays(operands);
    context.setOutputArrays(results);
    context.shapeFunctionOverride(true);
    if (integers.length > 0) {
      context.setIArguments(integers);
    }
  }

  /** Changes the arguments that are numbers. */
  void setArguments(long integer, double... reals) {
    context.setIArguments(integer);
    context.setTArguments(reals);
  }

  @Override
  public void run() {
    Nd4j.getExecutioner().exec(operation, context);
  }
}
