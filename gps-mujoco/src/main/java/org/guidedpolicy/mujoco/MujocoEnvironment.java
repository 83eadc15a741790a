package org.guidedpolicy.mujoco;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.ResettableEnvironment;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.mujoco.MujocoModel.Kind;
import org.guidedpolicy.mujoco.library.MujocoException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MuJoCo model as an environment. The action holds the controls of the chosen actuators; state
 * and observation are put together from {@link Reading}s, which belong to the moment after the step
 * that returns them.
 *
 * <pre>{@code
 * try (var model = MujocoModel.fromFile(Path.of("arm.xml"))) {
 *   MujocoEnvironment.Builder arm =
 *       MujocoEnvironment.builder(model)
 *           .state(
 *               Reading.jointPositions("shoulder", "elbow"),
 *               Reading.jointVelocities("shoulder", "elbow"),
 *               Reading.relativePosition(Frame.site("tip"), Frame.body("target")))
 *           .substeps(5)
 *           .onReset(start ->
 *               start.setBodyPosition("target", start.random().nextDouble(-1, 1), 0, 0.5));
 *   Supplier<Environment> environments = arm::build; // any number of environments on one model
 * }
 * }</pre>
 *
 * <p>Used by one thread at a time; environments of one model run in parallel.
 */
public final class MujocoEnvironment implements ResettableEnvironment {
  private static final Logger log = LoggerFactory.getLogger(MujocoEnvironment.class);

  private final Simulation simulation;
  private final EnvironmentSpec spec;
  private final Parts state;
  private final Parts observation;
  private final Actuators actuators;
  private final int substeps;
  private final int keyframe;
  private final Consumer<EpisodeStart> onReset;
  private final List<Consumer<EpisodeStart>> conditions;
  private final List<MujocoCamera> cameras = new ArrayList<>();
  private boolean started;
  private boolean closed;

  private MujocoEnvironment(Builder builder) {
    MujocoModel model = builder.model;
    state = Parts.of(model, builder.state);
    observation = Parts.of(model, builder.observation);
    actuators = Actuators.of(model, builder.actuators);
    substeps = builder.substeps;
    keyframe = builder.keyframe.isEmpty() ? -1 : model.id(Kind.KEYFRAME, builder.keyframe);
    onReset = builder.onReset;
    conditions = builder.conditions;
    spec = spec(model, builder.horizon);
    simulation = new Simulation(model, state.needAcceleration() || observation.needAcceleration());
  }

  private EnvironmentSpec spec(MujocoModel model, int horizon) {
    int dX = state.dimension();
    EnvironmentSpec.Builder builder =
        EnvironmentSpec.builder(dX, actuators.count())
            .observation(observation.isEmpty() ? dX : observation.dimension())
            .horizon(horizon)
            .timeStep(substeps * model.timeStep())
            .actionLimits(actuators.lower(), actuators.upper());
    int[] positions = actuators.positionEntries(model, state);
    int[] velocities = actuators.velocityEntries(model, state);
    if (positions.length > 0 && velocities.length > 0) {
      builder.actuated(positions, velocities);
    }
    return builder.build();
  }

  /** An environment on a model, which must be open when {@link Builder#build} is called. */
  public static Builder builder(MujocoModel model) {
    return new Builder(model);
  }

  @Override
  public EnvironmentSpec spec() {
    return spec;
  }

  @Override
  public TimeStep reset(RandomGenerator random) {
    return reset(onReset, random);
  }

  @Override
  public int conditions() {
    return conditions.size();
  }

  @Override
  public TimeStep reset(int condition, RandomGenerator random) {
    return reset(conditions.get(condition), random);
  }

  private TimeStep reset(Consumer<EpisodeStart> callback, RandomGenerator random) {
    requireOpen();
    started = false;
    simulation.reset(keyframe);
    var start = new EpisodeStart(simulation, random);
    callback.accept(start);
    start.end();
    simulation.begin(keyframe);
    started = true;
    return timeStep();
  }

  /**
   * {@inheritDoc}
   *
   * @throws MujocoException if the simulation became unstable, which ends the episode, or MuJoCo
   *     met a fatal error, after which this environment can only be closed
   */
  @Override
  public TimeStep step(double[] action) {
    requireStarted();
    actuators.write(action, simulation.ctrl);
    started = false;
    simulation.step(substeps);
    started = true;
    return timeStep();
  }

  /**
   * Entries of the state that a reading fills, for costs and for judging an episode.
   *
   * @throws IllegalArgumentException if the state was not given this reading
   */
  public int[] stateIndices(Reading reading) {
    return state.indices(reading);
  }

  /** Works on the model and the state's make-up. */
  <R> R withState(BiFunction<MujocoModel, Parts, R> work) {
    requireOpen();
    return work.apply(simulation.model(), state);
  }

  /** What a reading says now, whether or not it is part of the state; not force sensors. */
  public double[] read(Reading reading) {
    requireStarted();
    Parts parts = Parts.of(simulation.model(), List.of(reading));
    if (parts.needAcceleration() && !simulation.hasAccelerationSensors()) {
      throw new IllegalArgumentException(
          reading
              + " includes a force or acceleration sensor, which is kept up to date only if the"
              + " state or the observation includes one");
    }
    return parts.read(simulation);
  }

