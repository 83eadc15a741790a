package org.guidedpolicy.mujoco.library;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process's MuJoCo: functions, layout of its structs, handlers. Thread-safe. */
public final class MujocoLibrary {
  private static final Logger log = LoggerFactory.getLogger(MujocoLibrary.class);

  /** MuJoCo's compiler and its OpenGL set-up have state of their own. */
  public static final Object SERIAL = new Object();

  public final Layout layout;
  public final NativeFunction loadXml;
  public final NativeFunction copyModel;
  public final NativeFunction deleteModel;
  public final NativeFunction setConst;
  public final NativeFunction idToName;
  public final NativeFunction makeData;
  public final NativeFunction deleteData;
  public final NativeFunction resetData;
  public final NativeFunction resetDataKeyframe;
  public final NativeFunction step;
  public final NativeFunction step1;
  public final NativeFunction step2;
  public final NativeFunction forwardSkip;
  public final NativeFunction objectVelocity;

  /** Derivatives of a step by finite differences; missing in old versions. */
  public final Optional<NativeFunction> transitionDifferences;

  public final NativeFunction kinematics;
  public final NativeFunction comPos;
  public final NativeFunction jacSite;
  public final NativeFunction jacBody;
  public final NativeFunction defaultVfs;
  public final NativeFunction makeEmptyFileVfs;
  public final NativeFunction findFileVfs;
  public final NativeFunction deleteVfs;
  public final NativeFunction defaultCamera;
  public final NativeFunction defaultFreeCamera;
  public final NativeFunction defaultOption;
  public final NativeFunction defaultScene;
  public final NativeFunction makeScene;
  public final NativeFunction freeScene;
  public final NativeFunction updateScene;
  public final NativeFunction defaultContext;
  public final NativeFunction makeContext;
  public final NativeFunction freeContext;
  public final NativeFunction setBuffer;
  public final NativeFunction render;
  public final NativeFunction readPixels;

  private final NativeLibrary library;

  /** Kept here because MuJoCo remembers its functions, and JNA unloads what nobody refers to. */
  private @Nullable NativeLibrary osMesa;

  /** Kept here because native code keeps only its address. */
  private final WarningHandler warnings;

  private MujocoLibrary() {
    TrapCode.requireSupported(System.getProperty("os.name"), System.getProperty("os.arch"));
    library = NativeLibraries.mujoco();
    layout = Layout.of(version());
    loadXml = function("mj_loadXML");
    copyModel = function("mj_copyModel");
    deleteModel = function("mj_deleteModel");
    setConst = function("mj_setConst");
    idToName = function("mj_id2name");
    makeData = function("mj_makeData");
    deleteData = function("mj_deleteData");
    resetData = function("mj_resetData");
    resetDataKeyframe = function("mj_resetDataKeyframe");
    step = function("mj_step");
    step1 = function("mj_step1");
    step2 = function("mj_step2");
    forwardSkip = function("mj_forwardSkip");
    objectVelocity = function("mj_objectVelocity");
    transitionDifferences = optionalFunction("mjd_transitionFD");
    kinematics = function("mj_kinematics");
    comPos = function("mj_comPos");
    jacSite = function("mj_jacSite");
    jacBody = function("mj_jacBody");
    defaultVfs = function("mj_defaultVFS");
    makeEmptyFileVfs = function("mj_makeEmptyFileVFS");
    findFileVfs = function("mj_findFileVFS");
    deleteVfs = function("mj_deleteVFS");
    defaultCamera = function("mjv_defaultCamera");
    defaultFreeCamera = function("mjv_defaultFreeCamera");
    defaultOption = function("mjv_defaultOption");
    defaultScene = function("mjv_defaultScene");
    makeScene = function("mjv_makeScene");
    freeScene = function("mjv_freeScene");
    updateScene = function("mjv_updateScene");
    defaultContext = function("mjr_defaultContext");
    makeContext = function("mjr_makeContext");
    freeContext = function("mjr_freeContext");
    setBuffer = function("mjr_setBuffer");
    render = function("mjr_render");
    readPixels = function("mjr_readPixels");
    warnings = new WarningHandler();
    library
        .getGlobalVariableAddress("mju_user_warning")
        .setPointer(0, CallbackReference.getFunctionPointer(warnings));
    library.getGlobalVariableAddress("mju_user_error").setPointer(0, ErrorTrap.install());
  }

  /**
   * The library, loaded at the first call; a call after a failed one tries again.
   *
   * @throws MujocoException if it is missing, not known or not usable on this platform
   */
  public static MujocoLibrary get() {
    return Holder.get();
  }

  /**
   * OSMesa, loaded at the first call; a call after a failed one tries again.
   *
   * @throws MujocoException if it is missing
   */
  public synchronized NativeLibrary osMesa() {
    if (osMesa == null) {
      osMesa = NativeLibraries.osMesa();
    }
    return osMesa;
  }

  private int version() {
    try {
      return library.getFunction("mj_version").invokeInt(new Object[0]);
    } catch (UnsatisfiedLinkError e) {
      throw new MujocoException(
          library.getFile() + " is not MuJoCo; " + NativeLibraries.MUJOCO_REMEDY, e);
    }
  }

  private NativeFunction function(String name) {
    return new NativeFunction(name, Pointer.nativeValue(library.getFunction(name)));
  }

  private Optional<NativeFunction> optionalFunction(String name) {
    try {
      return Optional.of(function(name));
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private static final class Holder {
    private static @Nullable MujocoLibrary instance;

    static synchronized MujocoLibrary get() {
      if (instance == null) {
        try {
          instance = new MujocoLibrary();
        } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
          throw new MujocoException("native code cannot be used here: " + e.getMessage(), e);
        }
      }
      return instance;
    }
  }

  /** A {@code void (const char*)}. */
  interface Warning extends Callback {
    void callback(String message);
  }

  /** Logs each warning; one that differs from an earlier one in its figures only, at DEBUG. */
  private static final class WarningHandler implements Warning {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @Override
    public void callback(String message) {
      if (seen.add(message.replaceAll("[-+0-9.e]+", "#"))) {
        log.warn("MuJoCo: {}", message);
      } else {
        log.debug("MuJoCo: {}", message);
      }
    }
  }
}
