package org.guidedpolicy.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import org.guidedpolicy.mujoco.library.CallFrame;
import org.guidedpolicy.mujoco.library.Layout;
import org.guidedpolicy.mujoco.library.MujocoLibrary;
import org.guidedpolicy.mujoco.library.OffscreenContext;

/**
 * Takes pictures of an environment as it is now, drawn in memory by OSMesa. Used by the
 * environment's thread and closed with the environment at the latest. A picture of 80 x 64 takes
 * about a millisecond.
 */
public final class MujocoCamera implements AutoCloseable {
  /** The drawing's share of objects; MuJoCo warns if there are more. */
  private static final int GEOMS = 2000;

  private final MujocoLibrary mujoco;
  private final Simulation simulation;
  private final int id;
  private final int width;
  private final int height;
  private final CallFrame frame = new CallFrame();
  private final OffscreenContext offscreen;
  private final Memory camera;
  private final Memory option;
  private final Memory scene;
  private final Memory context;
  private final Memory pixels;
  private boolean closed;

  MujocoCamera(Simulation simulation, int id, int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture of " + width + " x " + height + " has no pixels");
    }
    this.simulation = simulation;
    this.mujoco = simulation.model().library();
    this.id = id;
    this.width = width;
    this.height = height;
    camera = struct("mjvCamera");
    option = struct("mjvOption");
    scene = struct("mjvScene");
    context = struct("mjrContext");
    pixels = new Memory(3L * width * height);
    offscreen = new OffscreenContext(mujoco.osMesa(), width, height);
    try {
      prepare();
    } catch (RuntimeException e) {
      offscreen.close();
      throw e;
    }
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** A picture of the present state. */
  public BufferedImage picture() {
    byte[] rgb = rgb();
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = 3 * (y * width + x);
        row[x] = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | rgb[at + 2] & 0xff;
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
    return image;
  }

  /** The same as height x width x 3 bytes: rows from the top, red, green, blue, 0 .. 255. */
  public byte[] rgb() {
    if (closed) {
      throw new IllegalStateException("this camera is closed");
    }
    long model = simulation.modelAddress();
    long data = simulation.dataAddress();
    offscreen.use(
        () -> {
          frame.call(mujoco.updateScene, model, data, at(option), 0, at(camera), all(), at(scene));
          frame.call(mujoco.render, corner(), size(), at(scene), at(context));
          frame.call(mujoco.readPixels, at(pixels), 0, corner(), size(), at(context));
        });
    return rowsFromTheTop(pixels.getByteArray(0, 3 * width * height));
  }

  /**
   * Where a point of the world is in the picture of a camera of the model: x to the right and y
   * down from the upper left corner, in pixels; empty for a point behind the camera.
   *
   * @throws IllegalStateException for the camera without a name
   */
  public Optional<Point2D> pixel(double x, double y, double z) {
    if (closed) {
      throw new IllegalStateException("this camera is closed");
    }
    if (id < 0) {
      throw new IllegalStateException("only a camera of the model knows where points are");
    }
    double[] c = simulation.dataArray("cam_xpos", 3 * id, 3);
    double[] R = simulation.dataArray("cam_xmat", 9 * id, 9);
    double fovy = simulation.model().array("cam_fovy").getDouble((long) id * Double.BYTES);
    // q = R^T (p - c); the camera looks along its -z axis
    double[] d = {x - c[0], y - c[1], z - c[2]};
    double[] q = new double[3];
    for (int i = 0; i < 3; i++) {
      q[i] = R[i] * d[0] + R[3 + i] * d[1] + R[6 + i] * d[2];
    }
    if (q[2] >= 0) {
      return Optional.empty();
    }
    double focal = height / (2 * Math.tan(Math.toRadians(fovy) / 2));
    return Optional.of(
        new Point2D.Double(width / 2.0 - focal * q[0] / q[2], height / 2.0 + focal * q[1] / q[2]));
  }

  /** Frees the native memory. Further calls have no effect. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      offscreen.use(() -> frame.call(mujoco.freeContext, at(context)));
      frame.call(mujoco.freeScene, at(scene));
      offscreen.close();
    }
  }

  boolean isClosed() {
    return closed;
  }

  private void prepare() {
    frame.call(mujoco.defaultOption, at(option));
    frame.call(mujoco.defaultScene, at(scene));
    frame.call(mujoco.defaultContext, at(context));
    frame.call(mujoco.defaultCamera, at(camera));
    if (id >= 0) {
      camera.setInt(mujoco.layout.offset("mjvCamera.type"), constant("mjCAMERA_FIXED"));
      camera.setInt(mujoco.layout.offset("mjvCamera.fixedcamid"), id);
    } else {
      frame.call(mujoco.defaultFreeCamera, simulation.modelAddress(), at(camera));
    }
    long drawn = modelForDrawing();
    try {
      frame.call(mujoco.makeScene, drawn, at(scene), GEOMS);
      offscreen.use(() -> makeContext(drawn));
    } finally {
      frame.call(mujoco.deleteModel, drawn);
    }
  }

  private void makeContext(long drawn) {
    synchronized (MujocoLibrary.SERIAL) {
      frame.call(mujoco.makeContext, drawn, at(context), constant("mjFONTSCALE_100"));
    }
    frame.call(mujoco.setBuffer, constant("mjFB_OFFSCREEN"), at(context));
  }

  /** A copy of the model that asks for this size, and for nothing that OSMesa cannot draw. */
  private long modelForDrawing() {
    long copy = frame.call(mujoco.copyModel, 0, simulation.modelAddress());
    var struct = new Pointer(copy);
    Layout layout = mujoco.layout;
    struct.setInt(layout.offset("mjModel.vis.global.offwidth"), width);
    struct.setInt(layout.offset("mjModel.vis.global.offheight"), height);
    struct.setInt(layout.offset("mjModel.vis.quality.shadowsize"), 0);
    struct.setInt(layout.offset("mjModel.vis.quality.offsamples"), 0);
    return copy;
  }

  private byte[] rowsFromTheTop(byte[] fromTheBottom) {
    byte[] turned = new byte[fromTheBottom.length];
    int row = 3 * width;
    for (int y = 0; y < height; y++) {
      System.arraycopy(fromTheBottom, (height - 1 - y) * row, turned, y * row, row);
    }
    return turned;
  }

  /** First half of an mjrRect, which C passes in two registers: left and bottom. */
  private static long corner() {
    return 0;
  }

  /** Second half of an mjrRect: width and height. */
  private long size() {
    return (long) height << 32 | width;
  }

  private int all() {
    return constant("mjCAT_ALL");
  }

  private int constant(String name) {
    return mujoco.layout.constant(name);
  }

  private Memory struct(String type) {
    var memory = new Memory(mujoco.layout.sizeOf(type));
    memory.clear();
    return memory;
  }

  private static long at(Memory memory) {
    return Pointer.nativeValue(memory);
  }
}
