package org.guidedpolicy.badmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.guidedpolicy.cost.CostExpansion;
import org.guidedpolicy.gps.LinearTask;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.KlConstrainedLqr;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.SecondReference;
import org.guidedpolicy.rollout.Batch;
import org.guidedpolicy.rollout.Behaviour;
import org.guidedpolicy.rollout.RolloutCollector;
import org.guidedpolicy.rollout.Starts;
import org.guidedpolicy.rollout.Trajectory;
import org.guidedpolicy.training.IterationReport;
import org.guidedpolicy.training.LearnerRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The order of an iteration's steps: against the same iterations written down once more for one
 * action entry and the exact models of {@link LinearTask}, in plain numbers where the learner has
 * parts of its own.
 */
class IterationOrderTest {
  private static final int T = LinearTask.T;
  private static final int N = LinearTask.SAMPLES;
  private static final int J = 3;
  private static final double ALPHA = 0.5;
  private static final double EPSILON = 0.2;

  private static Badmm algorithm(Badmm.WeightKl weightKl) {
    return new Badmm()
        .with(
            o -> {
              o.samples = N;
              o.innerIterations = J;
              o.dualRate = ALPHA;
              o.initialPolicyWeight = 0.05;
              o.weightKl = weightKl;
              o.klPerStep = EPSILON;
              o.minMultiplier = 1;
              o.maxMultiplier = 1;
              o.models = LinearTask.MODELS;
              o.policy = LinearTask.POLICY;
            });
  }

  /** What the algorithm comes to, iteration by iteration. */
  private static final class Reference {
    private final Badmm.WeightKl weightKl;
    private final LinearTask task = LinearTask.single();
    private final KlConstrainedLqr solver =
        new KlConstrainedLqr(T, 2, 1, KlConstrainedLqr.Options.defaults());
    private final double[] nu = filled(0.05);
    private final double[] lambda = new double[T];
    private LinearGaussianController q = LinearTask.NOTHING.startingAt(task.spec(), new double[2]);

    /** Two gains, bias and variance. */
    private double[] pi = {0, 0, 0, q.covariance(0).get(0)};

    private double eta = 1;
    private int iterations;

    Reference(Badmm.WeightKl weightKl) {
      this.weightKl = weightKl;
    }

    private static double[] filled(double value) {
      double[] all = new double[T];
      Arrays.fill(all, value);
      return all;
    }

    void next() {
      iterations++;
      LinearGaussianController old = q;
      List<Trajectory> episodes = episodes(old);
      for (int j = 1; j <= J; j++) {
        if (iterations > 1 || j > 1) {
          fit(episodes);
          for (int t = 0; t < T; t++) {
            lambda[t] -= ALPHA * nu[t] * meanGap(episodes, t) / q.covariance(t).get(0);
          }
          if (j == J) {
            adapt(episodes, weightKl == Badmm.WeightKl.NEWEST ? q : old);
          }
        }
        KlConstrainedLqr.Solution solution =
            solver.solve(
                LinearTask.dynamics(),
                Gaussian.of(new double[] {1, 0}, new double[] {0.05, 0, 0, 0.05}),
                CostExpansion.around(episodes.get(0), LinearTask.COST),
                old,
                SecondReference.of(linearized(), nu, lambda),
                EPSILON * T,
                eta);
        q = solution.controller();
        eta = solution.eta();
      }
    }

    private List<Trajectory> episodes(LinearGaussianController controller) {
      try (RolloutCollector collector = new RolloutCollector(task)) {
        Behaviour behaviour = Behaviour.Following.conditions(List.of(controller));
        return collector
            .collect(Batch.of(N, behaviour, 1).withStarts(new Starts.Conditions(1, N)))
            .trajectories();
      }
    }

    private LinearGaussianController linearized() {
      double[] K = new double[2 * T];
      double[] k = new double[T];
      double[] C = new double[T];
      for (int t = 0; t < T; t++) {
        K[2 * t] = pi[0];
        K[2 * t + 1] = pi[1];
        k[t] = pi[2];
        C[t] = pi[3];
      }
      return LinearGaussianController.of(T, 2, 1, K, k, C);
    }

    private static double mean(LinearGaussianController controller, int t, Trajectory episode) {
      double[] u = new double[1];
      controller.mean(t, episode.state(t), u);
      return u[0];
    }

