package org.guidedpolicy.mujoco.library;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.SymbolProvider;
import java.util.Map;

/**
 * Turns MuJoCo's fatal errors into return values. MuJoCo ends the process after an error unless its
 * error handler never returns; C programs leave the handler with {@code longjmp}. Java has no such
 * thing, and a handler written in Java could neither return nor unwind the C frames below it. So a
 * few machine instructions stand between Java and MuJoCo: {@link #enter} notes the stack pointer
 * and calls the function; the handler copies the text, restores the noted stack pointer and makes
 * {@code enter} return 1. Only MuJoCo's own C frames are skipped, never a Java frame.
 *
 * <p>Thread-safe: each thread's current call is held in a thread-specific value.
 */
public final class ErrorTrap {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 0x02;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final long CODE_BYTES = 4096;

  private ErrorTrap() {}

  /**
   * Calls the function of a {@link CallFrame}.
   *
   * @return 0, or 1 after an error whose text is in the frame
   */
  public static native int enter(long frame);

  /**
   * Puts the instructions into memory and binds {@link #enter} to them; once in a process.
   *
   * @return address of the error handler, a {@code void (const char*)}
   */
  public static Pointer install() {
    NativeLibrary process = NativeLibrary.getProcess();
    var code =
        TrapCode.assemble(
            System.getProperty("os.arch"),
            new TrapCode.Symbols(
                newThreadKey(process),
                address(process, "pthread_setspecific"),
                address(process, "pthread_getspecific"),
                address(process, "strncpy"),
                address(process, "abort")));
    Pointer memory = executable(process, code.bytes());
    SymbolProvider enter = (handle, name, parent) -> Pointer.nativeValue(memory) + code.enter();
    Native.register(
        ErrorTrap.class,
        NativeLibrary.getInstance(null, Map.of(Library.OPTION_SYMBOL_PROVIDER, enter)));
    return memory.share(code.handler());
  }

  private static int newThreadKey(NativeLibrary process) {
    try (var key = new Memory(Integer.BYTES)) {
      int error = process.getFunction("pthread_key_create").invokeInt(new Object[] {key, null});
      check(error == 0, "pthread_key_create", error);
      return key.getInt(0);
    }
  }

  private static long address(NativeLibrary process, String function) {
    return Pointer.nativeValue(process.getFunction(function));
  }

  private static Pointer executable(NativeLibrary process, byte[] bytes) {
    Function mmap = process.getFunction("mmap");
    long memory =
        mmap.invokeLong(
            new Object[] {
              null, CODE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L
            });
    check(memory != -1, "mmap", Native.getLastError());
    var pointer = new Pointer(memory);
    pointer.write(0, bytes, 0, bytes.length);
    Object[] arguments = {pointer, CODE_BYTES, PROT_READ | PROT_EXEC};
    int failed = process.getFunction("mprotect").invokeInt(arguments);
    check(failed == 0, "mprotect", Native.getLastError());
    return pointer;
  }

  private static void check(boolean good, String function, int error) {
    if (!good) {
      throw new MujocoException(
          "the system does not let this process make executable memory ("
              + function
              + ", error "
              + error
              + "), which catching MuJoCo's fatal errors needs");
    }
  }
}
