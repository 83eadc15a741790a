package org.guidedpolicy.importance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import org.guidedpolicy.environment.AngleEncoding;
import org.guidedpolicy.importance.NetworkFamily.Member;
import org.guidedpolicy.parallel.WorkPool;
import org.guidedpolicy.policy.MlpPolicy;
import org.guidedpolicy.rollout.Trajectory;
import org.junit.jupiter.api.Test;

class LogLikelihoodTest {
  private static final List<Trajectory> EPISODES = Samples.random(4, 130, 1);
  private static final NetworkFamily FAMILY =
      NetworkFamily.scaledTo(EPISODES, AngleEncoding.of(3, 1), 7);
  private static final Member PI =
      new Member(FAMILY.draw(new SplittableRandom(2)), new double[] {0.4, 0.7});

  private static LogLikelihood likelihood(WorkPool pool) {
    return new LogLikelihood(FAMILY, EPISODES.stream().map(FAMILY::rows).toList(), pool);
  }

  private static double[][] weights() {
    SplittableRandom random = new SplittableRandom(3);
    double[][] c = new double[EPISODES.size()][];
    for (int i = 0; i < c.length; i++) {
      c[i] = new double[EPISODES.get(i).steps()];
      for (int t = 0; t < c[i].length; t++) {
        c[i][t] = t % 3 == 0 ? 0 : random.nextGaussian();
      }
    }
    return c;
  }

  @Test
  void isTheDensityOfThePolicyThatIsSaved() {
    MlpPolicy policy = FAMILY.policy(PI);
    double[][] logs = likelihood(WorkPool.of(1)).logs(PI);
    double[] S = policy.covariance();
    double[] mu = new double[2];
    for (int i = 0; i < EPISODES.size(); i++) {
      Trajectory episode = EPISODES.get(i);
      assertEquals(episode.steps(), logs[i].length);
      for (int t = 0; t < episode.steps(); t++) {
        policy.action(episode.observation(t), mu);
        double log = -Math.log(2 * Math.PI) - 0.5 * Math.log(S[0] * S[3]);
        for (int j = 0; j < 2; j++) {
          double d = episode.action(t, j) - mu[j];
          log -= 0.5 * d * d / S[j * 2 + j];
        }
        assertEquals(log, logs[i][t], 1e-9 * Math.max(1, Math.abs(log)));
      }
    }
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    LogLikelihood likelihood = likelihood(WorkPool.of(1));
    double[][] c = weights();
    double[] gradient = likelihood.gradient(PI, c);
    for (int k = 0; k < gradient.length; k++) {
      double h = 1e-5;
      double difference = (sum(likelihood, c, k, h) - sum(likelihood, c, k, -h)) / (2 * h);
      assertEquals(difference, gradient[k], 1e-6 * Math.max(1, Math.abs(difference)), "theta " + k);
    }
  }

  private static double sum(LogLikelihood likelihood, double[][] c, int k, double h) {
    double[] theta = PI.theta().clone();
    theta[k] += h;
    double[][] logs = likelihood.logs(PI.at(theta));
    double sum = 0;
    for (int i = 0; i < c.length; i++) {
      sum += Lbfgs.dot(c[i], logs[i]);
    }
    return sum;
  }

  @Test
  void theWeightedSumIsThatOfTheLogs() {
    LogLikelihood likelihood = likelihood(WorkPool.of(1));
    double[][] c = weights();
    double[] gradient = new double[PI.theta().length];
    assertEquals(sum(likelihood, c, 0, 0), likelihood.value(PI, c, gradient), 1e-9);
    assertArrayEquals(likelihood.gradient(PI, c), gradient);
  }

  @Test
  void anyNumberOfThreadsGivesEqualBits() {
    double[] one = likelihood(WorkPool.of(1)).gradient(PI, weights());
    try (WorkPool pool = WorkPool.of(3)) {
      assertArrayEquals(one, likelihood(pool).gradient(PI, weights()));
    }
  }

  @Test
  void residualsAreWhatTheMeanLeavesOver() {
    MlpPolicy policy = FAMILY.policy(PI);
    double squares = 0;
    int n = 0;
    double[] mu = new double[2];
    for (Trajectory episode : EPISODES) {
      for (int t = 0; t < episode.steps(); t++, n++) {
        policy.action(episode.observation(t), mu);
        double d = (episode.action(t, 1) - mu[1]) / FAMILY.actionScale()[1];
        squares += d * d;
      }
    }
    double residual = likelihood(WorkPool.of(1)).residuals(PI.theta())[1];
    assertEquals(Math.sqrt(squares / n), residual, 1e-9);
  }
}
