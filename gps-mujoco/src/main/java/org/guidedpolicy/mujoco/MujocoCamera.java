package org.guidedpolicy.mujoco;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.awt.image.BufferedImage;

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
    this.width = width;
    this.height = height;
    camera = struct("mjvCamera");
    option = struct("mjvOption");
    scene = struct("mjvScene");
    context = struct("mjrContext");
    pixels = new Memory(3L * width * height);
    offscreen = new OffscreenContext(width, height);
    try {
      prepare(id);
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
    offscreen.makeCurrent();
    frame.call(mujoco.updateScene, model, data, at(option), 0, at(camera), all(), at(scene));
    frame.call(mujoco.render, corner(), size(), at(scene), at(context));
    frame.call(mujoco.readPixels, at(pixels), 0, corner(), size(), at(context));
    return rowsFromTheTop(pixels.getByteArray(0, 3 * width * height));
  }

  /** Frees the native memory. Further calls have no effect. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      offscreen.makeCurrent();
      frame.call(mujoco.freeContext, at(context));
      frame.call(mujoco.freeScene, at(scene));
      offscreen.close();
    }
  }

  boolean isClosed() {
    return closed;
  }

  private void prepare(int id) {
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
    offscreen.makeCurrent();
    long drawn = modelForDrawing();
    try {
      frame.call(mujoco.makeScene, drawn, at(scene), GEOMS);
      synchronized (MujocoLibrary.SERIAL) {
        frame.call(mujoco.makeContext, drawn, at(context), constant("mjFONTSCALE_100"));
      }
      frame.call(mujoco.setBuffer, constant("mjFB_OFFSCREEN"), at(context));
    } finally {
      frame.call(mujoco.deleteModel, drawn);
    }
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
