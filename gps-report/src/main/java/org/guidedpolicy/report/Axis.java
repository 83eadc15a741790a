package org.guidedpolicy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The range of a chart's axis and its ticks. Immutable.
 *
 * @param low left or lower end
 * @param high right or upper end, above low
 * @param ticks within the range, increasing
 * @param scale how values are placed between the ends
 */
record Axis(double low, double high, List<Tick> ticks, Scale scale) {

  /** A place on the axis and what is written there. */
  record Tick(double value, String label) {}

  /** What an axis is to show. */
  enum Kind {
    /** From 0, or below if a value is. */
    FROM_ZERO,
    /** Shares, 0 .. 1, in per cent. */
    SHARE,
    /** Logarithmic if all values are positive. */
    LOGARITHMIC,
    /** The values' range; logarithmic if they are positive and differ by a large factor. */
    ADAPTIVE,
    /** Values of both signs, those of far greater size than most drawn close. */
    SIGNED
  }

  /**
   * Linear, or logarithmic away from zero.
   *
   * @param name for a reader, empty if it is linear
   * @param linear below this size values are placed linearly, or 0 for a plain logarithm; infinite
   *     for a linear scale
   */
  record Scale(String name, double linear) {
    static final Scale LINEAR = new Scale("", Double.POSITIVE_INFINITY);
    static final Scale LOGARITHMIC = new Scale("logarithmic", 0);

    static Scale symmetric(double linear) {
      return new Scale("logarithmic", linear);
    }

    double place(double value) {
      if (linear == Double.POSITIVE_INFINITY) {
        return value;
      }
      return linear == 0
          ? Math.log10(value)
          : Math.signum(value) * Math.log10(1 + Math.abs(value) / linear);
    }
  }

  private static final double LARGE_FACTOR = 50;
  private static final int TICKS = 4;

  /** Share of the axis within which two labels would touch. */
  private static final double CLOSE = 0.08;

  /** The axis for some finite values. */
  static Axis of(double[] values, Kind kind) {
    double low = DoubleStream.of(values).min().orElse(0);
    double high = DoubleStream.of(values).max().orElse(1);
    return switch (kind) {
      case FROM_ZERO -> linear(Math.min(0, low), Math.max(0, high));
      case SHARE -> shares();
      case LOGARITHMIC -> low > 0 ? logarithmic(low, high) : linear(low, high);
      case ADAPTIVE ->
          low > 0 && high / low > LARGE_FACTOR ? logarithmic(low, high) : linear(low, high);
      case SIGNED -> signed(values, low, high);
    };
  }

  private static Axis shares() {
    List<Tick> ticks = new ArrayList<>();
    for (int percent = 0; percent <= 100; percent += 25) {
      ticks.add(new Tick(percent / 100.0, percent + "%"));
    }
    return new Axis(0, 1, ticks, Scale.LINEAR);
  }

  /** From 0 to exactly a count, with ticks at whole numbers. */
  static Axis upTo(int count) {
    double step = Math.max(1, niceStep(count / (double) TICKS));
    List<Tick> ticks = new ArrayList<>();
    for (double value = 0; value <= count; value += step) {
      ticks.add(new Tick(value, Numbers.plain(value, 0)));
    }
    return new Axis(0, count, ticks, Scale.LINEAR);
  }

  private static Axis linear(double min, double max) {
    double low = min;
    double high = max;
    if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) {
      double margin = low == 0 ? 1 : 0.1 * Math.abs(low);
      low = low == 0 ? 0 : low - margin;
      high = high + margin;
    }
    double step = niceStep((high - low) / TICKS);
    double first = Math.floor(low / step + 1e-9);
    double last = Math.ceil(high / step - 1e-9);
    double largest = Math.max(Math.abs(low), Math.abs(high));
    List<Tick> ticks = new ArrayList<>();
    for (double i = first; i <= last; i++) {
      ticks.add(new Tick(i * step, label(i * step, step, largest)));
    }
    return new Axis(first * step, last * step, ticks, Scale.LINEAR);
  }

  /** 1, 2 or 5 times a power of ten, at least the step. */
  private static double niceStep(double step) {
    double power = Math.pow(10, Math.floor(Math.log10(step)));
    double digits = step / power;
    return (digits <= 1.0001 ? 1 : digits <= 2.0001 ? 2 : digits <= 5.0001 ? 5 : 10) * power;
  }

  private static String label(double value, double step, double largest) {
    if (largest >= 1e5 || largest < 1e-3) {
      return value == 0 ? "0" : Numbers.scientific(value, Numbers.exponent(value), 1);
    }
    int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    return Numbers.sign(Numbers.fixed(value + 0.0, decimals));
  }

  private static Axis logarithmic(double low, double high) {
    double first = Math.floor(Math.log10(low) + 1e-9);
    double last = Math.max(first + 1, Math.ceil(Math.log10(high) - 1e-9));
    double every = Math.ceil((last - first) / TICKS);
    last = first + every * Math.ceil((last - first) / every);
    List<Tick> ticks = new ArrayList<>();
    for (double power = first; power <= last; power += every) {
      ticks.add(new Tick(Math.pow(10, power), powerOfTen(power, 1)));
    }
    return new Axis(Math.pow(10, first), Math.pow(10, last), ticks, Scale.LOGARITHMIC);
  }

  private static String powerOfTen(double power, int sign) {
    double value = sign * Math.pow(10, power);
    return power >= -3 && power <= 4
        ? Numbers.sign(Numbers.plain(value, (int) Math.max(0, -power)))
        : Numbers.scientific(value, (int) power, 0);
  }

  private static Axis signed(double[] values, double low, double high) {
    double[] sizes = DoubleStream.of(values).map(Math::abs).filter(v -> v > 0).sorted().toArray();
    if (sizes.length == 0 || sizes[sizes.length - 1] < LARGE_FACTOR * sizes[sizes.length / 2]) {
      return linear(Math.min(0, low), Math.max(0, high));
    }
    double first = Math.floor(Math.log10(sizes[sizes.length / 4]));
    double last = Math.ceil(Math.log10(sizes[sizes.length - 1]));
    double every = Math.max(1, Math.ceil((last - first) / (low < 0 ? 3 : TICKS)));
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(0, "0"));
    double power = last - first > 2 ? first + 1 : first;
    double top = 0;
    double bottom = 0;
    while (top < high || bottom > low) {
      if (top < high) {
        top = Math.pow(10, power);
        ticks.add(new Tick(top, powerOfTen(power, 1)));
      }
      if (bottom > low) {
        bottom = -Math.pow(10, power);
        ticks.add(0, new Tick(bottom, powerOfTen(power, -1)));
      }
      power += every;
    }
    Axis axis = new Axis(bottom, top, ticks, Scale.symmetric(Math.pow(10, first)));
    ticks.removeIf(
        tick -> tick.value() != 0 && Math.abs(axis.share(tick.value()) - axis.share(0)) < CLOSE);
    return axis;
  }

  /** Where a value lies: 0 at the low end, 1 at the high one. */
  double share(double value) {
    double from = scale.place(low);
    return (scale.place(value) - from) / (scale.place(high) - from);
  }
}
