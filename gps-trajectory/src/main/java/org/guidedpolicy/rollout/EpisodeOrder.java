package org.guidedpolicy.rollout;

import java.io.IOException;
import java.util.SplittableRandom;
import org.guidedpolicy.argument.Require;
import org.guidedpolicy.file.FormatException;

/**
 * What an {@link EpisodeRunner} is to run. An episode depends on this and on its number alone, not
 * on the thread or machine that runs it, nor on the episodes run besides. Immutable; thread-safe as
 * its behaviour is.
 *
 * @param starts where episodes start
 * @param behaviour who acts
 * @param seed source of all randomness
 * @param attempt how often these episodes have failed before
 */
public record EpisodeOrder(Starts starts, Behaviour behaviour, long seed, int attempt) {
  public EpisodeOrder {
    Require.atLeast("attempt", attempt, 0);
  }

  /**
   * This order in a form that {@link #parse} reads on any machine, described in
   * docs/episode-order-format.md. Equal orders give equal bytes.
   *
   * @throws UnsupportedOperationException if the behaviour is {@link Behaviour.Local}, or its
   *     policy is no {@link org.guidedpolicy.policy.MlpPolicy}: code is never sent
   * @throws IOException if it needs more than 2^30 bytes
   */
  public byte[] bytes() throws IOException {
    return OrderFormat.bytes(this);
  }

  /**
   * The order that {@link #bytes} wrote: its episodes are equal bit by bit.
   *
   * @throws FormatException if the bytes are no order, damaged, or of another version
   */
  public static EpisodeOrder parse(byte[] bytes) throws FormatException {
    return OrderFormat.parse(bytes);
  }

  /**
   * The generator of one attempt at an episode, which {@link Episode} splits twice: for the start
   * and for the noise. It is the (episode + 1)-th split of a SplittableRandom of the seed, from
   * which each attempt before this one has split two; a held-out episode is number 0 of the seed
   * {@code seed + episode}.
   */
  public SplittableRandom random(int episode) {
    boolean heldOut = starts instanceof Starts.HeldOut;
    SplittableRandom root = new SplittableRandom(heldOut ? seed + episode : seed);
    SplittableRandom random = nextAfter(root, heldOut ? 0 : episode).split();
    return nextAfter(random, 2 * attempt);
  }

  private static SplittableRandom nextAfter(SplittableRandom random, int splits) {
    for (int i = 0; i < splits; i++) {
      random.split();
    }
    return random;
  }
}
