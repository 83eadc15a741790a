package org.guidedpolicy.gps;

import java.util.Objects;
import java.util.function.Consumer;
import org.guidedpolicy.argument.Require;

/**
 * Rounds of learning on episodes that are imagined in learned dynamics, after each batch of real
 * ones. Their names say "imagined" where real episodes have an option of the same kind.
 *
 * @param imaginedRounds R, rounds after each batch; 0: no dynamics are learned
 * @param imaginedEpisodes I, episodes of a round
 * @param anchors only so many of the last real episodes serve as anchors
 * @param members networks that learn the dynamics
 * @param firstDynamicsSteps steps of Adam in the first fit of the dynamics
 * @param laterDynamicsSteps steps in each later fit, which starts from the last weights
 * @param imaginedKlPerStep how far a local policy may move in a round: KL per time step
 * @param roundModels how dynamics are modelled around an imagined episode
 * @param firstImagining first iteration with rounds; earlier ones only learn the dynamics
 */
public record ImaginationOptions(
    int imaginedRounds,
    int imaginedEpisodes,
    int anchors,
    int members,
    int firstDynamicsSteps,
    int laterDynamicsSteps,
    double imaginedKlPerStep,
    RoundModels roundModels,
    int firstImagining) {

  /** How dynamics are modelled around an imagined episode. */
  public enum RoundModels {
    /** Regression on each episode alone, with the mixture prior, as for real episodes. */
    REGRESSION,
    /** The derivatives of the learned dynamics along each episode. */
    DERIVATIVES,
    /** Derivatives in rounds 1, 3, 5, ..., regression in the others. */
    ALTERNATING
  }

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
    Require.positive("imaginedKlPerStep", imaginedKlPerStep);
    Objects.requireNonNull(roundModels, "roundModels");
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
        d.imaginedKlPerStep,
        d.roundModels,
        d.firstImagining);
  }

  /** No rounds. */
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
    draft.imaginedKlPerStep = imaginedKlPerStep;
    draft.roundModels = roundModels;
    draft.firstImagining = firstImagining;
    change.accept(draft);
    return new ImaginationOptions(draft);
  }

  /** Whether the derivatives of the learned dynamics are the models of a round, 1, 2, ... */
  public boolean takesDerivatives(int round) {
    return switch (roundModels) {
      case REGRESSION -> false;
      case DERIVATIVES -> true;
      case ALTERNATING -> round % 2 == 1;
    };
  }

  /** Options that are being changed; checked together at the end. One thread. */
  public static final class Draft {
    public int imaginedRounds = 0; // after each real batch; 0 for none
    public int imaginedEpisodes = 40; // of a round
    public int anchors = 40; // last real episodes that imagined ones start from
    public int members = 2; // networks that learn the dynamics
    public int firstDynamicsSteps = 2400; // of Adam, in their first fit
    public int laterDynamicsSteps = 1500; // in each later fit
    public double imaginedKlPerStep = 1.2; // epsilon of a round, in nats
    public RoundModels roundModels = RoundModels.REGRESSION; // of the dynamics
    public int firstImagining = 2; // first iteration with rounds
  }
}
