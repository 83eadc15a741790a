package org.guidedpolicy.report;

import java.time.Duration;
import java.util.Locale;
import org.guidedpolicy.training.Shares;

/** Numbers as people read them. */
final class Numbers {
  private static final String THIN = "\u202f";
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private Numbers() {}

  /** With at most some decimals and no zeros at their end. */
  static String plain(double value, int decimals) {
    String text = fixed(value, decimals);
    if (text.indexOf('.') >= 0) {
      text = text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }
    return text.equals("-0") ? "0" : text;
  }

  /** With some decimals. */
  static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** To three significant digits, large and small ones as 1.25×10⁶. */
  static String tidy(double value) {
    if (!Double.isFinite(value)) {
      return "not finite";
    }
    if (value == 0) {
      return "0";
    }
    int exponent = exponent(value);
    if (exponent >= 6 || exponent < -4) {
      return scientific(value, exponent, 2);
    }
    return sign(fixed(value, Math.max(0, 2 - exponent)));
  }

  /** With a minus sign of its own width. */
  static String sign(String text) {
    return text.replace('-', '\u2212');
  }

  static String scientific(double value, int exponent, int decimals) {
    String digits = sign(plain(value / Math.pow(10, exponent), decimals));
    String power = "10" + superscript(exponent);
    return digits.equals("1") ? power : digits + "×" + power;
  }

  /** The power of ten of a number's first digit after rounding to three digits. */
  static int exponent(double value) {
    String text = String.format(Locale.ROOT, "%.2e", value);
    return Integer.parseInt(text.substring(text.indexOf('e') + 1));
  }

  private static String superscript(int exponent) {
    StringBuilder result = new StringBuilder(exponent < 0 ? "⁻" : "");
    Integer.toString(Math.abs(exponent))
        .chars()
        .forEach(digit -> result.append(SUPERSCRIPTS.charAt(digit - '0')));
    return result.toString();
  }

  /** A share, 0 .. 1, in per cent; 100 only if it is all. */
  static String percent(double share) {
    return fixed(100 * Shares.rounded(share, 3), 1) + THIN + "%";
  }

  /** A number and its unit, which may be empty. */
  static String with(String number, String unit) {
    return unit.isEmpty() ? number : number + THIN + unit;
  }

  /** 35 ms, 4.1 s, 2 min 10 s, 3 h 5 min. */
  static String duration(double seconds) {
    if (seconds < 0.9995) {
      return fixed(1000 * seconds, 0) + THIN + "ms";
    }
    if (seconds < 60) {
      return fixed(seconds, 1) + THIN + "s";
    }
    Duration whole = Duration.ofSeconds(Math.round(seconds));
    return whole.toHours() > 0
        ? whole.toHours() + THIN + "h " + whole.toMinutesPart() + THIN + "min"
        : whole.toMinutes() + THIN + "min " + whole.toSecondsPart() + THIN + "s";
  }

  /** A count with its word in singular or plural. */
  static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
