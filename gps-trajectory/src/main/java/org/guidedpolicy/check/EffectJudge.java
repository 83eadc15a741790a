package org.guidedpolicy.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.guidedpolicy.check.Finding.Kind;
import org.guidedpolicy.check.Finding.Severity;
import org.guidedpolicy.environment.EnvironmentSpec;

/** What looks wrong about what the actions move. */
final class EffectJudge {
  private final EnvironmentSpec spec;
  private final List<ActionEffect> effects;
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param effects of all actions, in their order
   */
  EffectJudge(EnvironmentSpec spec, List<ActionEffect> effects) {
    this.spec = spec;
    this.effects = effects;
  }

  List<Finding> findings() {
    for (ActionEffect effect : effects) {
      if (effect.moves().isEmpty()) {
        dead(effect);
      } else {
        joint(effect);
      }
    }
    delays();
    return findings;
  }

  private void dead(ActionEffect effect) {
    add(
        Kind.ACTION_WITHOUT_EFFECT,
        "action "
            + effect.name()
            + " moves nothing beyond the sensors' noise with pulses of "
            + DryRunText.number(effect.amplitude())
            + "; is it switched on and connected? If so, look with a larger amplitude");
  }

  /** Of an action that has a joint of its own: whether it moves it, and upwards. */
  private void joint(ActionEffect effect) {
    int[] positions = spec.actuatedPositions();
    int[] velocities = spec.actuatedVelocities();
    if (positions.length == 0) {
      return;
    }
    int i = effect.action();
    Optional<StateEffect> position = effect.on(positions[i]);
    Optional<StateEffect> velocity = effect.on(velocities[i]);
    if (position.isEmpty() && velocity.isEmpty()) {
      notItsOwn(effect);
      return;
    }
    StateEffect own = position.or(() -> velocity).orElseThrow();
    if (own.perUnit() < 0) {
      reversed(effect, own);
    }
    velocity.filter(v -> v.perUnit() * own.perUnit() < 0).ifPresent(v -> velocityReversed(own, v));
    swapped(effect);
  }

  private void reversed(ActionEffect effect, StateEffect own) {
    add(
        Kind.REVERSED_ACTION,
        "a positive action "
            + effect.name()
            + " moves its joint's "
            + own.name()
            + " down; HoldPosition and PdController would push away from where they should hold:"
            + " change the sign in step");
  }

  private void velocityReversed(StateEffect position, StateEffect velocity) {
    add(
        Kind.VELOCITY_MISMATCH,
        velocity.name()
            + " goes down while "
            + position.name()
            + " goes up; one of them has the wrong sign");
  }

  private void notItsOwn(ActionEffect effect) {
    String moved =
        effect.moves().stream()
            .map(StateEffect::name)
            .reduce((a, b) -> a + ", " + b)
            .orElse("nothing");
    add(
        Kind.SWAPPED_ACTIONS,
        "action "
            + effect.name()
            + " moves "
            + moved
            + ", and not its own joint ("
            + DryRunText.stateName(spec, spec.actuatedPositions()[effect.action()])
            + " by EnvironmentSpec.actuated); look at the order of joints and actions");
  }

  /** Two actions, each of which moves the other's joint most. */
  private void swapped(ActionEffect effect) {
    int i = effect.action();
    int k = mostMoved(effect);
    if (k > i && k < effects.size() && mostMoved(effects.get(k)) == i) {
      add(
          Kind.SWAPPED_ACTIONS,
          "actions "
              + effect.name()
              + " and "
              + effects.get(k).name()
              + " each move the other's joint most; are they swapped?");
    }
  }

  /** Of all joints the one whose position it moves most. */
  private int mostMoved(ActionEffect effect) {
    int[] positions = spec.actuatedPositions();
    int most = effect.action();
    double largest = -1;
    for (int k = 0; k < positions.length; k++) {
      double size = effect.on(positions[k]).map(m -> Math.abs(m.perUnit())).orElse(0.0);
      if (size > largest) {
        largest = size;
        most = k;
      }
    }
    return most;
  }

  private void delays() {
    effects.stream()
        .filter(e -> e.delay().isPresent())
        .max(Comparator.comparingInt(e -> e.delay().orElseThrow().steps()))
        .filter(e -> e.delay().orElseThrow().steps() > 0)
        .ifPresent(this::delayed);
  }

  private void delayed(ActionEffect effect) {
    int steps = effect.delay().orElseThrow().steps();
    findings.add(
        new Finding(
            Kind.DELAYED_ACTION,
            steps == 1 ? Severity.NOTE : Severity.WARNING,
            String.format(
                Locale.ROOT,
                "action %s is seen %d %s (%.0f ms) late; the fitted models know the last state alone:"
                    + " put the last %s into state and observation, or take a longer time step",
                effect.name(),
                steps,
                steps == 1 ? "step" : "steps",
                1e3 * steps * spec.timeStep(),
                steps == 1 ? "action" : steps + " actions")));
  }

  private void add(Kind kind, String message) {
    findings.add(new Finding(kind, Severity.WARNING, message));
  }
}
