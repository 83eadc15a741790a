package org.guidedpolicy.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.environment.Environment;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.environment.TimeStep;
import org.guidedpolicy.rollout.Controller;
import org.guidedpolicy.rollout.Trajectory;

/** The steps of a dry run, one after another, and what they have shown so far. */
final class DryRunStages {
  private static final long SEED = 1;
  private static final double SENSOR_SECONDS = 1;

  private final Environment robot;
  private final EnvironmentSpec spec;
  private final DryRun.Builder settings;
  private final Consumer<String> ask;
  private final DryRunText text;
  private final PulsePlan plan;
  private final double[] amplitudes;
  private final List<Finding> findings = new ArrayList<>();
  private final List<ActionEffect> effects = new ArrayList<>();
  private final List<Long> nanoseconds = new ArrayList<>();
  private Optional<RestNoise> noise = Optional.empty();

  /**
   * @param ask returns when the operator has confirmed
   */
  DryRunStages(
      Environment robot, EnvironmentSpec spec, DryRun.Builder settings, Consumer<String> ask) {
    this.robot = robot;
    this.spec = spec;
    this.settings = settings;
    this.ask = ask;
    this.text = new DryRunText(spec, settings.out());
    this.plan = PulsePlan.of(spec.horizon(), settings.pulse());
    this.amplitudes = settings.amplitudes();
  }

  void run() throws IOException {
    text.robot();
    sensors();
    RestNoise known = rest();
    for (int i = 0; i < spec.actionDimension(); i++) {
      action(i, known);
    }
    judgeEffects();
    if (settings.controller().isPresent()) {
      controller(known);
    }
  }

  private void sensors() throws IOException {
    text.title("Sensors alone: nothing is sent");
    ask.accept("The sensors are read, and nothing is sent. Go?");
    Optional<TimeStep> first = robot.sensors();
    if (first.isEmpty()) {
      text.line("left out: this environment's sensors cannot be read without a reset");
      text.line("(implement Environment.sensors)");
      return;
    }
    List<double[]> read = new ArrayList<>();
    int count = (int) Math.max(20, Math.min(500, SENSOR_SECONDS / spec.timeStep()));
    long period = Math.round(spec.timeStep() * 1e9);
    for (int n = 0; n < count; n++) {
      read.add(robot.sensors().orElseThrow().state().clone());
      LockSupport.parkNanos(period);
    }
    text.states(read);
  }

  private RestNoise rest() throws IOException {
    int T = spec.horizon();
    text.title("At rest, for " + T + " steps");
    ask.accept(
        "The robot is reset, and then gets the action at rest ("
            + settings.restInWords()
            + ") for "
            + text.duration(T)
            + ". Move?");
    DryRunEpisode episode =
        episode(
            first -> {
              double[] still = settings.restFrom(first);
              text.line("the action is " + Arrays.toString(still));
              return (t, now, out) -> put(still, out);
            });
    RestNoise known = new RestNoise(episode.states(), plan.block() + plan.pause());
    noise = Optional.of(known);
    text.states(episode.states());
    text.rest(known);
    judgeTime(text.timing(timing().orElseThrow()));
    return known;
  }

  private void action(int i, RestNoise known) throws IOException {
    String by = DryRunText.number(amplitudes[i]);
    text.title("Action " + text.action(i) + " alone: pulses of +-" + by);
    ask.accept(
        "Action "
            + text.action(i)
            + " alone moves by +-"
            + by
            + " for "
            + text.duration(plan.pulse())
            + ", "
            + plan.pulses() * plan.episodes()
            + " times in "
            + plan.episodes()
            + (plan.episodes() == 1 ? " episode" : " episodes")
            + " after a reset; all others rest. Move?");
    List<DryRunEpisode> episodes = new ArrayList<>();
    for (int e = 0; e < plan.episodes(); e++) {
      int number = e;
      episodes.add(
          episode(
              first -> {
                double[] still = settings.restFrom(first);
                return (t, now, out) -> {
                  put(still, out);
                  out[i] += plan.level(number, t) * amplitudes[i];
                };
              }));
    }
    PulseResponse response = new PulseResponse(plan, episodes, i, known);
    ActionEffect effect = effect(i, response);
    effects.add(effect);
    text.effect(effect);
  }

  private ActionEffect effect(int i, PulseResponse response) {
    OptionalInt from = response.onset();
    List<StateEffect> moves = new ArrayList<>();
    for (int j = 0; from.isPresent() && j < spec.stateDimension(); j++) {
      if (response.onset(j).isPresent()) {
        int first = Math.max(from.getAsInt(), response.onset(j).getAsInt());
        moves.add(response.effect(j, first, text.state(j)));
      }
    }
    return new ActionEffect(
        i, text.action(i), amplitudes[i], response.pulses(), delay(from, response), moves);
  }

