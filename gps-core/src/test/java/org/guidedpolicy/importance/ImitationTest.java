package org.guidedpolicy.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.importance.NetworkFamily.Rows;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.MlpPolicy;
import org.junit.jupiter.api.Test;

class ImitationTest {
  private static final NetworkFamily FAMILY =
      new NetworkFamily(
          AngleEncoding.of(3), new double[3], new double[] {1, 2, 3}, new double[] {4, 0.1}, 20);

  /** v_1 = sin f_1 + noise of 0.2, v_2 = f_2 / 2 without noise. */
  private static Rows rows(int n) {
    SplittableRandom random = new SplittableRandom(1);
    double[][] f = new double[n][3];
    double[][] v = new double[n][2];
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < 3; i++) {
        f[t][i] = random.nextGaussian();
      }
      v[t][0] = Math.sin(f[t][0]) + 0.2 * random.nextGaussian();
      v[t][1] = 0.5 * f[t][1];
    }
    return new Rows(f, v);
  }

  private static Member fit(double maxNoise) {
    return new Imitation(FAMILY, maxNoise, WorkPool.of(1))
        .fit(List.of(rows(3000)), FAMILY.draw(new SplittableRandom(2)), 300);
  }

  @Test
  void findsWhatTheActionsAreMadeOfAndTheirNoise() {
    Member pi = fit(10);
    assertEquals(0.2, pi.sigma()[0], 0.01);
    assertTrue(pi.sigma()[1] < 0.05, () -> "sigma " + pi.sigma()[1]);
    MlpPolicy policy = FAMILY.policy(pi);
    double[] u = new double[2];
    policy.action(new double[] {1, 1, 0}, u);
    assertEquals(4 * Math.sin(1), u[0], 0.1);
    assertEquals(0.1 * 0.25, u[1], 0.003);
  }

  @Test
  void noiseIsAtMostWhatIsAllowed() {
    Member pi = fit(0.1);
    assertEquals(0.1, pi.sigma()[0]);
    assertTrue(pi.sigma()[1] < 0.05);
    assertEquals(0.01 * 16, FAMILY.policy(pi).covariance()[0], 1e-12);
  }
}
