package org.guidedpolicy.mujoco;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.guidedpolicy.mujoco.library.NativeLibraries;

/**
 * Stands between MuJoCo and the C library's memory while it is open, and knows every block that
 * MuJoCo has taken and not given back. Blocks of before may be given back too.
 */
final class CountedMemory implements AutoCloseable {
  private static final int ALIGNMENT = 64;

  /** {@code void* (size_t)}. */
  interface Malloc extends Callback {
    Pointer callback(long size);
  }

  /** {@code void (void*)}. */
  interface Free extends Callback {
    void callback(Pointer block);
  }

  private final Map<Long, Long> sizes = new ConcurrentHashMap<>();
  private final Function alignedAlloc = NativeLibrary.getInstance("c").getFunction("aligned_alloc");
  private final Function free = NativeLibrary.getInstance("c").getFunction("free");
  private final NativeLibrary mujoco = NativeLibraries.mujoco();

  /** Kept here because native code keeps only their addresses. */
  private final Malloc mallocHook = this::take;

  private final Free freeHook = this::giveBack;

  CountedMemory() {
    set("mju_user_malloc", CallbackReference.getFunctionPointer(mallocHook));
    set("mju_user_free", CallbackReference.getFunctionPointer(freeHook));
  }

  private Pointer take(long size) {
    long padded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    Pointer block = alignedAlloc.invokePointer(new Object[] {(long) ALIGNMENT, padded});
    sizes.put(Pointer.nativeValue(block), size);
    return block;
  }

  private void giveBack(Pointer block) {
    sizes.remove(Pointer.nativeValue(block));
    free.invokeVoid(new Object[] {block});
  }

  int blocks() {
    return sizes.size();
  }

  long bytes() {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    set("mju_user_malloc", null);
    set("mju_user_free", null);
  }

  private void set(String variable, Pointer function) {
    mujoco.getGlobalVariableAddress(variable).setPointer(0, function);
  }
}
