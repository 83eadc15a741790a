package org.guidedpolicy.examples.battery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.mujoco.EpisodeStart;
import org.guidedpolicy.mujoco.Mujoco;
import org.guidedpolicy.mujoco.MujocoEnvironment;
import org.guidedpolicy.mujoco.MujocoModel;
import org.jspecify.annotations.Nullable;

/**
 * A robot that MuJoCo simulates. Its MJCF file stands beside this class, is loaded when first
 * needed and shared by all its environments. Thread-safe.
 */
abstract class MujocoRobot extends BatteryTask {
  private final String file;
  private @Nullable MujocoModel model;

  /**
   * @param file of the model, beside this class
   */
  MujocoRobot(String name, String file, String description) {
    super(name, description + "; MuJoCo");
    this.file = file;
  }

  /** State, horizon and substeps on a model; the start is {@link #place}'s. */
  abstract MujocoEnvironment.Builder robot(MujocoModel model);

  /** Draws how an episode starts. */
  abstract void place(EpisodeStart start);

  @Override
  public final Optional<String> problem() {
    return Mujoco.problem();
  }

  @Override
  public final Supplier<Environment> environments() {
    return this::environment;
  }

  final MujocoEnvironment environment() {
    return robot(model()).onReset(this::place).build();
  }

  @Override
  public final EnvironmentSpec spec() {
    try (MujocoEnvironment environment = environment()) {
      return environment.spec();
    }
  }

  /**
   * @throws org.guidedpolicy.mujoco.library.MujocoException if MuJoCo is missing: how to install it
   */
  final synchronized MujocoModel model() {
    if (model == null) {
      model = MujocoModel.fromXml(xml());
    }
    return model;
  }

  private String xml() {
    try (InputStream in = MujocoRobot.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
