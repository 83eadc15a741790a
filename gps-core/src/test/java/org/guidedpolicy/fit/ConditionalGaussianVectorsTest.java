package org.guidedpolicy.fit;

import static org.guidedpolicy.VectorFile.assertClose;
import static org.guidedpolicy.VectorFile.numbers;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.guidedpolicy.VectorFile;
import org.guidedpolicy.mixture.NormalInverseWishart;
import org.junit.jupiter.api.Test;

class ConditionalGaussianVectorsTest {

  @Test
  void conditionalsAgreeWithTheVectors() {
    JsonNode cases = VectorFile.read("conditional_gaussian.json").get("cases");
    assertTrue(cases.size() > 0);
    for (JsonNode v : cases) {
      double[] mean = numbers(v.get("mu0"));
      int given = v.get("given_dim").intValue();
      int target = mean.length - given;
      double[] regularization = new double[given];
      Arrays.fill(regularization, v.get("regularisation").doubleValue());
      var prior =
          new NormalInverseWishart(
              mean, numbers(v.get("phi")), v.get("m").doubleValue(), v.get("n0").doubleValue());
      var conditional = new ConditionalGaussian(given, target);

      conditional.fit(numbers(v.get("points")), v.get("points").size(), prior, regularization);

      double[] gain = new double[target * given];
      double[] offset = new double[target];
      double[] covariance = new double[target * target];
      conditional.copyGain(gain, 0);
      conditional.copyOffset(offset, 0);
      conditional.copyCovariance(covariance, 0);
      assertClose(numbers(v.get("out_gain")), gain, 1e-12, "gain");
      assertClose(numbers(v.get("out_offset")), offset, 1e-12, "offset");
      assertClose(numbers(v.get("out_cov")), covariance, 1e-12, "covariance");
    }
  }
}
