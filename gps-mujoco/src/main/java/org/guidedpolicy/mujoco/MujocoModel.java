package org.guidedpolicy.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.guidedpolicy.mujoco.library.CStrings;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.guidedpolicy.mujoco.library.MujocoLibrary;
import org.guidedpolicy.mujoco.library.VirtualFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A compiled MuJoCo model. Its native memory is freed once, when it is closed and every environment
 * made from it too. Never changed after loading; thread-safe.
 */
public final class MujocoModel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MujocoModel.class);
  private static final int ERROR_BYTES = 1000;

  /** Kinds of named objects. */
  public enum Kind {
    BODY("mjOBJ_BODY", "nbody"),
    JOINT("mjOBJ_JOINT", "njnt"),
    GEOM("mjOBJ_GEOM", "ngeom"),
    SITE("mjOBJ_SITE", "nsite"),
    CAMERA("mjOBJ_CAMERA", "ncam"),
    ACTUATOR("mjOBJ_ACTUATOR", "nu"),
    SENSOR("mjOBJ_SENSOR", "nsensor"),
    KEYFRAME("mjOBJ_KEY", "nkey");

    private final String constant;
    private final String count;

    Kind(String constant, String count) {
      this.constant = constant;
      this.count = count;
    }

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final MujocoLibrary library;
  private final String origin;
  private final long address;
  private final Pointer struct;
  private final Map<Kind, List<String>> names = new EnumMap<>(Kind.class);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger holders = new AtomicInteger(1);
  private final Configurations configurations = new Configurations(this);

  private MujocoModel(MujocoLibrary library, String origin, long address) {
    this.library = library;
    this.origin = origin;
    this.address = address;
    this.struct = new Pointer(address);
    for (Kind kind : Kind.values()) {
      names.put(kind, readNames(kind));
    }
  }

  /**
   * Loads an MJCF or URDF file and what it refers to.
   *
   * @throws MujocoException if MuJoCo is missing, or rejects the file; with MuJoCo's own words
   */
  public static MujocoModel fromFile(Path file) {
    MujocoLibrary library = MujocoLibrary.get();
    if (!Files.isRegularFile(file)) {
      throw new MujocoException("no model file " + file.toAbsolutePath());
    }
    return load(library, file.toString(), file.toString(), 0);
  }

  /**
   * Loads a model from MJCF text that refers to no other file.
   *
   * @throws MujocoException if MuJoCo is missing, or rejects the text; with MuJoCo's own words
   */
  public static MujocoModel fromXml(String xml) {
    return fromXml(xml, Map.of());
  }

  /**
   * Loads a model from MJCF text and the files it refers to: meshes, textures, included MJCF.
   *
   * @param files contents by file name, without folders
   * @throws MujocoException if MuJoCo is missing, or rejects the text; with MuJoCo's own words
   */
  public static MujocoModel fromXml(String xml, Map<String, byte[]> files) {
    MujocoLibrary library = MujocoLibrary.get();
    if (xml.isBlank()) {
      throw new MujocoException("the model's XML text is empty");
    }
    try (var memoryFiles = new VirtualFiles(library)) {
      memoryFiles.add(VirtualFiles.MODEL, xml.getBytes(StandardCharsets.UTF_8));
      files.forEach(memoryFiles::add);
      return load(library, VirtualFiles.MODEL, "XML text", memoryFiles.address());
    }
  }

  private static MujocoModel load(MujocoLibrary library, String file, String origin, long files) {
    try (var name = CStrings.of(file);
        var error = new Memory(ERROR_BYTES)) {
      error.clear();
      long model;
      synchronized (MujocoLibrary.SERIAL) {
        model =
            new CallFrame()
                .call(
                    library.loadXml,
                    Pointer.nativeValue(name),
                    files,
                    Pointer.nativeValue(error),
                    ERROR_BYTES);
      }
      String message = error.getString(0, "UTF-8").strip();
      if (model == 0) {
        throw new MujocoException(
            "MuJoCo rejects the model from " + origin + ": " + message + hint(message));
      }
      if (!message.isEmpty()) {
        log.warn("MuJoCo, loading the model from {}: {}", origin, message);
      }
      MujocoModel loaded = new MujocoModel(library, origin, model);
      try {
        loaded.requireRepeatable();
        return loaded;
      } catch (MujocoException e) {
        loaded.close();
        throw e;
      }
    }
  }

  /** Models of today have words that this MuJoCo does not know. */
  private static String hint(String message) {
    boolean unknown =
        message.contains("invalid keyword")
            || message.contains("unrecognized attribute")
            || message.contains("unrecognized element");
    return unknown
        ? "; this is MuJoCo 2.2.2, the model may be written for a newer one: leave out or replace"
            + " what it does not know (such as integrator=\"implicitfast\")"
        : "";
  }

  /** MuJoCo draws sensor noise from one generator of the process, which no seed reaches. */
  private void requireRepeatable() {
    boolean noise = (integer("opt.enableflags") & constant("mjENBL_SENSORNOISE")) != 0;
    for (int sensor = 0; noise && sensor < count(Kind.SENSOR); sensor++) {
      if (array("sensor_noise").getDouble((long) sensor * Double.BYTES) > 0) {
        throw new MujocoException(
            "the model from "
                + origin
                + " has sensornoise enabled: equal seeds would not give equal episodes; disable"
                + " it, and add noise from the generator of reset in an environment around this"
                + " one");
      }
    }
  }

  /** Names of all objects of a kind in MuJoCo's order; "" for one without a name. */
  public List<String> names(Kind kind) {
    return names.get(kind);
  }

  /** MuJoCo's number of a named object. */
  public int id(Kind kind, String name) {
    List<String> known = names(kind);
    int id = name.isEmpty() ? -1 : known.indexOf(name);
    if (id < 0) {
      throw new IllegalArgumentException(
          "no " + kind + " named '" + name + "' in the model from " + origin + "; it has " + known);
    }
    return id;
  }

  /** Seconds of one simulator step. */
  public double timeStep() {
    requireOpen();
    return struct.getDouble(library.layout.offset("mjModel.opt.timestep"));
  }

  /** Lets go of the model; environments made from it continue. Further calls have no effect. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  @Override
  public String toString() {
    return "MujocoModel from " + origin + (closed.get() ? ", closed" : "");
  }

  MujocoLibrary library() {
    return library;
  }

  /** The mjModel; valid for a holder. */
  long address() {
    return address;
  }

  /** For kinematics. */
  Configurations configurations() {
    return configurations;
  }

  /** Counts one more holder of the native memory of an open model. */
  void retain() {
    requireOpen();
    hold();
  }

  /** Counts one more holder of the native memory, as long as there is one. */
  void hold() {
    int now;
    do {
      now = holders.get();
      if (now == 0) {
        throw closedException();
      }
    } while (!holders.compareAndSet(now, now + 1));
  }

  /** Gives back what {@link #retain}, {@link #hold} or loading gave. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      configurations.free();
      new CallFrame().call(library.deleteModel, address);
    }
  }

  /** An integer member of mjModel. */
  int integer(String member) {
    return struct.getInt(library.layout.offset("mjModel." + member));
  }

  /** An entry of an array member of mjModel. */
  int integer(String member, int i) {
    return array(member).getInt((long) i * Integer.BYTES);
  }

  /** An array member of mjModel. */
  Pointer array(String member) {
    return struct.getPointer(library.layout.offset("mjModel." + member));
  }

  int count(Kind kind) {
    return names(kind).size();
  }

  int constant(String name) {
    return library.layout.constant(name);
  }

  private List<String> readNames(Kind kind) {
    var frame = new CallFrame();
    var result = new ArrayList<String>();
    for (int id = 0; id < integer(kind.count); id++) {
      long text = frame.call(library.idToName, address, constant(kind.constant), id);
      result.add(text == 0 ? "" : new Pointer(text).getString(0, "UTF-8"));
    }
    return List.copyOf(result);
  }

  private void requireOpen() {
    if (closed.get()) {
      throw closedException();
    }
  }

  private IllegalStateException closedException() {
    return new IllegalStateException("the model from " + origin + " is closed");
  }
}
