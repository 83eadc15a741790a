package org.guidedpolicy.mujoco.library;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** Files in memory for MuJoCo's loader (mjVFS). Used by one thread. */
public final class VirtualFiles implements AutoCloseable {
  /** Name of the model itself, as no file is called; MuJoCo's error texts mention it. */
  public static final String MODEL = "XML text";

  /** mjMAXVFSNAME, with the zero at the end. */
  private static final int NAME_BYTES = 1000;

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
    requireName(name);
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

  private static void requireName(String name) {
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (name.isEmpty() || name.indexOf(0) >= 0 || bytes >= NAME_BYTES) {
      String shown = name.length() > 60 ? name.substring(0, 60) + "..." : name;
      throw new IllegalArgumentException(
          "the file name '"
              + shown
              + "' has "
              + bytes
              + " bytes; MuJoCo takes 1 to "
              + (NAME_BYTES - 1)
              + ", none of them zero");
    }
  }

  @Override
  public void close() {
    frame.call(library.deleteVfs, address());
    vfs.close();
  }

  private static String reason(int code) {
    return code == 2
        ? "its name is repeated; folders do not count, so give files of one name in two folders"
            + " different names, here and in the model"
        : "too many files";
  }
}
