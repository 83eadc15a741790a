package org.guidedpolicy.examples.mujoco;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.guidedpolicy.mujoco.MujocoModel;
import org.jspecify.annotations.Nullable;

/**
 * An MJCF file beside this class, loaded when first asked for and then kept: a task's environments
 * come and go and share it. Thread-safe.
 */
final class ModelResource implements Supplier<MujocoModel> {
  private final String name;
  private @Nullable MujocoModel model;

  ModelResource(String name) {
    this.name = name;
  }

  /**
   * @throws org.guidedpolicy.mujoco.library.MujocoException if MuJoCo is missing: how to install it
   */
  @Override
  public synchronized MujocoModel get() {
    if (model == null) {
      model = MujocoModel.fromXml(xml());
    }
    return model;
  }

  private String xml() {
    try (InputStream in = ModelResource.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
