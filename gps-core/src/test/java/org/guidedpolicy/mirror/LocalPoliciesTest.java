package org.guidedpolicy.mirror;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.guidedpolicy.file.BinaryInput;
import org.guidedpolicy.file.BinaryOutput;
import org.guidedpolicy.file.FormatException;
import org.guidedpolicy.gps.Expansion;
import org.guidedpolicy.gps.LocalPolicy;
import org.guidedpolicy.gps.LocalProblem;
import org.guidedpolicy.lqr.Gaussian;
import org.guidedpolicy.lqr.LinearGaussianController;
import org.guidedpolicy.lqr.LinearGaussianDynamics;
import org.guidedpolicy.lqr.QuadraticCost;
import org.guidedpolicy.rollout.Starts;
import org.junit.jupiter.api.Test;

/** Three conditions of three episodes, of which the second and the last are left out. */
class LocalPoliciesTest {
  private static final Starts.Conditions STARTS = new Starts.Conditions(3, 3);
  private static final int[] EPISODES = {0, 2, 3, 4, 5, 6, 7};

  /** A controller that one knows again: it always acts with the same number. */
  private static LinearGaussianController named(double u) {
    return LinearGaussianController.of(1, 1, 1, new double[] {0}, new double[] {u}, of(1));
  }

  private static double[] of(double... values) {
    return values;
  }

  private static List<LinearGaussianController> named(double... us) {
    return Arrays.stream(us).mapToObj(LocalPoliciesTest::named).toList();
  }

  private static double[] names(List<LinearGaussianController> controllers) {
    return controllers.stream().mapToDouble(q -> q.offset(0)[0]).toArray();
  }

  private static LocalPolicy solved(int number, double u, double cost) {
    LocalProblem problem =
        new LocalProblem(
            number,
            List.of(number),
            Gaussian.of(of(0), of(1)),
            LinearGaussianDynamics.of(1, 1, 1, of(), of(), of()),
            QuadraticCost.of(1, 1, 1, of(0), of(0, 0), of(1, 0, 0, 1)),
            named(0),
            1,
            1,
            Optional.empty());
    return new LocalPolicy(problem, named(u), 1, 1, cost);
  }

  /** Episode i follows i. */
  private static LocalPolicies begun(Expansion expansion) {
    LocalPolicies locals = new LocalPolicies(STARTS, expansion);
    double[] followed = IntStream.of(EPISODES).mapToDouble(i -> i).toArray();
    locals.begin(named(followed), EPISODES);
    return locals;
  }

  @Test
  void aConditionBeginsWithTheControllerOfItsFirstEpisode() {
    LocalPolicies locals = begun(Expansion.AVERAGED);
    assertArrayEquals(of(0, 3, 6), names(locals.following().controllers()));
    assertArrayEquals(of(0, 3, 6), names(locals.ofProblems(EPISODES)));
  }

  @Test
  void anEpisodeThatWasLeftOutBeginsWithAControllerOfItsCondition() {
    LocalPolicies locals = begun(Expansion.PER_SAMPLE);
    assertArrayEquals(of(0, 0, 2, 3, 4, 5, 6, 7, 6), names(locals.following().controllers()));
    assertArrayEquals(of(0, 2, 3, 4, 5, 6, 7), names(locals.ofProblems(EPISODES)));
  }

  @Test
  void aConditionWhoseProblemHasNoSolutionKeepsItsLocalPolicy() {
    LocalPolicies locals = begun(Expansion.AVERAGED);
    List<LocalPolicy> solved = List.of(solved(0, 10, 5), solved(2, 12, 7));
    locals.improve(solved, EPISODES);
    assertArrayEquals(of(10, 3, 12), names(locals.following().controllers()));
    assertArrayEquals(of(5, Double.NaN, 7), locals.predictedCosts(solved, EPISODES));
  }

  @Test
  void localPoliciesStayWithinTheirConditionsWhateverWasLeftOut() {
    LocalPolicies locals = begun(Expansion.PER_SAMPLE);
    // of the episodes 0, 2, then 3 and 5: that of 4 and those of the last condition have none
    List<LocalPolicy> solved =
        List.of(solved(0, 10, 1), solved(1, 12, 2), solved(2, 13, 5), solved(4, 15, 7));
    locals.improve(solved, EPISODES);
    assertArrayEquals(of(10, 10, 12, 13, 13, 15, 6, 7, 6), names(locals.following().controllers()));
    assertArrayEquals(of(1.5, 6, Double.NaN), locals.predictedCosts(solved, EPISODES));
  }

  @Test
  void whatItWritesItReadsUnlessThereAreMoreOrFewer() throws FormatException {
    BinaryOutput out = new BinaryOutput();
    begun(Expansion.PER_SAMPLE).write(out);
    LocalPolicies read = new LocalPolicies(STARTS, Expansion.PER_SAMPLE);
    read.read(new BinaryInput(ByteBuffer.wrap(out.toByteArray())));
    assertEquals(begun(Expansion.PER_SAMPLE).following().by(), read.following().by());
    assertArrayEquals(of(0, 0, 2, 3, 4, 5, 6, 7, 6), names(read.following().controllers()));
    LocalPolicies averaged = new LocalPolicies(STARTS, Expansion.AVERAGED);
    assertThrows(
        FormatException.class,
        () -> averaged.read(new BinaryInput(ByteBuffer.wrap(out.toByteArray()))));
  }
}
