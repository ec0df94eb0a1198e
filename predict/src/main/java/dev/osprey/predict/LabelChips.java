package dev.osprey.predict;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.LineMetrics;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The small filled labels beside boxes. Each is wholly inside the picture and, where a place is
 * left, not over another one.
 */
final class LabelChips {
  private final Graphics2D graphics;
  private final double width;
  private final double height;
  private final Font font;
  private final List<Rectangle2D> placed = new ArrayList<>();

  LabelChips(Graphics2D graphics, double width, double height, double fontSize) {
    this.graphics = graphics;
    this.width = width;
    this.height = height;
    // Letters then scale with the size of the font, so that a text can be made to fit.
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    this.font = new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont((float) fontSize);
  }

  /** Draws one label for {@code box}. Returns where it stands. */
  Rectangle2D draw(String text, Rectangle2D box, Color color) {
    Font fitting = fitting(text);
    Rectangle2D chip = place(box, size(text, fitting));
    double radius = chip.getHeight() / 4;
    graphics.setColor(color);
    graphics.fill(
        new RoundRectangle2D.Double(
            chip.getX(), chip.getY(), chip.getWidth(), chip.getHeight(), radius, radius));
    graphics.setColor(LabelPalette.textOn(color));
    graphics.setFont(fitting);
    LineMetrics metrics = fitting.getLineMetrics(text, graphics.getFontRenderContext());
    double baseline =
        chip.getY() + (chip.getHeight() + metrics.getAscent() - metrics.getDescent()) / 2;
    graphics.drawString(text, (float) (chip.getX() + padding(fitting)), (float) baseline);
    placed.add(chip);
    return chip;
  }

  /** The font, smaller where the text would be wider or higher than the picture. */
  private Font fitting(String text) {
    Rectangle2D size = size(text, font);
    double scale = Math.min(width / size.getWidth(), height / size.getHeight());
    return scale >= 1 ? font : font.deriveFont((float) (font.getSize2D() * scale));
  }

  private Rectangle2D size(String text, Font font) {
    LineMetrics metrics = font.getLineMetrics(text, graphics.getFontRenderContext());
    double textWidth = font.getStringBounds(text, graphics.getFontRenderContext()).getWidth();
    return new Rectangle2D.Double(
        0,
        0,
        textWidth + 2 * padding(font),
        metrics.getAscent() + metrics.getDescent() + padding(font) / 2);
  }

  private static double padding(Font font) {
    return font.getSize2D() * 0.35;
  }

  /** Above the box, else inside at its top, else below, else inside at its bottom. */
  private Rectangle2D place(Rectangle2D box, Rectangle2D size) {
    double[] tops = {
      box.getMinY() - size.getHeight(),
      box.getMinY(),
      box.getMaxY(),
      box.getMaxY() - size.getHeight()
    };
    Rectangle2D first = null;
    for (double top : tops) {
      if (top < 0 || top + size.getHeight() > height) {
        continue;
      }
      Rectangle2D chip = at(box.getMinX(), top, size);
      if (placed.stream().noneMatch(chip::intersects)) {
        return chip;
      }
      first = first == null ? chip : first;
    }
    return first == null ? at(box.getMinX(), box.getMinY(), size) : first;
  }

  private Rectangle2D at(double x, double y, Rectangle2D size) {
    double chipWidth = Math.min(size.getWidth(), width);
    double chipHeight = Math.min(size.getHeight(), height);
    return new Rectangle2D.Double(
        Math.max(0, Math.min(x, width - chipWidth)),
        Math.max(0, Math.min(y, height - chipHeight)),
        chipWidth,
        chipHeight);
  }
}
