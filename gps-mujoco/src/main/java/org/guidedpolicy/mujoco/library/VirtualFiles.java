package org.guidedpolicy.mujoco.library;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;

/** Files in memory for MuJoCo's loader (mjVFS). Used by one thread. */
public final class VirtualFiles implements AutoCloseable {
  /** Name of the model itself; MuJoCo's error texts mention it. */
  public static final String MODEL = "model.xml";

  private final MujocoLibrary library;
  private final CallFrame frame = new CallFrame();
  private final Memory vfs;

  public VirtualFiles(MujocoLibrary library) {
    this.library = library;
    vfs = new Memory(library.layout.sizeOf("mjVFS"));
    frame.call(library.defaultVfs, address());
  }

  public long address() {
    return Pointer.nativeValue(vfs);
  }

  public void add(String name, byte[] content) {
    if (content.length == 0) {
      throw new IllegalArgumentException("file '" + name + "' is empty");
    }
    try (Memory cName = CStrings.of(name)) {
      long nameAddress = Pointer.nativeValue(cName);
      long failed = frame.call(library.makeEmptyFileVfs, address(), nameAddress, content.length);
      if ((int) failed != 0) {
        throw new IllegalArgumentException(
            "MuJoCo does not take the file '" + name + "': " + reason((int) failed));
      }
      long index = frame.call(library.findFileVfs, address(), nameAddress);
      vfs.getPointer(library.layout.offset("mjVFS.filedata") + (long) Long.BYTES * (int) index)
          .write(0, content, 0, content.length);
    }
  }

  @Override
  public void close() {
    frame.call(library.deleteVfs, address());
    vfs.close();
  }

  private static String reason(int code) {
    return code == 2 ? "its name is repeated" : "too many files";
  }
}
