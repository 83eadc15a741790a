package org.guidedpolicy.mujoco.library;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** An OpenGL context of OSMesa with a buffer of its own. Used by one thread at a time. */
public final class OffscreenContext implements AutoCloseable {
  private static final int OSMESA_RGBA = 0x1908;
  private static final int GL_UNSIGNED_BYTE = 0x1401;
  private static final int DEPTH_BITS = 24;
  private static final int STENCIL_BITS = 8;
  private static final int ACCUMULATION_BITS = 8;

  private final Function makeCurrent;
  private final Function destroy;
  private final Memory buffer;
  private final int width;
  private final int height;
  private final Pointer context;

  public OffscreenContext(NativeLibrary osMesa, int width, int height) {
    makeCurrent = osMesa.getFunction("OSMesaMakeCurrent");
    destroy = osMesa.getFunction("OSMesaDestroyContext");
    this.width = width;
    this.height = height;
    buffer = new Memory(4L * width * height);
    Object[] arguments = {OSMESA_RGBA, DEPTH_BITS, STENCIL_BITS, ACCUMULATION_BITS, null};
    Pointer made = osMesa.getFunction("OSMesaCreateContextExt").invokePointer(arguments);
    if (made == null) {
      throw new MujocoException("OSMesa cannot make a context for drawing");
    }
    context = made;
  }

  /** Draws on the calling thread; afterwards any other thread may. */
  public void use(Runnable drawing) {
    Object[] arguments = {context, buffer, GL_UNSIGNED_BYTE, width, height};
    if (makeCurrent.invokeInt(arguments) == 0) {
      throw new MujocoException("OSMesa cannot draw pictures of " + width + " x " + height);
    }
    try {
      drawing.run();
    } finally {
      makeCurrent.invokeInt(new Object[] {null, null, 0, 0, 0});
    }
  }

  @Override
  public void close() {
    destroy.invokeVoid(new Object[] {context});
    buffer.close();
  }
}