  /** How often MuJoCo has warned in all episodes, by kind; kinds that did not occur are absent. */
  public Map<MujocoWarning, Long> warnings() {
    var counts = new EnumMap<MujocoWarning, Long>(MujocoWarning.class);
    for (MujocoWarning warning : MujocoWarning.values()) {
      if (simulation.warnings(warning) > 0) {
        counts.put(warning, simulation.warnings(warning));
      }
    }
    return Collections.unmodifiableMap(counts);
  }

  /**
   * A camera of the model that takes pictures of this environment, without a screen.
   *
   * @param name as in the model
   * @param width in pixels
   * @param height in pixels
   * @throws MujocoException if OSMesa is missing, or cannot draw pictures of this size
   */
  public MujocoCamera camera(String name, int width, int height) {
    return addCamera(simulation.model().id(Kind.CAMERA, name), width, height);
  }

  /**
   * A camera that looks at the whole model from the side.
   *
   * @param width in pixels
   * @param height in pixels
   * @throws MujocoException if OSMesa is missing, or cannot draw pictures of this size
   */
  public MujocoCamera camera(int width, int height) {
    return addCamera(-1, width, height);
  }

  /** Frees the native memory, its cameras' too. Further calls have no effect. */
  @Override
  public void close() {
    if (!closed) {
      cameras.forEach(MujocoCamera::close);
      closed = true;
      simulation.free();
    }
  }

  private MujocoCamera addCamera(int id, int width, int height) {
    requireOpen();
    var camera = new MujocoCamera(simulation, id, width, height);
    cameras.removeIf(MujocoCamera::isClosed);
    cameras.add(camera);
    return camera;
  }

  private TimeStep timeStep() {
    double[] x = state.read(simulation);
    return observation.isEmpty()
        ? TimeStep.fullyObserved(x)
        : new TimeStep(x, observation.read(simulation));
  }

  private void requireStarted() {
    requireOpen();
    if (!started) {
      throw new IllegalStateException("no episode is under way; call reset first");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this environment is closed");
    }
  }

  /**
   * Settings of an environment; {@link #build} may be called any number of times, from several
   * threads once the settings are made.
   */
  public static final class Builder {
    private final MujocoModel model;
    private List<Reading> state = List.of(Reading.jointPositions(), Reading.jointVelocities());
    private List<Reading> observation = List.of();
    private List<String> actuators = List.of();
    private int horizon = 100;
    private int substeps = 1;
    private String keyframe = "";
    private Consumer<EpisodeStart> onReset = start -> {};
    private List<Consumer<EpisodeStart>> conditions = List.of();

    private final AtomicBoolean checked = new AtomicBoolean();

    private Builder(MujocoModel model) {
      this.model = model;
    }

    private void warnOfHiddenStates(Parts parts) {
      List<String> hidden = Actuators.hidden(model, parts);
      if (!hidden.isEmpty() && checked.compareAndSet(false, true)) {
        log.warn(
            "{}: actuators {} have a state of their own that the state lacks, so equal states"
                + " under equal actions may go on differently; add Reading.activations",
            model,
            hidden);
      }
    }

    /**
     * What the state is put together from, in this order; default all joints' positions, then
     * velocities.
     */
    public Builder state(Reading... parts) {
      this.state = List.of(parts);
      return this;
    }

    /** What the observation is put together from, in this order; default the state itself. */
    public Builder observation(Reading... parts) {
      this.observation = List.of(parts);
      return this;
    }

    /** Whose controls the action holds, in this order; default all, in the model's order. */
    public Builder actuators(String... names) {
      this.actuators = List.of(names);
      return this;
    }

    /** T, the number of actions in an episode; default 100. */
    public Builder horizon(int steps) {
      this.horizon = steps;
      return this;
    }

    /** Simulator steps for each action; default 1. */
    public Builder substeps(int steps) {
      this.substeps = steps;
      return this;
    }

    /** Starts episodes from a keyframe of the model instead of its reference position. */
    public Builder keyframe(String name) {
      this.keyframe = name;
      return this;
    }

    /**
     * Changes the start of every episode. Must be thread-safe if environments run in parallel, and
     * must depend on {@link EpisodeStart#random} alone.
     */
    public Builder onReset(Consumer<EpisodeStart> callback) {
      this.onReset = callback;
      return this;
    }

    /**
     * Where an episode starts in each condition, for methods that reset; default no conditions.
     * Each callback is called as that of {@link #onReset} is.
     */
    public Builder conditions(List<Consumer<EpisodeStart>> callbacks) {
      this.conditions = List.copyOf(callbacks);
      return this;
    }

    /**
     * Entries of the state that a reading fills with the present settings, for costs.
     *
     * @throws IllegalArgumentException if the state was not given this reading
     * @throws IllegalStateException if the model is closed
     */
    public int[] stateIndices(Reading reading) {
      return withState((model, parts) -> parts.indices(reading));
    }

    /** Works on the model, which is kept alive meanwhile, and the state's make-up. */
    <R> R withState(BiFunction<MujocoModel, Parts, R> work) {
      model.retain();
      try {
        return work.apply(model, Parts.of(model, state));
      } finally {
        model.release();
      }
    }

    /**
     * @throws IllegalArgumentException if a name is not in the model or a number makes no sense
     * @throws IllegalStateException if the model is closed
     */
    public MujocoEnvironment build() {
      if (state.isEmpty()) {
        throw new IllegalArgumentException("the state needs at least one reading");
      }
      Require.atLeast("substeps", substeps, 1);
      model.retain();
      try {
        MujocoEnvironment environment = new MujocoEnvironment(this);
        warnOfHiddenStates(environment.state);
        return environment;
      } finally {
        model.release();
      }
    }
  }
}
