package org.guidedpolicy.supervised;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.numbers;

import com.fasterxml.jackson.databind.JsonNode;
import org.guidedpolicy.VectorFile;
import org.junit.jupiter.api.Test;

class PolicyCovarianceVectorsTest {
  private final JsonNode vectors = VectorFile.read("policy_covariance.json");

  @Test
  void theFullCovarianceAgreesWithTheVectors() {
    double[] expected = numbers(vectors.get("out_full"));
    int dU = vectors.get("out_full").size();
    double[] precisions = numbers(vectors.get("precisions"));
    assertClose(expected, PolicyCovariance.full(dU, precisions), 1e-10, "full");
  }

  @Test
  void theDiagonalCovarianceAgreesWithTheVectors() {
    double[] expected = numbers(vectors.get("out_diagonal"));
    int dU = expected.length;
    double[] matrix = new double[dU * dU];
    for (int i = 0; i < dU; i++) {
      matrix[i * dU + i] = expected[i];
    }
    double[] precisions = numbers(vectors.get("precisions"));
    assertClose(matrix, PolicyCovariance.diagonal(dU, precisions), 1e-10, "diagonal");
  }
}
