package dev.osprey.predict.painting;

import dev.osprey.core.Detection;
import dev.osprey.core.Point;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.util.List;

/**
 * Draws the landmarks of a face as dots, in the usual colours of face detectors: red and yellow
 * eyes, a magenta nose, green and blue corners of the mouth, left before right. A dark rim inside a
 * light one keeps them apart from any background.
 */
final class LandmarkDots {
  private static final List<Color> COLORS =
      List.of(
          new Color(0xFF3030),
          new Color(0xFFE119),
          new Color(0xFF40FF),
          new Color(0x30E060),
          new Color(0x4080FF));

  private static final Color RIM = new Color(0, 0, 0, 200);
  private static final Color LIGHT = new Color(255, 255, 255, 150);

  /** Radius as a share of the geometric mean of the box's sides: about a third of an eye. */
  private static final double RADIUS = 0.025;

  private LandmarkDots() {}

  /**
   * @param lineWidth of the face's box; a dot is at least as wide
   */
  static void draw(Graphics2D graphics, Detection face, double lineWidth) {
    double radius = Math.max(0.8 * lineWidth, RADIUS * Math.sqrt(face.box().area()));
    double rim = Math.max(0.5, radius / 3);
    for (int i = 0; i < face.landmarks().size(); i++) {
      Point point = face.landmarks().get(i);
      fill(graphics, point, radius + 1.6 * rim, LIGHT);
      fill(graphics, point, radius + rim, RIM);
      fill(graphics, point, radius, COLORS.get(i));
    }
  }

  private static void fill(Graphics2D graphics, Point point, double radius, Color color) {
    graphics.setColor(color);
    graphics.fill(
        new Ellipse2D.Double(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius));
  }
}
