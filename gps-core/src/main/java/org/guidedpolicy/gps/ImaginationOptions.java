package org.guidedpolicy.gps;

import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * Rounds of learning on episodes that are imagined in learned dynamics, after each batch of real
 * ones; and the rehearsal of local policies there, of real batches too. Their names say "imagined"
 * where real episodes have an option of the same kind.
 *
 * @param imaginedRounds R, rounds after each batch at most; 0: no dynamics are learned
 * @param imaginedEpisodes I, episodes of a round
 * @param anchors only so many of the last real episodes serve as anchors
 * @param members networks that learn the dynamics
 * @param firstDynamicsSteps steps of Adam in the first fit of the dynamics
 * @param laterDynamicsSteps steps in each later fit, which starts from the last weights
 * @param trustedError error of the learned dynamics on new episodes, as a share of the variance of
 *     the state's change, up to which they are trusted; above nothing is rehearsed or imagined
 * @param imaginedKlPerStep how far a local policy may move in a round at most: KL per time step.
 *     Rehearsals choose shorter steps where the models promise too much
 * @param firstImagining first iteration with rounds; earlier ones only learn the dynamics
 */
public record ImaginationOptions(
    int imaginedRounds,
    int imaginedEpisodes,
    int anchors,
    int members,
    int firstDynamicsSteps,
    int laterDynamicsSteps,
    double trustedError,
    double imaginedKlPerStep,
    int firstImagining) {

  /**
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public ImaginationOptions {
    Require.atLeast("imaginedRounds", imaginedRounds, 0);
    Require.atLeast("imaginedEpisodes", imaginedEpisodes, 1);
    Require.atLeast("anchors", anchors, 1);
    Require.atLeast("members", members, 1);
    Require.atLeast("firstDynamicsSteps", firstDynamicsSteps, 1);
    Require.atLeast("laterDynamicsSteps", laterDynamicsSteps, 1);
    Require.positive("trustedError", trustedError);
    Require.positive("imaginedKlPerStep", imaginedKlPerStep);
    Require.atLeast("firstImagining", firstImagining, 1);
  }

  private ImaginationOptions(Draft d) {
    this(
        d.imaginedRounds,
        d.imaginedEpisodes,
        d.anchors,
        d.members,
        d.firstDynamicsSteps,
        d.laterDynamicsSteps,
        d.trustedError,
        d.imaginedKlPerStep,
        d.firstImagining);
  }

  /** Eight rounds of 40 episodes. */
  public static ImaginationOptions defaults() {
    return new ImaginationOptions(new Draft());
  }

  /** These options with some changed: {@code options.with(o -> o.imaginedRounds = 5)}. */
  public ImaginationOptions with(Consumer<Draft> change) {
    Draft draft = new Draft();
    draft.imaginedRounds = imaginedRounds;
    draft.imaginedEpisodes = imaginedEpisodes;
    draft.anchors = anchors;
    draft.members = members;
    draft.firstDynamicsSteps = firstDynamicsSteps;
    draft.laterDynamicsSteps = laterDynamicsSteps;
    draft.trustedError = trustedError;
    draft.imaginedKlPerStep = imaginedKlPerStep;
    draft.firstImagining = firstImagining;
    change.accept(draft);
    return new ImaginationOptions(draft);
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public int imaginedRounds = 8; // at most, after each real batch; 0 for none
    public int imaginedEpisodes = 40; // of a round
    public int anchors = 400; // last real episodes that imagined ones start from
    public int members = 2; // networks that learn the dynamics
    public int firstDynamicsSteps = 2400; // of Adam, in their first fit
    public int laterDynamicsSteps = 1500; // in each later fit
    public double trustedError = 0.05; // share of the change's variance
    public double imaginedKlPerStep = 2; // largest epsilon of a round, in nats
    public int firstImagining = 2; // first iteration with rounds
  }
}
