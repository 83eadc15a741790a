package org.guidedpolicy.gps;

import java.util.List;
import org.guidedpolicy.environment.EnvironmentSpec;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.TrainingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Trajectories that the first iterations learn from, shared among these in order. One thread. */
public final class RecordedEpisodes {
  private static final Logger LOG = LoggerFactory.getLogger(RecordedEpisodes.class);

  private final List<Trajectory> trajectories;
  private final int perIteration;
  private Identity identity;

  /**
   * @param trajectories all of them; empty for none
   * @param perIteration fewest for an iteration; if there are fewer at all, they are one
   */
  public RecordedEpisodes(List<Trajectory> trajectories, int perIteration) {
    this.trajectories = List.copyOf(trajectories);
    this.perIteration = perIteration;
    int iterations = trajectories.isEmpty() ? 0 : Math.max(1, trajectories.size() / perIteration);
    this.identity = new Identity(iterations, trajectories.size(), this.trajectories.hashCode());
  }

  /**
   * What a checkpoint remembers of them.
   *
   * @param iterations that learn from them
   * @param trajectories how many there are
   * @param hash of their numbers
   */
  private record Identity(int iterations, int trajectories, int hash) {}

  /** Whether an iteration's trajectories are recorded ones, and no episodes are run. */
  public boolean covers(int iteration) {
    return iteration <= identity.iterations;
  }

  /** Writes which trajectories they are. */
  public void write(BinaryOutput out) {
    out.putInt(identity.iterations).putInt(identity.trajectories).putInt(identity.hash);
  }

  /**
   * Resumes after some iterations. Trajectories need not be given again once they have been learned
   * from.
   *
   * @param done finished iterations
   * @throws IllegalArgumentException if there are others than before, or none although they are
   *     needed
   */
  public void read(BinaryInput in, int done) throws FormatException {
    Identity before =
        new Identity(
            in.getInt("recorded iterations"),
            in.getInt("recorded trajectories"),
            in.getInt("recorded hash"));
    boolean over = done >= before.iterations;
    if (!identity.equals(before) && !(identity.trajectories == 0 && over)) {
      throw new IllegalArgumentException(
          "with another learnFrom: it was "
              + before.trajectories
              + " recorded trajectories, now it is "
              + (identity.trajectories == before.trajectories
                  ? "as many, but different ones"
                  : identity.trajectories + " of them")
              + "; give the old value, or begin a new training in another folder");
    }
    identity = before;
  }

  /** The share of an iteration. */
  public List<Trajectory> of(int iteration) {
    long all = trajectories.size();
    int from = (int) (all * (iteration - 1) / identity.iterations);
    int to = (int) (all * iteration / identity.iterations);
    return trajectories.subList(from, to);
  }

  /**
   * @param min fewest trajectories an iteration can learn from
   * @param iterations of the training
   * @throws TrainingException if they are not of this environment, or too few
   */
  public void requireFit(EnvironmentSpec spec, int min, int iterations) {
    for (int m = 0; m < trajectories.size(); m++) {
      Trajectory t = trajectories.get(m);
      if (t.horizon() != spec.horizon()
          || t.stateDimension() != spec.stateDimension()
          || t.actionDimension() != spec.actionDimension()
          || t.observationDimension() != spec.observationDimension()) {
        throw new TrainingException(
            "learnFrom: trajectory " + m + " is " + t + ", which does not fit " + spec);
      }
    }
    if (!trajectories.isEmpty() && of(1).size() < min) {
      throw new TrainingException(
          "learnFrom: there are "
              + trajectories.size()
              + " trajectories, fewer than the "
              + min
              + " clusters; use fewer clusters");
    }
    if (!trajectories.isEmpty() && trajectories.size() < perIteration) {
      LOG.warn(
          "the first iteration learns from the {} recorded trajectories alone, where others have {};"
              + " give more, or ask for fewer an iteration",
          trajectories.size(),
          perIteration);
    }
    if (identity.iterations > iterations) {
      LOG.warn(
          "the recorded trajectories fill {} iterations, training has {}; the last trajectories"
              + " are not used",
          identity.iterations,
          iterations);
    }
  }
}
