package org.guidedpolicy.mujoco.library;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * One C call at a time under the protection of {@link ErrorTrap}: function, arguments, result and
 * the text of an error. Arguments are integers and pointers, in order, and one floating-point
 * number wherever among them it stands. Used by one thread at a time.
 */
public final class CallFrame {
  /** Integer and pointer arguments; no function called here has more. */
  static final int ARGUMENTS = 8;

  // Layout of the native memory, known to the machine code too.
  static final int FUNCTION = 0x00;
  static final int ARGUMENT = 0x08;
  static final int RESULT = ARGUMENT + 8 * ARGUMENTS;
  static final int STACK = RESULT + 8;
  static final int MESSAGE = STACK + 8;
  static final int MESSAGE_BYTES = 1000;
  static final int NUMBER = MESSAGE + MESSAGE_BYTES;

  private final Memory memory = new Memory(NUMBER + Double.BYTES);
  private final long address = Pointer.nativeValue(memory);
  private final ByteBuffer fields;

  public CallFrame() {
    memory.clear();
    fields = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
  }

  /** Calls with the arguments that were set last. */
  public long call(NativeFunction function) {
    fields.putLong(FUNCTION, function.address());
    try {
      if (ErrorTrap.enter(address) != 0) {
        throw new MujocoException(function.cName() + ": " + message());
      }
      return fields.getLong(RESULT);
    } finally {
      Reference.reachabilityFence(memory);
    }
  }

  /** Sets the leading arguments and calls. */
  public long call(NativeFunction function, long... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      argument(i, arguments[i]);
    }
    return call(function);
  }

  /** Sets argument i of the calls to come. */
  public void argument(int i, long value) {
    fields.putLong(ARGUMENT + 8 * i, value);
  }

  /** Sets the floating-point argument of the calls to come. */
  public void number(double value) {
    fields.putDouble(NUMBER, value);
  }

  private String message() {
    return memory.getString(MESSAGE, StandardCharsets.UTF_8.name());
  }
}
