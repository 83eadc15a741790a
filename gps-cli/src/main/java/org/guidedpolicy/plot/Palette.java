package org.guidedpolicy.plot;

import java.awt.Color;
import java.awt.Font;

/** Colours and type of all pictures; the colours differ in lightness too. */
public final class Palette {
  public static final Color PAPER = Color.WHITE;
  public static final Color INK = new Color(0x20262E);
  public static final Color MUTED = new Color(0x6A7480);
  public static final Color RULE = new Color(0xE3E7EB);
  public static final Color FAINT = new Color(0xF2F4F6);
  public static final Color BLUE = new Color(0x1F5FA8);
  public static final Color PALE_BLUE = new Color(0xC9DBEE);
  public static final Color ORANGE = new Color(0xD9701E);
  public static final Color GREEN = new Color(0x24845A);
  public static final Color RED = new Color(0xC0392B);

  private Palette() {}

  /** Plain type. */
  public static Font text(double size) {
    return new Font(Font.SANS_SERIF, Font.PLAIN, 1).deriveFont((float) size);
  }

  /** Bold type. */
  public static Font bold(double size) {
    return new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont((float) size);
  }

  /** The colour at a share of the way from one to another, 0 .. 1. */
  public static Color between(Color from, Color to, double share) {
    return new Color(
        mix(from.getRed(), to.getRed(), share),
        mix(from.getGreen(), to.getGreen(), share),
        mix(from.getBlue(), to.getBlue(), share));
  }

  /** The colour with an opacity, 0 .. 1. */
  public static Color withOpacity(Color color, double opacity) {
    return new Color(
        color.getRed(), color.getGreen(), color.getBlue(), (int) Math.round(255 * opacity));
  }

  private static int mix(int from, int to, double share) {
    return (int) Math.round(from + (to - from) * share);
  }
}
