package org.guidedpolicy.policy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.guidedpolicy.environment.Observation;
import org.junit.jupiter.api.Test;

class PolicyTest {

  @Test
  void aPolicyOfVectorsActsOnAnObservation() {
    Policy twice =
        new Policy() {
          @Override
          public int observationDimension() {
            return 1;
          }

          @Override
          public int actionDimension() {
            return 1;
          }

          @Override
          public void action(double[] observation, double[] actionOut) {
            actionOut[0] = 2 * observation[0];
          }
        };
    double[] action = new double[1];
    twice.action(Observation.of(3), action);
    assertArrayEquals(new double[] {6}, action);
  }
}
