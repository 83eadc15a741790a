package org.guidedpolicy.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.guidedpolicy.cli.experiment.Statistics.Interval;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void interquartileMeanIgnoresTheExtremes() {
    assertEquals(3, Statistics.interquartileMean(new double[] {-1000, 2, 3, 4, 9999}));
    assertEquals(2.5, Statistics.interquartileMean(new double[] {4, 1, 2, 3}));
    assertEquals(2, Statistics.interquartileMean(new double[] {1, 2, 3}));
    assertEquals(7, Statistics.interquartileMean(new double[] {7}));
  }

  @Test
  void theBootstrapIntervalOfAMeanIsAboutTwoStandardErrorsEachWay() {
    SplittableRandom random = new SplittableRandom(5);
    double[] values = random.doubles(400).toArray();
    Interval interval = Statistics.bootstrap95(values, Statistics::mean);
    double standardError = Math.sqrt(1 / 12.0 / values.length);
    double mean = Statistics.mean(values);
    assertEquals(mean - 1.96 * standardError, interval.low(), 0.1 * standardError);
    assertEquals(mean + 1.96 * standardError, interval.high(), 0.1 * standardError);
  }

  @Test
  void theSameValuesGiveTheSameInterval() {
    double[] values = {0.3, 0.5, 0.9};
    assertEquals(
        Statistics.bootstrap95(values, Statistics::mean),
        Statistics.bootstrap95(values, Statistics::mean));
  }

  @Test
  void equalValuesHaveAnIntervalOfNoWidth() {
    Interval interval = Statistics.bootstrap95(new double[] {2, 2, 2}, Statistics::mean);
    assertTrue(interval.low() == 2 && interval.high() == 2);
  }
}
