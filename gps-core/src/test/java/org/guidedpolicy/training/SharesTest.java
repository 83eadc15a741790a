package org.guidedpolicy.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 2, 0",
    "1, 2, 1",
    "0.995, 2, 0.99",
    "0.9999, 3, 0.999",
    "0.001, 2, 0.01",
    "0.504, 2, 0.5",
    "0.506, 2, 0.51",
    "0.9949, 3, 0.995",
    "0.9999, 1, 0.9"
  })
  void onlyAllIsShownAsAllAndOnlyNoneAsNone(double share, int decimals, double shown) {
    assertEquals(shown, Shares.rounded(share, decimals), 1e-15);
  }

  @Test
  void whatIsNoShareIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Shares.rounded(1.5, 2));
    assertThrows(IllegalArgumentException.class, () -> Shares.rounded(0.5, 0));
  }
}
