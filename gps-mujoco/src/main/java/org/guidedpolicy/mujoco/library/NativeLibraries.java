package org.guidedpolicy.mujoco.library;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Finds the system's libraries, or says how to install them. */
public final class NativeLibraries {
  /** System property with the path of another MuJoCo library. */
  public static final String MUJOCO_PROPERTY = "gps.mujoco.library";

  static final String MUJOCO_REMEDY =
      "install MuJoCo 2.2.2 with 'apt-get install libmujoco2.2.2' (Debian, Ubuntu) or give the"
          + " path of its library with -D"
          + MUJOCO_PROPERTY
          + "=/path/to/libmujoco.so.2.2.2";

  private static final int RTLD_NOW = 0x2;
  private static final int RTLD_GLOBAL = 0x100;

  private NativeLibraries() {}

  public static NativeLibrary mujoco() {
    String path = System.getProperty(MUJOCO_PROPERTY, "");
    if (path.isEmpty()) {
      return open(
          List.of("libmujoco.so.2.2.2", "mujoco"),
          "the MuJoCo library was not found; " + MUJOCO_REMEDY);
    }
    if (!Files.isRegularFile(Path.of(path))) {
      throw new MujocoException(
          "no file " + path + ", named by the system property " + MUJOCO_PROPERTY);
    }
    return open(
        List.of(path),
        "cannot load "
            + path
            + ", named by the system property "
            + MUJOCO_PROPERTY
            + "; "
            + MUJOCO_REMEDY);
  }

  /** MuJoCo looks for the drawing library's functions among the process's global symbols. */
  public static NativeLibrary osMesa() {
    return open(
        List.of("libOSMesa.so.8", "libOSMesa.so.6", "OSMesa"),
        "pictures need the library OSMesa, which was not found; install it with"
            + " 'apt-get install libosmesa6' (Debian, Ubuntu)");
  }

  private static NativeLibrary open(List<String> names, String otherwise) {
    UnsatisfiedLinkError first = null;
    for (String name : names) {
      try {
        return NativeLibrary.getInstance(
            name, Map.of(Library.OPTION_OPEN_FLAGS, RTLD_NOW | RTLD_GLOBAL));
      } catch (UnsatisfiedLinkError e) {
        first = first == null ? e : first;
      }
    }
    throw new MujocoException(otherwise, first);
  }
}
