package org.guidedpolicy.badmm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.lqr.ExpectedCost;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.lqr.TrajectoryDistribution;
import org.guidedpolicy.lqr.TrajectoryKl;
import org.junit.jupiter.api.Test;

class LagrangianTest {
  private static final int T = 3;
  private static final int DX = 2;
  private static final int DU = 2;

  private final SplittableRandom random = new SplittableRandom(5);
  private final LinearGaussianController pibar = controller();
  private final LinearGaussianController q = controller();
  private final LocalProblem problem = problem();
  private final TrajectoryDistribution p =
      TrajectoryDistribution.of(problem.dynamics(), problem.start(), q);
  private final Consensus consensus = consensus();

  private double[] numbers(int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  /** Positive definite ones, of 2 x 2. */
  private double[] covariances(int count) {
    double[] all = new double[count * 4];
    for (int i = 0; i < count; i++) {
      double c = random.nextDouble(-0.3, 0.3);
      System.arraycopy(
          new double[] {random.nextDouble(0.5, 2), c, c, random.nextDouble(0.5, 2)},
          0,
          all,
          i * 4,
          4);
    }
    return all;
  }

  private LinearGaussianController controller() {
    return LinearGaussianController.of(
        T, DX, DU, numbers(T * DU * DX), numbers(T * DU), covariances(T));
  }

  private LocalProblem problem() {
    LinearGaussianDynamics dynamics =
        LinearGaussianDynamics.of(
            T,
            DX,
            DU,
            numbers((T - 1) * DX * (DX + DU)),
            numbers((T - 1) * DX),
            covariances(T - 1));
    double[] hessian = new double[T * 16];
    for (int t = 0; t < T; t++) {
      for (int i = 0; i < 4; i++) {
        hessian[t * 16 + i * 5] = 1 + i + t;
      }
    }
    QuadraticCost cost = QuadraticCost.of(T, DX, DU, numbers(T), numbers(T * 4), hessian);
    Gaussian start = Gaussian.of(numbers(DX), covariances(1));
    return new LocalProblem(0, List.of(0), start, dynamics, cost, pibar, 1, 1, Optional.empty());
  }

  /** With weights and multipliers that differ from step to step. */
  private Consensus consensus() {
    Consensus made = new Consensus(T, DU, 0.3);
    made.adapt(new double[] {0, 1, 3});
    made.dualStep(0.7, q, numbers(T * DU));
    return made;
  }

  private double costAndPenalties() {
    double[] kl = TrajectoryKl.perStep(p, q, pibar);
    double sum = ExpectedCost.total(p, problem.cost());
    for (int t = 0; t < T; t++) {
      sum += consensus.weights()[t] * kl[t];
    }
    return sum;
  }

  @Test
  void withoutMultipliersItIsExpectedCostAndWeightedDivergences() {
    double value = Lagrangian.of(problem, pibar, q).at(consensus, false);
    assertEquals(costAndPenalties(), value, 1e-12);
    assertEquals(3, DoubleStream.of(consensus.weights()).distinct().count());
  }

  @Test
  void multipliersChargeWhatThePolicysMeanActionIsAboveTheLocalPolicys() {
    double charge = 0;
    for (int t = 0; t < T; t++) {
      double[] mean = p.mean(t);
      double[] action = new double[DU];
      pibar.mean(t, DoubleStream.of(mean).limit(DX).toArray(), action);
      for (int j = 0; j < DU; j++) {
        charge += consensus.multipliers()[t * DU + j] * (action[j] - mean[DX + j]);
      }
    }
    double value = Lagrangian.of(problem, pibar, q).at(consensus, true);
    assertEquals(costAndPenalties() + charge, value, 1e-12);
  }

  @Test
  void itTakesTheWeightsItIsAskedAt() {
    Lagrangian lagrangian = Lagrangian.of(problem, pibar, q);
    Consensus other = new Consensus(T, DU, 2);
    double kl = DoubleStream.of(TrajectoryKl.perStep(p, q, pibar)).sum();
    double cost = ExpectedCost.total(p, problem.cost());
    assertEquals(cost + 2 * kl, lagrangian.at(other, true), 1e-12);
  }

  @Test
  void whatIsWrittenIsRead() throws FormatException {
    Lagrangian lagrangian = Lagrangian.of(problem, pibar, q);
    BinaryOutput out = new BinaryOutput();
    lagrangian.write(out);
    Lagrangian read = Lagrangian.read(new BinaryInput(ByteBuffer.wrap(out.toByteArray())), T, DU);
    assertEquals(lagrangian.cost(), read.cost());
    assertArrayEquals(lagrangian.kl(), read.kl());
    assertArrayEquals(lagrangian.gap(), read.gap());
  }
}
