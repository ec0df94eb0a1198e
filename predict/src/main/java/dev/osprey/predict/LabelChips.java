package dev.osprey.predict;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
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
  private final Lettering lettering;
  private final double width;
  private final double height;
  private final double letterSize;
  private final List<Rectangle2D> placed = new ArrayList<>();

  LabelChips(
      Graphics2D graphics, Lettering lettering, double width, double height, double letterSize) {
    this.graphics = graphics;
    this.lettering = lettering;
    this.width = width;
    this.height = height;
    this.letterSize = letterSize;
    // Letters then scale with the size of the font, so that a text can be made to fit.
    graphics.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
  }

  /** Draws one label for {@code box}. Returns where it stands. */
  Rectangle2D draw(String text, Rectangle2D box, Color color) {
    double fitting = fitting(text);
    Rectangle2D chip = place(box, size(text, fitting));
    double radius = chip.getHeight() / 4;
    graphics.setColor(color);
    graphics.fill(
        new RoundRectangle2D.Double(
            chip.getX(), chip.getY(), chip.getWidth(), chip.getHeight(), radius, radius));
    lettering.draw(
        graphics,
        text,
        fitting,
        LabelPalette.textOn(color),
        chip.getX() + padding(fitting),
        chip.getY() + padding(fitting) / 4);
    placed.add(chip);
    return chip;
  }

  /** The letters' size, smaller where the text would be wider or higher than the picture. */
  private double fitting(String text) {
    Rectangle2D size = size(text, letterSize);
    double scale = Math.min(width / size.getWidth(), height / size.getHeight());
    return scale >= 1 ? letterSize : letterSize * scale;
  }

  private Rectangle2D size(String text, double letters) {
    Rectangle2D line = lettering.size(graphics, text, letters);
    return new Rectangle2D.Double(
        0, 0, line.getWidth() + 2 * padding(letters), line.getHeight() + padding(letters) / 2);
  }

  private static double padding(double letters) {
    return letters * 0.35;
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
