package dev.osprey.predict.painting;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/**
 * A font that draws the text of labels. Sizes are proportional to the size of the letters, so that
 * a text can be made to fit.
 */
interface TextFont {

  /** A font of Java2D if there is one, else the stroke font. */
  static TextFont available() {
    return Available.FONT;
  }

  /** Width and height of a line in pixels, without any space around it. */
  Rectangle2D size(Graphics2D graphics, String text, double letterSize);

  /**
   * Draws a line of text.
   *
   * @param x left side of its size
   * @param y upper side of its size
   */
  void draw(Graphics2D graphics, String text, double letterSize, Color color, double x, double y);

  /** Searched once: a JVM that has found no font finds none later. */
  final class Available {
    private static final TextFont FONT = find();

    private Available() {}

    /**
     * A JRE without fontconfig or without any font file throws at the first measure of a text:
     * RuntimeException, InternalError or LinkageError, by version and by what is missing.
     */
    private static TextFont find() {
      Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
      try {
        TextFont fonts = new SystemFont(new Font(Font.SANS_SERIF, Font.BOLD, 1));
        fonts.size(graphics, "label 0.99", 12);
        return fonts;
      } catch (RuntimeException | InternalError | LinkageError e) {
        return new StrokeFont();
      } finally {
        graphics.dispose();
      }
    }
  }
}