  /** Single pulses tell it if most of them can be seen, else all of them together. */
  private static Optional<ActionEffect.Delay> delay(OptionalInt from, PulseResponse response) {
    if (from.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> onsets = response.onsets().stream().sorted().toList();
    if (2 * onsets.size() <= response.pulses()) {
      int steps = from.getAsInt() - 1;
      return Optional.of(new ActionEffect.Delay(steps, steps, steps));
    }
    return Optional.of(
        new ActionEffect.Delay(
            onsets.get(onsets.size() / 2) - 1,
            onsets.get(0) - 1,
            onsets.get(onsets.size() - 1) - 1));
  }

  private void controller(RestNoise known) throws IOException {
    text.title("The first controller, with its noise, for one episode");
    ask.accept(
        "The controller that training begins with moves the robot for one episode of "
            + text.duration(spec.horizon())
            + ". Move?");
    DryRunEpisode episode =
        episode(
            first -> {
              Controller acting =
                  settings
                      .controller()
                      .orElseThrow()
                      .controllerFor(first, new SplittableRandom(SEED));
              return acting::act;
            });
    text.states(episode.states());
    text.clipped(episode);
    judgeTime(text.timing(timing().orElseThrow()));
    if (episode.steps() == spec.horizon()) {
      tell(
          EnvironmentChecks.inspect(spec, List.of(trajectory(episode))).stream()
              .filter(f -> f.kind() != Kind.VELOCITY_MISMATCH || !hidesVelocities(episode, known))
              .toList());
    }
  }

  /** Whether a joint's positions are so noisy that their changes do not tell its velocity. */
  private boolean hidesVelocities(DryRunEpisode episode, RestNoise known) {
    int[] positions = spec.actuatedPositions();
    int[] velocities = spec.actuatedVelocities();
    for (int i = 0; i < positions.length; i++) {
      int j = velocities[i];
      double square = episode.states().stream().mapToDouble(x -> x[j] * x[j]).average().orElse(0);
      double noise = Math.sqrt(2) * known.ofReading(positions[i]) / spec.timeStep();
      if (noise > 0.1 * Math.sqrt(square)) {
        return true;
      }
    }
    return false;
  }

  private DryRunEpisode episode(DryRunEpisode.Mover mover) throws IOException {
    DryRunEpisode episode = DryRunEpisode.run(robot, mover, SEED);
    nanoseconds.addAll(episode.nanoseconds());
    if (episode.steps() < spec.horizon()) {
      tell(
          List.of(
              new Finding(
                  Kind.EPISODE_ENDS_EARLY,
                  Severity.NOTE,
                  "the environment ended the episode after "
                      + episode.steps()
                      + " of "
                      + spec.horizon()
                      + " steps")));
    }
    return episode;
  }

  private static void put(double[] from, double[] to) {
    System.arraycopy(from, 0, to, 0, to.length);
  }

  private Trajectory trajectory(DryRunEpisode episode) {
    int T = episode.steps();
    int dX = spec.stateDimension();
    int dU = spec.actionDimension();
    double[] x = new double[(T + 1) * dX];
    double[] u = new double[T * dU];
    for (int t = 0; t <= T; t++) {
      System.arraycopy(episode.states().get(t), 0, x, t * dX, dX);
    }
    for (int t = 0; t < T; t++) {
      System.arraycopy(episode.actions().get(t), 0, u, t * dU, dU);
    }
    return new Trajectory(T, T, x, u, Arrays.copyOf(x, T * dX));
  }

  private void judgeEffects() {
    tell(new EffectJudge(spec, effects).findings());
  }

  private void judgeTime(List<Finding> found) {
    List<Kind> known = findings.stream().map(Finding::kind).toList();
    tell(found.stream().filter(f -> !known.contains(f.kind())).toList());
  }

  private void tell(List<Finding> found) {
    findings.addAll(found);
    found.forEach(f -> text.line(f.toString()));
  }

  private Optional<DryRunReport.Timing> timing() {
    if (nanoseconds.isEmpty()) {
      return Optional.empty();
    }
    double mean = nanoseconds.stream().mapToLong(n -> n).average().orElseThrow();
    double variance =
        nanoseconds.stream().mapToDouble(n -> (n - mean) * (n - mean)).average().orElseThrow();
    long worst = nanoseconds.stream().mapToLong(n -> n).max().orElseThrow();
    return Optional.of(
        new DryRunReport.Timing(1e-9 * mean, 1e-9 * Math.sqrt(variance), 1e-9 * worst));
  }

  DryRunReport report(boolean completed, String reason) {
    List<Double> deviations = new ArrayList<>();
    for (int j = 0; noise.isPresent() && j < spec.stateDimension(); j++) {
      deviations.add(noise.get().ofReading(j));
    }
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparing(Finding::severity));
    return new DryRunReport(completed, reason, deviations, effects, timing(), sorted);
  }
}