    private double action(Trajectory episode, int t) {
      return pi[0] * episode.state(t, 0) + pi[1] * episode.state(t, 1) + pi[2];
    }

    private double meanGap(List<Trajectory> episodes, int t) {
      return episodes.stream().mapToDouble(e -> mean(q, t, e) - action(e, t)).average().orElse(0);
    }

    /** Least squares with weights nu / C, to means moved by C lambda / nu. */
    private void fit(List<Trajectory> episodes) {
      double mean = Arrays.stream(nu).average().orElseThrow();
      double[] sorted = nu.clone();
      Arrays.sort(sorted);
      double[][] A = new double[3][4];
      double weights = 0;
      double precisions = 0;
      for (Trajectory e : episodes) {
        for (int t = 0; t < T; t++) {
          double C = q.covariance(t).get(0);
          double w = Math.min(nu[t], 2 * sorted[T / 2]) / mean;
          double target = mean(q, t, e) - C * lambda[t] / nu[t];
          weights += w;
          precisions += w / C;
          double[] o = {e.state(t, 0), e.state(t, 1), 1};
          for (int r = 0; r < 3; r++) {
            for (int c = 0; c < 3; c++) {
              A[r][c] += w / C * o[r] * o[c];
            }
            A[r][3] += w / C * o[r] * target;
          }
        }
      }
      double[] solved = solved(A);
      pi = new double[] {solved[0], solved[1], solved[2], weights / precisions};
    }

    /** Gauss-Jordan on [A | b], positive definite. */
    private static double[] solved(double[][] A) {
      for (int i = 0; i < 3; i++) {
        for (int r = 0; r < 3; r++) {
          double factor = r == i ? 0 : A[r][i] / A[i][i];
          for (int c = i; c < 4; c++) {
            A[r][c] -= factor * A[i][c];
          }
        }
      }
      return new double[] {A[0][3] / A[0][0], A[1][3] / A[1][1], A[2][3] / A[2][2]};
    }

    private void adapt(List<Trajectory> episodes, LinearGaussianController judged) {
      double[] kl = new double[T];
      for (int t = 0; t < T; t++) {
        double C = judged.covariance(t).get(0);
        for (Trajectory e : episodes) {
          double gap = mean(judged, t, e) - action(e, t);
          kl[t] += 0.5 * (C / pi[3] - 1 + Math.log(pi[3] / C) + gap * gap / pi[3]) / N;
        }
      }
      double mean = Arrays.stream(kl).average().orElseThrow();
      double deviation =
          Math.sqrt(Arrays.stream(kl).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
      for (int t = 0; t < T; t++) {
        nu[t] *= kl[t] < mean - deviation ? 0.5 : kl[t] >= mean + 0.5 * deviation ? 2 : 1;
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Badmm.WeightKl.class)
  void itIsThatOfThePublication(Badmm.WeightKl weightKl) {
    Reference reference = new Reference(weightKl);
    try (LearnerRun run =
        LearnerRun.of(
            algorithm(weightKl), LinearTask.single(), LinearTask.COST, LinearTask.NOTHING)) {
      for (int i = 0; i < 6; i++) {
        IterationReport report = run.next();
        reference.next();
        double[] expected = Arrays.copyOf(reference.pi, 3);
        assertArrayEquals(expected, LinearTask.numbers(run.policy()), 1e-3, "iteration " + i);
        double largest = Arrays.stream(reference.lambda).map(Math::abs).max().orElseThrow();
        assertArrayEquals(
            new double[] {
              Arrays.stream(reference.nu).min().orElseThrow(),
              Arrays.stream(reference.nu).max().orElseThrow(),
              largest
            },
            new double[] {
              report.figure("policy weight", "min").orElseThrow(),
              report.figure("policy weight", "max").orElseThrow(),
              report.figure("multipliers", "largest").orElseThrow()
            },
            1e-3 * (1 + largest));
      }
    }
  }

  @Test
  void theTwoWaysToJudgeWeightsDiffer() {
    Reference newest = new Reference(Badmm.WeightKl.NEWEST);
    Reference previous = new Reference(Badmm.WeightKl.PREVIOUS);
    for (int i = 0; i < 3; i++) {
      newest.next();
      previous.next();
    }
    assertTrue(Math.abs(newest.pi[0] - previous.pi[0]) > 0.01, Arrays.toString(newest.pi));
    assertFalse(Arrays.equals(newest.nu, previous.nu));
  }
}
