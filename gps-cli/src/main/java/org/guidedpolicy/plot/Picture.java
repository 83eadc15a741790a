package org.guidedpolicy.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.TextLayout;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.guidedpolicy.file.WholeFile;

/** A bitmap drawn at twice its nominal size, so that it stays sharp. One thread. */
final class Picture {
  private static final int SCALE = 2;

  private final BufferedImage image;
  private final Graphics2D graphics;
  private final double width;

  /**
   * @param width nominal pixels
   * @param height nominal pixels
   */
  Picture(int width, int height) {
    this.width = width;
    this.image = new BufferedImage(SCALE * width, SCALE * height, BufferedImage.TYPE_INT_RGB);
    this.graphics = image.createGraphics();
    smooth(graphics);
    graphics.setColor(Palette.PAPER);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(SCALE, SCALE);
  }

  static void smooth(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  Graphics2D graphics() {
    return graphics;
  }

  /** Writes text with its left end at x and its baseline at y; returns where it ends. */
  double text(String text, double x, double y, Font font, Color color) {
    return text(graphics, text, x, y, font, color);
  }

  static double text(Graphics2D g, String text, double x, double y, Font font, Color color) {
    if (text.isEmpty()) {
      return x;
    }
    g.setColor(color);
    TextLayout layout = new TextLayout(text, font, g.getFontRenderContext());
    layout.draw(g, (float) x, (float) y);
    return x + layout.getAdvance();
  }

  /** How wide text is. */
  static double width(Graphics2D g, String text, Font font) {
    return text.isEmpty() ? 0 : new TextLayout(text, font, g.getFontRenderContext()).getAdvance();
  }

  /** Writes a PNG, replacing the file in one move: a reader sees the old picture or the new one. */
  void write(Path png) throws IOException {
    WholeFile.write(png, png());
  }

  /** The bytes of a PNG; nothing can be drawn after it. */
  byte[] png() throws IOException {
    graphics.dispose();
    // in memory: ImageIO's own temporary file cannot be made while the process ends
    var encoded = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(encoded)) {
      ImageIO.write(image, "png", out);
    }
    return encoded.toByteArray();
  }
}
