package org.guidedpolicy.nn;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the arrays of an ND4J operation reachable until it ends.
 *
 * <p>ND4J 1.0.0-M2.1 hands an operation's native handles to native code and refers to the arrays no
 * more. A garbage collection at that moment, which any thread of the application can bring about,
 * lets ND4J's deallocator free the handles under the running operation, and the process ends with a
 * segmentation fault. ND4J has no way to set the object that executes operations, so it is
 * exchanged by reflection.
 */
final class ReachableOperands implements InvocationHandler {
  private static final Logger log = LoggerFactory.getLogger(ReachableOperands.class);
  private static final String FIELD = "OP_EXECUTIONER_INSTANCE";

  private final OpExecutioner executioner;

  private ReachableOperands(OpExecutioner executioner) {
    this.executioner = executioner;
  }

  /** From now on for all operations of the process; does nothing if it is so already. */
  static synchronized void ensure() {
    OpExecutioner current = Nd4j.getExecutioner();
    if (holds(current)) {
      return;
    }
    try {
      Field field = Nd4j.class.getDeclaredField(FIELD);
      field.setAccessible(true);
      field.set(null, of(current));
    } catch (ReflectiveOperationException | RuntimeException e) {
      log.warn(
          "ND4J's field {} cannot be set: a garbage collection during training may end the process;"
              + " use ND4J 1.0.0-M2.1",
          FIELD,
          e);
    }
  }

  static OpExecutioner of(OpExecutioner executioner) {
    return (OpExecutioner)
        Proxy.newProxyInstance(
            OpExecutioner.class.getClassLoader(),
            new Class<?>[] {OpExecutioner.class},
            new ReachableOperands(executioner));
  }

  static boolean holds(OpExecutioner executioner) {
    return Proxy.isProxyClass(executioner.getClass())
        && Proxy.getInvocationHandler(executioner) instanceof ReachableOperands;
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(executioner, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      Reference.reachabilityFence(arguments);
    }
  }
}
