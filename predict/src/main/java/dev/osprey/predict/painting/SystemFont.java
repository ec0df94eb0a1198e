package dev.osprey.predict.painting;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.LineMetrics;
import java.awt.geom.Rectangle2D;

/** A font of the machine, drawn by Java2D. */
record SystemFont(Font font) implements TextFont {

  @Override
  public Rectangle2D size(Graphics2D graphics, String text, double letterSize) {
    Font sized = font.deriveFont((float) letterSize);
    LineMetrics metrics = sized.getLineMetrics(text, graphics.getFontRenderContext());
    double width = sized.getStringBounds(text, graphics.getFontRenderContext()).getWidth();
    return new Rectangle2D.Double(0, 0, width, metrics.getAscent() + metrics.getDescent());
  }

  @Override
  public void draw(
      Graphics2D graphics, String text, double letterSize, Color color, double x, double y) {
    Font sized = font.deriveFont((float) letterSize);
    LineMetrics metrics = sized.getLineMetrics(text, graphics.getFontRenderContext());
    graphics.setColor(color);
    graphics.setFont(sized);
    graphics.drawString(text, (float) x, (float) (y + metrics.getAscent()));
  }
}
