package dev.osprey.data.synthetic;

import dev.osprey.core.ImageSize;
import dev.osprey.data.SeededRandom;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.QuadCurve2D;
import java.awt.image.BufferedImage;

/**
 * Draws the background of the objects: a gradient, soft blobs, lines and curves, and noise over the
 * whole image.
 */
final class ClutteredBackground {
  private final int width;
  private final int height;
  private final SeededRandom random;

  ClutteredBackground(ImageSize size, SeededRandom random) {
    this.width = size.width();
    this.height = size.height();
    this.random = random;
  }

  void paint(Graphics2D graphics) {
    graphics.setPaint(new GradientPaint(anywhere(), muted(255), anywhere(), muted(255)));
    graphics.fillRect(0, 0, width, height);
    int blobs = 4 + random.nextInt(6);
    for (int i = 0; i < blobs; i++) {
      paintBlob(graphics);
    }
    int lines = 3 + random.nextInt(8);
    for (int i = 0; i < lines; i++) {
      paintLine(graphics);
    }
  }

  /** A soft blob without an edge, so that it does not look like a circle. */
  private void paintBlob(Graphics2D graphics) {
    int side = Math.min(width, height);
    int radius = side / 12 + random.nextInt(side / 3);
    Color middle = muted(60 + random.nextInt(120));
    Color rim = new Color(middle.getRed(), middle.getGreen(), middle.getBlue(), 0);
    int x = random.nextInt(width);
    int y = random.nextInt(height);
    graphics.setPaint(
        new RadialGradientPaint(x, y, radius, new float[] {0, 1}, new Color[] {middle, rim}));
    graphics.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  private void paintLine(Graphics2D graphics) {
    Point2D from = anywhere();
    Point2D over = anywhere();
    Point2D to = anywhere();
    graphics.setPaint(muted(90 + random.nextInt(120)));
    graphics.setStroke(
        new BasicStroke(
            (float) random.nextDouble(0.8, 3.5), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.draw(
        random.nextInt(2) == 0
            ? new Line2D.Double(from, to)
            : new QuadCurve2D.Double(
                from.getX(), from.getY(), over.getX(), over.getY(), to.getX(), to.getY()));
  }

  /** Adds noise like a camera's: the same small change to all channels of a pixel. */
  void addNoise(BufferedImage image) {
    int strength = 4 + random.nextInt(14);
    int[] row = new int[width];
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int x = 0; x < width; x++) {
        int noise = random.nextInt(2 * strength + 1) - strength;
        row[x] =
            clamp((row[x] >> 16 & 0xFF) + noise) << 16
                | clamp((row[x] >> 8 & 0xFF) + noise) << 8
                | clamp((row[x] & 0xFF) + noise);
      }
      image.setRGB(0, y, width, 1, row, 0, width);
    }
  }

  private static int clamp(int value) {
    return Math.max(0, Math.min(255, value));
  }

  private Point2D anywhere() {
    return new Point2D.Double(random.nextDouble(0, width), random.nextDouble(0, height));
  }

  /** A muted colour. */
  static Color muted(SeededRandom random) {
    return Color.getHSBColor(
        (float) random.nextDouble(),
        (float) random.nextDouble(0, 0.4),
        (float) random.nextDouble(0.25, 0.95));
  }

  private Color muted(int alpha) {
    Color color = muted(random);
    return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
  }
}
