package org.guidedpolicy.cli.experiment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.guidedpolicy.cli.run.OptionTree;

/**
 * Many settings, two values each, tried together in few variants: a fractional factorial design of
 * resolution IV. Every setting has each of its values in half of the variants, and no setting's
 * effect is mixed with another's or with what two settings do together. Every run so tells
 * something of every setting. [Box, Hunter and Hunter, Statistics for Experimenters.] Immutable.
 */
public final class ScreeningDesign {
  private static final int MAX_BASIC_COLUMNS = 6;

  /**
   * A setting.
   *
   * @param key of the option
   * @param low its first value
   * @param high its second value
   */
  public record Factor(String key, String low, String high) {
    @Override
    public String toString() {
      return key + ": " + low + " to " + high;
    }
  }

  private final List<Factor> factors;

  /** For each factor, the basic columns whose product it is: a set of bits, an odd number. */
  private final int[] words;

  private final int variants;

  /**
   * @param factors at least two
   * @throws IllegalArgumentException if there are too few, too many, or one comes twice
   */
  public ScreeningDesign(List<Factor> factors) {
    this.factors = List.copyOf(factors);
    int k = factors.size();
    if (k < 2) {
      throw new IllegalArgumentException("a screening needs at least two settings, has " + k);
    }
    requireDifferent(factors);
    int basic = 2;
    while (1 << (basic - 1) < k && basic < MAX_BASIC_COLUMNS) {
      basic++;
    }
    if (1 << (basic - 1) < k) {
      throw new IllegalArgumentException(
          "a screening has room for " + (1 << (basic - 1)) + " settings, has " + k);
    }
    this.variants = 1 << basic;
    this.words = oddWords(basic, k);
  }

  private static void requireDifferent(List<Factor> factors) {
    Set<String> seen = new HashSet<>();
    for (Factor factor : factors) {
      if (!seen.add(factor.key)) {
        throw new IllegalArgumentException("the setting " + factor.key + " is screened twice");
      }
    }
  }

  /** The shortest k odd words over the basic columns. */
  private static int[] oddWords(int basic, int k) {
    int[] words = new int[k];
    int n = 0;
    for (int size = 1; size <= basic; size += 2) {
      for (int word = 1; word < 1 << basic && n < k; word++) {
        if (Integer.bitCount(word) == size) {
          words[n++] = word;
        }
      }
    }
    return words;
  }

  public List<Factor> factors() {
    return factors;
  }

  /** How many variants there are: at least twice the number of settings. */
  public int size() {
    return variants;
  }

  /** Whether a factor has its high value in a variant. */
  public boolean isHigh(int variant, int factor) {
    // the product of an odd number of columns of -1 and 1
    int lows = Integer.bitCount(words[factor] & ~variant);
    return lows % 2 == 0;
  }

  /** The variant's name. */
  public String name(int variant) {
    return String.format(Locale.ROOT, "screen-%02d", variant + 1);
  }

  /** All variants of some options. */
  public List<Variant> variants(OptionTree options) {
    List<Variant> result = new ArrayList<>();
    for (int v = 0; v < variants; v++) {
      OptionTree changed = options;
      for (int f = 0; f < factors.size(); f++) {
        Factor factor = factors.get(f);
        changed = changed.with(factor.key, isHigh(v, f) ? factor.high : factor.low);
      }
      result.add(new Variant(name(v), changed));
    }
    return result;
  }
}
