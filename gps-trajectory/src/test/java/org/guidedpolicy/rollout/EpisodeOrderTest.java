package org.guidedpolicy.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EpisodeOrderTest {
  private static final Behaviour IDLE =
      new Behaviour.Local((first, random) -> (t, now, out) -> out[0] = 0);

  /** First long of start and noise for seed 7: three attempts at each of four episodes. */
  private static final long[][][] OF_THE_FIRST_RELEASES = {
    {
      {-6098034144549080138L, -7405581223498950930L},
      {-4697482879916380693L, -336419093185988043L},
      {-1408117775218885724L, -4567333250869054935L},
      {-5637199108071398557L, 5349667550084825648L}
    },
    {
      {7353706009631746942L, -1394353694620156556L},
      {-1381109236741454473L, -1114251512805180487L},
      {-9015493058758326819L, -7038036412543948730L},
      {4317076840387518495L, -8665049907934968221L}
    },
    {
      {-8517798481498794493L, -1241737038834456452L},
      {311871903560757905L, 8754031243139984501L},
      {843473540029665603L, 358872051883805313L},
      {2375038685096195228L, 489096818956529898L}
    }
  };

  private static EpisodeOrder order(Starts starts, long seed, int attempt) {
    return new EpisodeOrder(starts, IDLE, seed, attempt);
  }

  @Test
  void randomNumbersAreThoseOfTheFirstReleases() {
    for (int attempt = 0; attempt < OF_THE_FIRST_RELEASES.length; attempt++) {
      EpisodeOrder order = order(new Starts.Anywhere(), 7, attempt);
      for (int m = 0; m < 4; m++) {
        SplittableRandom random = order.random(m);
        long[] expected = OF_THE_FIRST_RELEASES[attempt][m];
        assertEquals(expected[0], random.split().nextLong());
        assertEquals(expected[1], random.split().nextLong());
      }
    }
  }

  /** One generator for each episode, split off in order, from which each attempt splits two. */
  @Test
  void anAttemptIsWhatItIsIfAllEarlierOnesAreMade() {
    for (long seed : new long[] {0, 7, -123456789}) {
      SplittableRandom root = new SplittableRandom(seed);
      for (int m = 0; m < 50; m++) {
        SplittableRandom episode = root.split();
        for (int attempt = 0; attempt < 5; attempt++) {
          SplittableRandom random = order(new Starts.Anywhere(), seed, attempt).random(m);
          assertEquals(episode.split().nextLong(), random.split().nextLong());
          assertEquals(episode.split().nextLong(), random.split().nextLong());
        }
      }
    }
  }

  @Test
  void aHeldOutEpisodeIsTheFirstOfASeedOfItsOwn() {
    for (int m = 0; m < 5; m++) {
      assertEquals(
          order(new Starts.Anywhere(), 3 + m, 2).random(0).nextLong(),
          order(new Starts.HeldOut(), 3, 2).random(m).nextLong());
    }
  }

  @Test
  void aNegativeAttemptIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> order(new Starts.Anywhere(), 1, -1));
  }
}
