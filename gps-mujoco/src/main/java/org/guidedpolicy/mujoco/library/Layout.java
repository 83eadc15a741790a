package org.guidedpolicy.mujoco.library;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Properties;

/**
 * Byte offsets, sizes and constants of one MuJoCo version's C header, kept in a resource; MuJoCo
 * has no accessors for its structs. Immutable and thread-safe.
 */
public final class Layout {
  /** Versions with a table, as {@code mj_version()} reports them. */
  static final List<Integer> VERSIONS = List.of(222);

  private final int version;
  private final Properties table;

  private Layout(int version, Properties table) {
    this.version = version;
    this.table = table;
  }

  /**
   * @param version what {@code mj_version()} reports
   * @throws MujocoException if there is no table for it
   */
  public static Layout of(int version) {
    if (!VERSIONS.contains(version)) {
      throw new MujocoException(
          "the installed MuJoCo reports version "
              + version
              + ", known are "
              + VERSIONS
              + " (222 is 2.2.2); "
              + NativeLibraries.MUJOCO_REMEDY);
    }
    var table = new Properties();
    try (InputStream in = Layout.class.getResourceAsStream(resource(version))) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource(version));
      }
      table.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Layout(version, table);
  }

  public static String resource(int version) {
    return "layout-" + version + ".properties";
  }

  public int version() {
    return version;
  }

  /** Byte offset of a struct's member, such as {@code mjData.qpos}. */
  public int offset(String member) {
    return value(member);
  }

  /** Bytes of a type. */
  public int sizeOf(String type) {
    return value("sizeof." + type);
  }

  /** An enumeration's or a macro's value. */
  public int constant(String name) {
    return value(name);
  }

  private int value(String key) {
    String text = table.getProperty(key);
    if (text == null) {
      throw new IllegalStateException(resource(version) + " has no entry " + key);
    }
    return Integer.parseInt(text.trim());
  }
}
